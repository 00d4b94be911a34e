import { actionMatches } from '../../iam/action.js'
import { type Check, check, type Find, type Report, WITH_RESOURCE } from './check.js'
import type { FindingType, Location } from './finding.js'
import type { PolicyView, StatementView } from './policy-view.js'
import type { ResourceView } from './resource-view.js'

/** How a statement allows an action: which elements are wider than the action and the resources meant. */
interface Breadth {
  readonly action: 'named' | 'wildcard' | 'not'
  readonly resource: 'wildcard' | 'not'
}

interface Watched {
  readonly type: FindingType
  readonly prefix: string
  readonly action: string
  readonly danger: string
  readonly remedy: string
  readonly isWide: (resource: ResourceView) => boolean
  readonly isTame: (statement: StatementView) => boolean
}

const SERVICE_LINKED: Watched = {
  type: 'WARNING',
  prefix: 'CREATE_SLR',
  action: 'iam:CreateServiceLinkedRole',
  danger: 'service-linked roles of services that are not meant can be created',
  remedy: 'Name the role: `arn:aws:iam::*:role/aws-service-role/service.amazonaws.com/*`.',
  isWide: isEveryLinkedRole,
  isTame: ({ condition }) => condition.some(({ lower }) => lower === 'iam:awsservicename'),
}

const PASS_ROLE: Watched = {
  type: 'SECURITY_WARNING',
  prefix: 'PASS_ROLE',
  action: 'iam:PassRole',
  danger: 'roles that are not meant can be passed to services that are not meant',
  remedy: 'Name the roles, and the service with the condition key `iam:PassedToService`.',
  isWide: isEveryRole,
  isTame: ({ condition }) => condition.some(({ lower }) => lower === 'iam:passedtoservice'),
}

const CASES: readonly (Breadth & { readonly suffix: string; readonly tests: string })[] = [
  { suffix: 'WITH_NOT_RESOURCE', action: 'named', resource: 'not', tests: 'names it, with `NotResource`' },
  {
    suffix: 'WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
    action: 'wildcard',
    resource: 'not',
    tests: 'covers it by a wildcard, with `NotResource`',
  },
  {
    suffix: 'WITH_NOT_ACTION_AND_NOT_RESOURCE',
    action: 'not',
    resource: 'not',
    tests: 'covers it by `NotAction`, with `NotResource`',
  },
  {
    suffix: 'WITH_STAR_IN_RESOURCE',
    action: 'named',
    resource: 'wildcard',
    tests: 'names it, with a wildcard over the roles',
  },
  {
    suffix: 'WITH_STAR_IN_ACTION_AND_RESOURCE',
    action: 'wildcard',
    resource: 'wildcard',
    tests: 'covers it by a wildcard, with a wildcard over the roles',
  },
  {
    suffix: 'WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
    action: 'not',
    resource: 'wildcard',
    tests: 'covers it by `NotAction`, with a wildcard over the roles',
  },
]

/** Passing roles and creating service-linked roles, allowed more widely than anybody needs. */
export const broadRoleChecks: readonly Check[] = [SERVICE_LINKED, PASS_ROLE].flatMap((watched) =>
  CASES.map((breadth) =>
    check(
      watched.type,
      `${watched.prefix}_${breadth.suffix}`,
      {
        tests: `A statement that allows ${watched.action} ${breadth.tests}.`,
        why: `${capital(watched.danger)}.`,
        fix: watched.remedy,
        policies: WITH_RESOURCE.filter((kind) => kind !== 'rcp' && kind !== 'scp'),
        limits:
          'AWS tolerates some names of roles without saying which: here a name that fixes at least its beginning.',
      },
      findBreadth(watched, breadth),
    ),
  ),
)

function findBreadth(watched: Watched, breadth: Breadth): Find {
  return ({ statements }: PolicyView, report: Report) => {
    for (const statement of statements) {
      const { effect, resource } = statement
      if (effect !== 'Allow' || resource === undefined) continue
      const actions = actionsOf(statement, watched.action, breadth.action)
      if (actions.length === 0) continue
      const places = resourcesOf(statement, watched, breadth.resource)
      if (places.length === 0) continue
      report(`This way ${watched.danger}. ${watched.remedy}`, ...actions, ...places)
    }
  }
}

/** The places that allow the action in that way. */
function actionsOf({ action }: StatementView, name: string, way: Breadth['action']): readonly Location[] {
  if (action === undefined || action.not !== (way === 'not')) return []
  const matching = action.actions.filter(({ value }) => actionMatches(value, name))
  if (action.not) return matching.length === 0 && !action.unknown ? [action] : []
  return matching.filter(({ all, wildcard }) => (all || wildcard) === (way === 'wildcard'))
}

function resourcesOf(
  statement: StatementView,
  { isWide, isTame }: Watched,
  way: Breadth['resource'],
): readonly Location[] {
  const { resource } = statement
  if (resource === undefined || resource.not !== (way === 'not')) return []
  if (resource.not) return [resource]
  return isTame(statement) ? [] : resource.resources.filter(isWide)
}

/** `*`, or an ARN that leaves the name of the role open from its first character. */
function isEveryRole({ all, fields }: ResourceView): boolean {
  if (all) return true
  const [, service = '', , , name = ''] = fields ?? []
  if (fields === undefined || !/^(?:iam|[a-z]*[*?].*)$/.test(service)) return false
  return /^[*?]/.test(name) || /^role\/?[*?]/.test(name) || /^r?o?l?e?[*]/.test(name)
}

/** As {@link isEveryRole}, and the folder of all service-linked roles too. */
function isEveryLinkedRole(resource: ResourceView): boolean {
  return isEveryRole(resource) || /^role\/aws-service-role\/?\*/.test(resource.fields?.[4] ?? '')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
