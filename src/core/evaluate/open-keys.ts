import type { PolicyVersion, Statement } from '../iam/policy.js'
import type { RequestContext } from './evaluation.js'
import { parseTemplate } from './template.js'

/** The condition keys of a statement, in lower case, that the request does not show: variables' too. */
export function keysLeftOpen(
  { condition, resource }: Statement,
  version: PolicyVersion | undefined,
  context: RequestContext,
): readonly string[] {
  const texts = [...(resource?.patterns ?? []), ...condition.flatMap(({ values }) => values)]
  const variables = texts
    .flatMap((text) => parseTemplate(text, version))
    .flatMap((part) => (part.kind === 'variable' ? [part.key] : []))
  return [...condition.map(({ key }) => key.toLowerCase()), ...variables].filter(
    (key) => context.get(key) === 'unknown',
  )
}
