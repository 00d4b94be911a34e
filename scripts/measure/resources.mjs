import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { arnOf } from './arn-values.mjs'
import { callOf } from './call.mjs'
import { share } from './metric.mjs'
import { eventSourceOf } from './models.mjs'
import { seenSources } from './operations.mjs'
import { oracleArns, templatesOf } from './oracle-arns.mjs'
import { idleErrors, oracleError } from './oracle-errors.mjs'
import { paramsOf, plainPath } from './params.mjs'
import { matches } from './patterns.mjs'
import { requestParameters } from './spelling.mjs'
import { membersIn } from './templates.mjs'

/** How requests name resources: the oracle's ARNs and ours, for the same action and the same made-up request. */
export function measureResources(core, shared, models) {
  const judged = resourceCases(core, shared, models).map((each) => ({ ...each, ...judge(core, each) }))
  const all = judged.filter(({ verdict }) => verdict !== undefined)
  const compared = all.filter((each) => !isDependent(each))
  return {
    metrics: [
      ...metricsOf(compared),
      share('resources.dependents', all.filter(isOther), ({ verdict }) => verdict !== absent, serviceOf),
    ],
    idle: idleErrors(compared.filter((each) => !isEqual(each))),
    misses: all.filter((one) => !isEqual(one) || one.crowded !== 'equal').map(missOf),
  }
}

function metricsOf(compared) {
  const isRight = (each) => isEqual(each) || oracleError(each) !== undefined
  const methods = grouped(compared)
  const ofMethod = ([first]) => first.className
  return [
    share('resources.right', methods, (list) => list.every(isRight), ofMethod),
    share('resources.equal', methods, (list) => list.every(isEqual), ofMethod),
    share('resources.equalCases', compared, isEqual, serviceOf),
    share('resources.equalAllMembers', compared, ({ crowded }) => crowded === 'equal', serviceOf),
    share('resources.neverOther', compared, ({ verdict }) => !/^other value|^more/.test(verdict), serviceOf),
  ]
}

const absent = 'no such permission'
const isEqual = ({ verdict }) => verdict === 'equal'
const serviceOf = ({ className }) => className

/** An action beside the operation's own, iam:PassRole excepted: which ones are needed is another question. */
function isOther({ method, action }) {
  return action !== 'iam:PassRole' && action.split(':')[1].toLowerCase() !== method.toLowerCase()
}

function isDependent(each) {
  return each.verdict === absent && isOther(each)
}

function missOf(each) {
  const { verdict, crowded, className, method, action, type, theirs, ours, request } = each
  const error = oracleError(each)
  const problem = isEqual(each)
    ? `all members: ${crowded}`
    : isDependent(each)
      ? 'dependent not given'
      : error
        ? 'oracle wrong'
        : verdict
  return [
    problem,
    className,
    method,
    action,
    type,
    theirs.join(' '),
    ours.join(' '),
    error ?? '',
    JSON.stringify(request),
  ]
}

function idOf({ className, method, action }) {
  return `${className}.${method} ${action}`
}

function grouped(rows) {
  const groups = new Map()
  for (const row of rows) groups.set(idOf(row), [...(groups.get(idOf(row)) ?? []), row])
  return [...groups.values()]
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
    return entries.flatMap((entry) =>
      casesOf(core, entry).map((one) => ({ ...one, className, method, model, eventSource })),
    )
  })
}

function casesOf(core, entry) {
  const reference = core.actionById(entry.action ?? '')
  if (reference === undefined || entry.conditions !== undefined) return []
  const given = Object.entries(entry.resourcearn_mappings ?? {}).filter(
    ([type, template]) =>
      typeof template === 'string' && membersIn(template).length > 0 && typeNamed(reference, type),
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
    ours: ours ?? [],
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
  if (ours === undefined) return absent
  const arns = ours.map(comparable)
  if (arns.every((arn) => arn === '*')) return 'ours *'
  const found = (one) => arns.some((arn) => matches(one.arn, arn))
  const satisfied = new Set(theirs.filter(found).map(({ group }) => group))
  const missing = theirs.filter(({ group }) => !satisfied.has(group))
  return missing.length === 0 ? extra(theirs, arns) : lack(theirs, missing, arns)
}

/** Another ARN of a type that the oracle names. */
function extra(theirs, arns) {
  const more = arns.filter(
    (arn) =>
      theirs.some(({ format }) => matches(format, arn)) && !theirs.some((one) => matches(one.arn, arn)),
  )
  return more.length > 0 ? 'more values of the type' : 'equal'
}

function lack(theirs, missing, arns) {
  const open = missing.some(({ arn }) => arns.some((one) => one.includes('*') && matches(one, arn)))
  if (open) return 'ours *, part of the ARN'
  const none = missing.every(({ format }) => !arns.some((arn) => matches(format, arn)))
  if (!none) return 'other value'
  return theirs.length > missing.length ? 'type missing' : 'other type'
}
