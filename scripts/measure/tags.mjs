import { share } from './metric.mjs'
import { resolved } from './models.mjs'
import { callOfOperation } from './operations.mjs'
import { idle, isSettled } from './settled.mjs'
import { kebab } from './values.mjs'

const tagsMember = /^(?:tags?|tag_?list|tagset|tagspecifications?|tagging)$/i
const tagging =
  /^[^:]+:(?:(?:Batch)?(?:Tag|AddTags?|CreateTags?|CreateOrUpdateTags|PutTags|Put\w*Tagging|Add\w*Tags|SetTags)|\w+TagResource)/

/** The tagging action where AWS lists one besides the operation's own: with tags and not without, and never elsewhere. */
export function measureTags(core, operations) {
  const judged = operations.filter(takesTags).map((each) => ({ ...each, ...judge(core, each) }))
  const listed = judged.filter((each) => listedTagging(each).length > 0)
  const others = judged.filter((each) => listedTagging(each).length === 0)
  const service = ({ namespace }) => namespace
  const disputed = judged
    .filter((one) => missesOf(one).length > 0)
    .map((one) => ({ ...one, id: `${one.namespace}:${one.operation} ${memberOf(one)}` }))
  return {
    metrics: [
      share(
        'tags.with',
        listed,
        (one) => one.with.some((action) => listedTagging(one).includes(action)),
        service,
      ),
      share('tags.without', judged, ({ without }) => without.length === 0, service),
      share('tags.notListed', others, (one) => one.with.length === 0, service),
      share('tags.settled', disputed, ({ id }) => isSettled('tags', id), service),
    ],
    misses: judged.flatMap(missesOf),
    idle: idle('tags', disputed),
  }
}

function missesOf(one) {
  const wanted = listedTagging(one)
  const row = (problem) => [
    [problem, one.namespace, one.operation, memberOf(one), wanted.join(), one.with.join()],
  ]
  if (one.without.length > 0) return row('tagging without tags')
  if (wanted.length > 0)
    return one.with.some((action) => wanted.includes(action)) ? [] : row('no tagging action')
  return one.with.length > 0 ? row('AWS lists no tagging action') : []
}

/** Creates something with tags: an operation that only tags is not meant. */
function takesTags(each) {
  return each.model !== undefined && memberOf(each) !== undefined && !/tag/i.test(each.operation)
}

function memberOf({ model, operation }) {
  const { input } = model.operations[operation]
  return Object.keys(resolved(input, model).members ?? {}).find((name) => tagsMember.test(name))
}

/** The operation's own action may be listed under two prefixes (AWS CodeConnections under its old one). */
function listedTagging({ listed, operation }) {
  const own = listed.filter((id) => id.split(':')[1].toLowerCase() === operation.toLowerCase())
  const prefixes = new Set((own.length > 0 ? own : listed.slice(0, 1)).map((id) => id.split(':')[0]))
  return listed.filter((id) => !own.includes(id) && prefixes.has(id.split(':')[0]) && tagging.test(id))
}

function judge(core, each) {
  const member = memberOf(each)
  return {
    with: taggingActions(
      core,
      callOfOperation(each, { paths: insideOf(member), values: made(each, member) }),
    ),
    without: taggingActions(core, callOfOperation(each, { without: (path) => path === member })),
  }
}

/** `CreateVpc` tags a `vpc`; tags that are a text (a header) are written as a query. */
function made({ operation }, member) {
  return new Map([
    [member, 'team=web'],
    [`${member}.ResourceType`, kebab(operation.replace(/^[A-Z][a-z]+/, ''))],
  ])
}

/** Tags and their keys and values, in whatever shape the member has. */
function insideOf(member) {
  return [member, ...['Key', 'Value', 'key', 'value'].map((name) => `${member}.${name}`), ...nested(member)]
}

/** EC2's `TagSpecifications[].Tags[].Key`. */
function nested(member) {
  if (!/specification/i.test(member)) return []
  return ['ResourceType', 'Tags.Key', 'Tags.Value'].map((name) => `${member}.${name}`)
}

function taggingActions(core, call) {
  const permissions = core.requiredPermissions(call).permissions ?? []
  return permissions
    .filter(({ action, kind }) => kind !== 'primary' && tagging.test(action))
    .map(({ action }) => action)
}
