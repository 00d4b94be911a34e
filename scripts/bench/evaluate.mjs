/**
 * How many decisions in a second of processor time: 20 statements, a boundary and SCPs at three levels, every request
 * another one; iam-simulate on the same cases in the same run; and the replay of a million activities that are there.
 * `npm run bench:evaluate -- [decisions]`.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { runSimulation } from '@cloud-copilot/iam-simulate'
import { compileAccess } from '../../dist/core/evaluate/compile-access.js'
import { parsePolicy } from '../../dist/core/iam/policy-parse.js'
import { replay } from '../../dist/core/verify/replay.js'
import { documents, requestsFrom } from './cases.mjs'

const COUNT = Number(process.argv[2] ?? 1_000_000)
const THEIR_COUNT = 2_000

const read = (document) => {
  const parsed = parsePolicy(JSON.stringify(document))
  if (!parsed.ok) throw new Error(parsed.problems[0].message)
  return parsed.document
}

const policies = {
  identity: [read(documents.identity)],
  boundary: read(documents.boundary),
  scps: documents.scps.map((document) => [read(document)]),
}

const NAMES = { Allowed: 'allowed', ExplicitlyDenied: 'explicitDeny', ImplicitlyDenied: 'implicitDeny' }

async function theirDecision({ principal, action, resource, resourceAccount, context }) {
  const { overallResult } = await runSimulation(
    {
      request: {
        principal: principal.arn,
        action,
        resource: { resource, accountId: resourceAccount },
        contextVariables: Object.fromEntries([...context].map(([key, [value]]) => [key, value])),
      },
      identityPolicies: [{ name: 'identity', policy: documents.identity }],
      permissionBoundaryPolicies: [{ name: 'boundary', policy: documents.boundary }],
      serviceControlPolicies: documents.scps.map((policy, at) => ({
        orgIdentifier: `level${at}`,
        policies: [{ name: 'scp', policy }],
      })),
      resourceControlPolicies: [],
    },
    {},
  )
  return NAMES[overallResult]
}

/** Seconds that a processor worked for this process: what others do on the machine does not count. */
function secondsSince(from) {
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1_000_000
}

const perSecond = (count, from) => Math.round(count / secondsSince(from))

const CHUNK = 50_000

/** What making requests leaves behind is not the work that is measured. */
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

/** Requests are made by the chunk, outside of what is measured: a million at once would measure their memory. */
function ours(count) {
  const { decide } = compileAccess(policies)
  const chunk = (from) => requestsFrom(from, Math.min(CHUNK, count - from))
  for (const request of chunk(0)) decide(request)
  const counts = {}
  const speeds = []
  for (let made = 0; made < count; made += CHUNK) {
    const requests = chunk(made)
    collectGarbage()
    const from = process.cpuUsage()
    for (const request of requests) {
      const decision = decide(request)
      counts[decision] = (counts[decision] ?? 0) + 1
    }
    speeds.push(perSecond(requests.length, from))
  }
  speeds.sort((a, b) => a - b)
  return { median: speeds[speeds.length >> 1], best: speeds.at(-1), counts }
}

async function theirs(requests) {
  const { decide } = compileAccess(policies)
  for (const request of requests.slice(0, 200)) await theirDecision(request)
  let agreed = 0
  const from = process.cpuUsage()
  for (const request of requests) if ((await theirDecision(request)) === decide(request)) agreed++
  return { perSecond: perSecond(requests.length, from), agreed }
}

const mine = ours(COUNT)
const other = await theirs(requestsFrom(0, THEIR_COUNT))
const activities = requestsFrom(0, COUNT).map((request) => ({ ...request, count: 1, source: 'bench' }))
collectGarbage()
const from = process.cpuUsage()
const began = performance.now()
const replayed = replay(activities, policies.identity)
const [seconds, wall] = [secondsSince(from), (performance.now() - began) / 1000]

console.log(
  `leastwise     ${mine.median.toLocaleString('en')} decisions a second (median of ${COUNT / CHUNK} times ${CHUNK}; best ${mine.best.toLocaleString('en')}) ${JSON.stringify(mine.counts)}`,
)
console.log(
  `iam-simulate  ${other.perSecond.toLocaleString('en')} decisions a second, ${other.agreed} of ${THEIR_COUNT} the same`,
)
console.log(
  `replay        ${COUNT.toLocaleString('en')} distinct activities in ${seconds.toFixed(1)} s of processor time, ${wall.toFixed(1)} s by the clock (${replayed.allowed} allowed)`,
)
