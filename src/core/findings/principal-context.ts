import type { AccountPrincipal } from '../account/snapshot.js'
import type { RequestContext } from '../evaluate/evaluation.js'
import { layersOf, type PolicySet } from '../evaluate/policy-set.js'
import type { RequestPrincipal } from '../evaluate/principal.js'
import { parseTemplate } from '../evaluate/template.js'
import { parseArn } from '../iam/arn.js'
import { byCodeUnit } from '../iam/order.js'

/** The principal as it makes requests. What its sessions are called is left to nobody's condition: nothing is granted by it. */
export function requestPrincipal({ type, arn, account, name }: AccountPrincipal): RequestPrincipal {
  if (type === 'user') return { kind: 'user', arn }
  const partition = parseArn(arn)?.partition ?? 'aws'
  return { kind: 'role', arn: `arn:${partition}:sts::${account}:assumed-role/${name}/session`, roleArn: arn }
}

/**
 * The condition keys that follow from the principal alone; those that it cannot have are absent. A role's tags are not here: a
 * session may bring others.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function knownKeys({
  type,
  arn,
  account,
  name,
  tags,
}: AccountPrincipal): ReadonlyMap<string, readonly string[]> {
  const user = type === 'user' ? [['aws:username', [name]] as const] : []
  const own = tags.map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, [value]] as const)
  return new Map([
    ['aws:principalarn', [arn]],
    ['aws:principalaccount', [account]],
    ['aws:principaltype', [type === 'user' ? 'User' : 'AssumedRole']],
    ['aws:principalisawsservice', ['false']],
    ...user,
    ...(type === 'user' ? own : []),
  ])
}

/** Keys of which the principal says that a request has none. */
function isAbsent(key: string, type: AccountPrincipal['type']): boolean {
  if (key === 'aws:principalservicename' || key === 'aws:principalservicenameslist') return true
  return type === 'user' ? key.startsWith('aws:principaltag/') : key === 'aws:username'
}

/**
 * The context of a request of which only the principal, and what `known` says, is certain: every other key that the
 * policies ask for is unknown.
 */
export function openContext(
  principal: AccountPrincipal,
  policies: PolicySet,
  known: RequestContext = new Map(),
): RequestContext {
  const own = knownKeys(principal)
  const open = keysAskedFor(policies).filter((key) => !isAbsent(key, principal.type))
  return new Map<string, readonly string[] | 'unknown'>([
    ...open.map((key) => [key, 'unknown'] as const),
    ...own,
    ...known,
  ])
}

/** What of the open context the policies look at: principals that are alike in it are alike to the policies. */
export function contextAskedFor(principal: AccountPrincipal, policies: PolicySet): RequestContext {
  const context = openContext(principal, policies)
  const asked = [...keysAskedFor(policies)].sort(byCodeUnit)
  return new Map(asked.flatMap((key) => (context.has(key) ? [[key, context.get(key)!] as const] : [])))
}

/** Every condition key and variable of the policies, in lower case. */
function keysAskedFor(policies: PolicySet): readonly string[] {
  const keys = new Set<string>()
  for (const { documents } of layersOf(policies)) {
    for (const { version, statements } of documents) {
      for (const { resource, condition } of statements) {
        const texts = [...(resource?.patterns ?? []), ...condition.flatMap(({ values }) => values)]
        for (const part of texts.flatMap((text) => parseTemplate(text, version)))
          if (part.kind === 'variable') keys.add(part.key)
        for (const { key } of condition) keys.add(key.toLowerCase())
      }
    }
  }
  return [...keys]
}
