import { nearest } from '../core/iam/nearest.js'
import { type Service, serviceByPrefix, servicePrefixes } from '../core/reference/service.js'
import { LeastwiseError } from './errors.js'
import { operationsWithRules } from './reference-authorization.js'

const shown = 3

/** The prefix names no service. A name that some service has, or a prefix that is spelled like it, is offered. */
export function unknownService(subject: string, source: string, name: string): LeastwiseError {
  const near = nearest(source, servicePrefixes(), shown)
  const offers =
    name === ''
      ? [...servicesWith(source), ...near]
      : [...near.filter((prefix) => has(prefix, name)).map((prefix) => `${prefix}:${name}`), ...near]
  return new LeastwiseError(
    'REFERENCE_UNKNOWN',
    name === ''
      ? `the reference has no service \`${source}\``
      : `the reference has no service \`${source}\`, so it does not know \`${subject}\``,
    offers.length > 0
      ? didYouMean(offers)
      : 'give an action (`s3:GetObject`), a resource type (`dynamodb:table`), an operation or the prefix of a service',
  )
}

/** The service has nothing of that name. */
export function unknownName(subject: string, service: Service, name: string): LeastwiseError {
  const near = nearest(name, namesIn(service), shown).map((one) => `${service.prefix}:${one}`)
  return new LeastwiseError(
    'REFERENCE_UNKNOWN',
    /[*?]/.test(name)
      ? `no action matches \`${subject}\``
      : `the reference has no action, resource type or operation \`${subject}\``,
    near.length > 0 ? didYouMean(near) : `see what there is: \`leastwise reference ${service.prefix}\``,
  )
}

function namesIn(service: Service): readonly string[] {
  return [
    ...[...service.actions.values()].map((action) => action.name),
    ...service.resourceTypes.map((type) => type.name),
    ...operationsWithRules(service.prefix),
  ]
}

/** A bare name: `GetObject`, `table`. */
function servicesWith(name: string): readonly string[] {
  return servicePrefixes()
    .filter((prefix) => has(prefix, name))
    .map((prefix) => `${prefix}:${name}`)
}

function has(prefix: string, name: string): boolean {
  const wanted = name.toLowerCase()
  return namesIn(serviceByPrefix(prefix)!).some((one) => one.toLowerCase() === wanted)
}

function didYouMean(offers: readonly string[]): string {
  const list = [...new Set(offers)].slice(0, shown).map((offer) => `\`${offer}\``)
  return `did you mean ${list.join(' or ')}?`
}
