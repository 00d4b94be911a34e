import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { callOf } from './call.mjs'
import { share } from './metric.mjs'
import { eventSourceOf } from './models.mjs'
import { seenSources } from './operations.mjs'
import { paramsOf, plainPath } from './params.mjs'
import { oracleArns, templatesOf } from './oracle-arns.mjs'
import { matches } from './patterns.mjs'
import { requestParameters } from './spelling.mjs'
import { membersIn } from './templates.mjs'
import { kebab, place } from './values.mjs'

/** How requests name resources: the oracle's ARNs and ours, for the same action and the same made-up request. */
export function measureResources(core, shared, models) {
  const cases = resourceCases(core, shared, models)
  const judged = cases.map((each) => ({ ...each, ...judge(core, each) }))
  const service = ({ className }) => className
  const compared = judged.filter(({ verdict }) => verdict !== undefined)
  const methods = [...Map.groupBy?.(compared, idOf)?.values() ?? grouped(compared)]
  const ofMethod = ([first]) => first.className
  const isEqual = ({ verdict }) => verdict === 'equal'
  return {
    metrics: [
      share('resources.equal', methods, (list) => list.every(isEqual), ofMethod),
      share('resources.equalCases', compared, isEqual, service),
      share('resources.equalAllMembers', compared, ({ crowded }) => crowded === 'equal', service),
      share('resources.neverOther', compared, ({ verdict }) => !/^other value|^more/.test(verdict), service),
    ],
    misses: compared
      .filter((one) => !isEqual(one) || one.crowded !== 'equal')
      .map(({ verdict, crowded, className, method, action, type, theirs, ours, request }) => [
        verdict === 'equal' ? `all members: ${crowded}` : verdict,
        className,
        method,
        action,
        type,
        theirs.join(' '),
        ours.join(' '),
        JSON.stringify(request),
      ]),
  }
}

function idOf({ className, method, action }) {
  return `${className}.${method} ${action}`
}

function grouped(rows) {
  const groups = new Map()
  for (const row of rows) groups.set(idOf(row), [...(groups.get(idOf(row)) ?? []), row])
  return groups.values()
}

/** One case for each entry of a method; for ARNs that may be of several types, one for each type. */
function resourceCases(core, shared, models) {
  const methods = JSON.parse(readFileSync(join(shared, 'oracle/sdk-method-resources.json'), 'utf8'))
  const seen = seenSources(shared)
  return Object.entries(methods).flatMap(([name, entries]) => {
    const [className, method] = name.split('.')
    const model = models.ofClass(className, method)
    if (model === undefined) return []
    const eventSource = eventSourceOf(model, seen)
    return entries.flatMap((entry) => casesOf(core, entry).map((one) => ({ ...one, className, method, model, eventSource })))
  })
}

function casesOf(core, entry) {
  const reference = core.actionById(entry.action ?? '')
  if (reference === undefined || entry.conditions !== undefined) return []
  const given = Object.entries(entry.resourcearn_mappings ?? {}).filter(
    ([type, template]) => typeof template === 'string' && membersIn(template).length > 0 && typeNamed(reference, type),
  )
  const base = { action: entry.action, reference, entry }
  return given.length === 0 ? [{ ...base, type: '' }] : given.map(([type]) => ({ ...base, type }))
}

function typeNamed(reference, name) {
  return reference.resources.find(({ type }) => type.name.toLowerCase() === name.toLowerCase())?.type
}

function judge(core, each) {
  const values = arnValues(each)
  const paths = templatesOf(each.entry, each.type).flatMap(membersIn).map(plainPath)
  const params = paramsOf(each.model, each.method, { paths, values })
  const theirs = oracleArns(each, params)
  if (theirs.length === 0 || theirs.every(({ arn }) => arn === '*')) return { verdict: undefined }
  const request = requestParameters(each.model, each.method, params)
  const ours = ourArns(core, each, request)
  const full = paramsOf(each.model, each.method, { paths, values, all: true })
  const crowd = ourArns(core, each, requestParameters(each.model, each.method, full))
  return {
    theirs: theirs.map(({ arn }) => arn),
    ours: ours ?? ['(no such permission)'],
    request,
    verdict: compare(theirs, ours),
    crowded: compare(oracleArns(each, full), crowd),
  }
}

/** Members that hold a whole ARN get one of the type in question. */
function arnValues({ entry, type, reference }) {
  const template = entry.resourcearn_mappings?.[type]
  if (template === undefined) return new Map()
  const { format } = typeNamed(reference, type)
  return new Map(membersIn(template).map((path) => [plainPath(path), arnOf(format, path)]))
}

function arnOf({ text }, path) {
  return text
    .replace('${Partition}', place.partition)
    .replace('${Region}', place.region)
    .replace('${Account}', place.account)
    .replace(/\$\{([^}]*)\}/g, (_, variable) => kebab(`${variable}-of-${path}`))
    .replaceAll('*', 'any')
}

function ourArns(core, { eventSource, method, action }, request) {
  const { permissions = [] } = core.requiredPermissions(callOf(eventSource, method, request))
  const wanted = action.toLowerCase()
  return permissions.find((one) => one.action.toLowerCase() === wanted)?.resources.map(({ arn }) => arn)
}

/** Six characters that Secrets Manager adds are no disagreement. */
function comparable(arn) {
  return arn.replace(/-\?{6}$/, '')
}

/** Ours against the oracle's, type by type; what the oracle leaves open may be anything. */
export function compare(theirs, ours) {
  if (ours === undefined) return 'no such permission'
  const arns = ours.map(comparable)
  if (arns.every((arn) => arn === '*')) return 'ours *'
  const missing = theirs.filter(({ arn }) => !arns.some((one) => matches(arn, one)))
  const ofType = (type) => arns.filter((one) => type.every((format) => matches(format, one)))
  if (missing.length === 0) {
    const more = theirs.some(({ format }) => ofType([format]).some((one) => !theirs.some(({ arn }) => matches(arn, one))))
    return more ? 'more values of the type' : 'equal'
  }
  if (missing.some(({ arn }) => arns.some((one) => one.includes('*') && matches(one, arn)))) return 'ours *, part of the ARN'
  if (missing.every(({ format }) => ofType([format]).length === 0)) return theirs.length > missing.length ? 'type missing' : 'other type'
  return 'other value'
}
