import { globMatches } from '../../iam/glob.js'
import { nearest } from '../../iam/nearest.js'
import { quoted } from '../../iam/policy-problem.js'
import { type Service, serviceByPrefix, servicePrefixes } from '../../reference/service.js'
import type { ActionView } from './action-view.js'
import { actions, type Check, check, EVERY, statements } from './check.js'
import { coveredByOthers } from './redundancy.js'

/** Do the actions exist? */
export const actionChecks: readonly Check[] = [
  check(
    'ERROR',
    'INVALID_ACTION',
    {
      tests: 'An action does not exist, a pattern matches none, or the text is not `service:Name`.',
      why: 'It grants or denies nothing, and IAM refuses what has no service.',
      fix: 'Correct the name; the finding proposes the nearest that exist.',
      policies: EVERY,
      limits:
        'Judged by the reference that this version was built with: an action that AWS added since is not known yet.',
    },
    actions((action, report) => {
      if (action.all || isUnknownService(action) || exists(action)) return
      report(`The action \`${quoted(action.value)}\` does not exist.${meant(action)}`, action)
    }),
  ),
  check(
    'ERROR',
    'INVALID_SERVICE_IN_ACTION',
    {
      tests: 'The service prefix of an action does not exist.',
      why: 'It grants or denies nothing.',
      fix: 'Correct the prefix; the finding proposes the nearest that exist.',
      policies: EVERY,
    },
    actions((action, report) => {
      if (!isUnknownService(action) || /[*?$]/.test(action.service)) return
      const names = nearest(action.service, servicePrefixes(), 3)
      const proposal = names.length === 0 ? '' : ` Did you mean ${names.join(', ')}?`
      report(`No service has the prefix \`${quoted(action.service)}\`.${proposal}`, action)
    }),
  ),
  check(
    'SUGGESTION',
    'REDUNDANT_ACTION',
    {
      tests: 'An action of a list is wholly covered by another of the same list.',
      why: 'It changes nothing, and hides what the list grants.',
      fix: 'Remove it.',
      policies: EVERY,
    },
    statements(({ action }, report) => {
      const patterns = (action?.actions ?? []).map((item) => ({ ...item, value: item.value.toLowerCase() }))
      const covered = coveredByOthers(patterns)
      const [first] = covered
      if (first === undefined) return
      const more = covered.length > 1 ? ` and ${covered.length - 1} more` : ''
      const name = action?.actions.find(({ span }) => span === first.span)?.value ?? first.value
      report(`Others of the list cover \`${quoted(name)}\`${more}: remove what changes nothing.`, ...covered)
    }),
  ),
]

/** Has the action a service that does not exist? */
function isUnknownService({ all, service, knownService }: ActionView): boolean {
  return !all && service !== '' && !knownService
}

/** Is there such an action, or one that the pattern matches? */
function exists(action: ActionView): boolean {
  if (action.action !== undefined) return true
  const service = serviceByPrefix(action.service)
  return service !== undefined && action.wildcard && matchesAny(service, action.name.toLowerCase())
}

const matched = new WeakMap<Service, Map<string, boolean>>()

function matchesAny(service: Service, pattern: string): boolean {
  const known = matched.get(service) ?? new Map<string, boolean>()
  matched.set(service, known)
  const before = known.get(pattern)
  if (before !== undefined) return before
  const answer = service.actions.values().some(({ name: own }) => globMatches(pattern, own.toLowerCase()))
  // Bounded, so that a hostile run of policies cannot fill the memory.
  if (known.size < 2_000) known.set(pattern, answer)
  return answer
}

function meant({ service, name, value }: ActionView): string {
  if (service === '') return ' Write it as service:Name.'
  const known = serviceByPrefix(service)
  if (known === undefined) return ''
  const candidates = known.actions.values().map((action) => action.name)
  const names = nearest(name.replace(/[*?]/g, ''), candidates, 3)
  const prefix = value.slice(0, value.indexOf(':')).toLowerCase()
  return names.length === 0 ? '' : ` Did you mean ${names.map((near) => `${prefix}:${near}`).join(', ')}?`
}
