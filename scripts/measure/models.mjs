import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The API models of the SDK for JavaScript v2 (`apis/*.min.json`), by the names that others give a service.
 * `ofNamespace` takes a name as the SDKs' data folders or IAM spell it (`lexv2-models`, `mobiletargeting`), `ofClass` a
 * class of the SDK (`ConfigService`). Both give the newest model that has the operation, or
 * `undefined`. `all` is the newest model of every service.
 */
export function apiModels(sdk) {
  const apis = join(sdk, 'apis')
  const classes = JSON.parse(readFileSync(join(apis, 'metadata.json'), 'utf8'))
  const files = readdirSync(apis).filter((file) => file.endsWith('.min.json') && model.test(file))
  const models = files.map((file) => described(join(apis, file), model.exec(file)[1])).sort(newestFirst)
  return {
    ofNamespace: (namespace, operation) => withOperation(byNamespace(models, namespace), operation),
    all: newestOfEach(models),
    ofClass: (name, operation) => withOperation(byClass(models, classes, name), operation),
  }
}

const model = /^(.*)-\d{4}-\d\d-\d\d\.min\.json$/

function described(file, name) {
  const { metadata, operations, shapes } = JSON.parse(readFileSync(file, 'utf8'))
  return { name, metadata, operations, shapes }
}

function newestFirst(a, b) {
  return a.metadata.apiVersion < b.metadata.apiVersion ? 1 : -1
}

function newestOfEach(models) {
  return models.filter(({ name }, index) => models.findIndex((other) => other.name === name) === index)
}

/** Data folders whose name no model bears. */
const elsewhere = {
  elb: 'elasticloadbalancing',
  'lexv2-models': 'models.lex.v2',
  'lexv2-runtime': 'runtime.lex.v2',
  tag: 'resourcegroupstaggingapi',
}

function byNamespace(models, namespace) {
  const wanted = plain(elsewhere[namespace] ?? namespace)
  const same = models.filter(({ name }) => plain(name) === wanted)
  return [...same, ...models.filter(({ metadata }) => namesOf(metadata).includes(wanted))]
}

function namesOf({ endpointPrefix, signingName, serviceId, serviceAbbreviation }) {
  return [endpointPrefix, signingName, serviceId, serviceAbbreviation].map(plain)
}

function byClass(models, classes, className) {
  const found = Object.entries(classes).find(([, { name }]) => name === className)
  return found === undefined ? [] : models.filter(({ name }) => name === (found[1].prefix ?? found[0]))
}

function plain(name) {
  return (name ?? '').toLowerCase().replace(/[^a-z0-9]/g, '')
}

function withOperation(models, operation) {
  return models.find(({ operations }) => Object.hasOwn(operations, operation))
}

/** A shape with its reference followed; names of the member itself are kept. */
export function resolved(shape, { shapes }) {
  return shape?.shape === undefined ? (shape ?? {}) : { ...shapes[shape.shape], ...shape }
}

/**
 * What CloudTrail writes as the event source of a model's calls: the endpoint prefix where such a source was seen, else
 * the signing name.
 */
export function eventSourceOf({ metadata }, seen) {
  const { endpointPrefix, signingName } = metadata
  const host = seen.has(`${endpointPrefix}.amazonaws.com`) ? endpointPrefix : (signingName ?? endpointPrefix)
  return `${host}.amazonaws.com`
}
