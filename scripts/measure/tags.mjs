import { share } from './metric.mjs'
import { resolved } from './models.mjs'
import { callOfOperation } from './operations.mjs'
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
    ],
    misses: judged.flatMap(missesOf),
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

function listedTagging({ listed, operation }) {
  const own = listed.find((id) => id.split(':')[1].toLowerCase() === operation.toLowerCase()) ?? listed[0]
  const [prefix] = own.split(':')
  return listed.filter((id) => id !== own && id.startsWith(`${prefix}:`) && tagging.test(id))
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

/** `CreateVpc` tags a `vpc`. */
function made({ operation }, member) {
  return new Map([[`${member}.ResourceType`, kebab(operation.replace(/^[A-Z][a-z]+/, ''))]])
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
