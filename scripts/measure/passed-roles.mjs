import { share } from './metric.mjs'
import { callOfOperation } from './operations.mjs'
import { scalarPaths } from './params.mjs'
import { idle, isSettled } from './settled.mjs'
import { kebab, place } from './values.mjs'

/** Members whose name speaks of a role but which hold something else, by the ends of their names. */
const noRole =
  /(?:type|status|session|sessionname|alias|policy|mappings?|attribute|strategy|filter|id|base|search|matching|subtree|key|external|session_name|roles?aliasarn|description)$/i

/** `iam:PassRole` where AWS lists it and a member carries a role: with the member, on that role; and not without. */
export function measurePassedRoles(core, operations) {
  const withModel = operations.filter(({ model }) => model !== undefined)
  const cases = withModel.flatMap((each) => roleMembers(each).map((path) => ({ ...each, path })))
  const isListed = ({ listed }) => listed.includes('iam:PassRole')
  const judged = cases.filter(isListed).map((each) => ({ ...each, ...judge(core, each) }))
  const reverse = cases.filter((each) => !isListed(each)).map((each) => ({ ...each, ...judge(core, each) }))
  const service = ({ namespace }) => namespace
  const disputed = [
    ...judged.filter((one) => one.with !== 'ok' || !one.without),
    ...reverse.filter((one) => one.with !== 'no PassRole'),
  ].map((one) => ({ ...one, id: `${one.namespace}:${one.operation} ${one.path}` }))
  return {
    metrics: [
      share('passRole.with', judged, (one) => one.with === 'ok', service),
      share('passRole.without', judged, ({ without }) => without, service),
      share('passRole.notListed', reverse, (one) => one.with === 'no PassRole', service),
      share('passRole.settled', disputed, ({ id }) => isSettled('passRole', id), service),
    ],
    idle: idle('passRole', disputed),
    misses: [
      ...judged
        .filter((one) => one.with !== 'ok' || !one.without)
        .map((one) => [
          one.without ? one.with : 'PassRole without a role',
          one.namespace,
          one.operation,
          one.path,
          one.ours,
        ]),
      ...reverse
        .filter((one) => one.with !== 'no PassRole')
        .map((one) => ['AWS lists no PassRole', one.namespace, one.operation, one.path, one.ours]),
    ],
  }
}

function roleMembers({ model, operation }) {
  return scalarPaths(model, operation)
    .filter(({ path, type }) => type === 'string' && isRole(path.split('.').at(-1)))
    .map(({ path }) => path)
}

function isRole(name) {
  return /role/i.test(name) && !noRole.test(name)
}

function judge(core, each) {
  const without = (path, name) => isRole(name) && path !== each.path
  const role = `arn:aws:iam::${place.account}:role/${kebab(each.path)}`
  const value = /name$/i.test(each.path) ? kebab(each.path) : role
  const values = new Map([[each.path, value]])
  const filled = passed(core, callOfOperation(each, { paths: [each.path], without, values }))
  const plain = passed(core, callOfOperation(each, { without: (_, name) => isRole(name) }))
  const verdict = filled === undefined ? 'no PassRole' : filled.includes(role) ? 'ok' : 'other role'
  return { with: verdict, without: plain === undefined, ours: (filled ?? []).join(' ') }
}

function passed(core, call) {
  const mapping = core.requiredPermissions(call)
  const pass = mapping.permissions?.find(({ action }) => action === 'iam:PassRole')
  return pass?.resources.map(({ arn }) => arn)
}
