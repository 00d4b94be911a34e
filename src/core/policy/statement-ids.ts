import { actionById } from '../reference/service.js'

interface Bare {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly condition: readonly { readonly key: string }[]
}

/**
 * Statement ids that say what the statement is about: service, kind of access, resource type, condition —
 * `S3ReadObject`, `KmsReadKeyViaService`. Letters and digits alone, unique, the same for the same statements.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function statementIds(statements: readonly Bare[]): readonly string[] {
  const names = statements.map(nameOf)
  const used = new Map<string, number>()
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  return names.map((name) => {
    const count = (used.get(name) ?? 0) + 1
    used.set(name, count)
    return repeated.has(name) ? `${name}${count}` : name
  })
}

function nameOf({ actions, resources, condition }: Bare): string {
  const services = [...new Set(actions.map((action) => action.slice(0, action.indexOf(':'))))]
  const many = resources.includes('*') ? 'AllResources' : 'Various'
  const subject =
    services.length === 1
      ? pascal(services[0]!)
      : services.length <= 2
        ? services.map(pascal).join('And')
        : many
  const conditions = new Set(condition.map(({ key }) => conditionName(key)))
  return `${subject}${accessOf(actions)}${typeOf(actions, resources)}${[...conditions].join('')}`
}

function pascal(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('')
}

const accessNames: readonly (readonly [RegExp, string])[] = [
  [/Permissions/, 'Administer'],
  [/Write/, 'Write'],
  [/Tagging/, 'Tag'],
  [/Read/, 'Read'],
  [/List/, 'List'],
]

/** The strongest access that the statement gives; a single action speaks for itself. */
function accessOf(actions: readonly string[]): string {
  if (actions.length === 1) return pascal(actions[0]!.slice(actions[0]!.indexOf(':') + 1))
  const levels = actions.map((action) => actionById(action)?.accessLevel ?? '').join()
  return accessNames.find(([pattern]) => pattern.test(levels))?.[1] ?? ''
}

/** The type of the resources, if they all share one and the action's own name does not say it. */
function typeOf(actions: readonly string[], resources: readonly string[]): string {
  if (actions.length === 1 || resources.includes('*')) return ''
  const types = new Set(
    resources.map((resource) =>
      resource.split(':')[2] === 's3'
        ? resource.includes('/')
          ? 'object'
          : 'bucket'
        : (/^(?:[^:]*:){5}([A-Za-z-]+)[/:]/.exec(resource)?.[1] ?? ''),
    ),
  )
  return types.size === 1 ? pascal([...types][0]!) : ''
}

function conditionName(key: string): string {
  return pascal(key.slice(key.indexOf(':') + 1))
}
