import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { corpusCalls, lineOf, measureAll, measureCost } from '../../../scripts/measure/measurements.mjs'
import { callOf } from '../../../src/core/activity/fact.js'
import { whosePermission } from '../../../src/core/cloudtrail/classify.js'
import { resolvePrincipal } from '../../../src/core/cloudtrail/principal-resolve.js'
import { requiredPermissions } from '../../../src/core/reference/required.js'
import { actionById } from '../../../src/core/reference/service.js'
import { decodeText } from '../../cloudtrail/decode-text.js'
import { sharedFolder } from '../folder.js'

const sdk = join(import.meta.dirname, '../../../node_modules/aws-sdk')
const core = { actionById, callOf, decodeText, requiredPermissions, resolvePrincipal, whosePermission }

/** How many were wrong when the numbers were last written down, by hand, and of how many. Never more. */
const ratchet = JSON.parse(readFileSync(join(import.meta.dirname, 'ratchet.json'), 'utf8')) as Readonly<
  Record<string, { readonly wrong: number; readonly of: number }>
>

const present = sharedFolder !== undefined && existsSync(sdk)

describe.runIf(present)('the mapping from calls to permissions', () => {
  const measured = present ? measureAll(core, { shared: sharedFolder!, sdk }) : {}
  const metrics = Object.values(measured).flatMap((one) => one.metrics)

  it.each(metrics.map((metric) => [metric.name, metric] as const))(
    'is no worse than it was: %s',
    (name, metric) => {
      process.stdout.write(`${lineOf(metric)}\n`)
      const known = ratchet[name] ?? { wrong: Number.NaN, of: Number.NaN }
      // How many there are depends a little on what is mapped; far fewer would measure nothing.
      expect(metric.of, `cases of ${name}`).toBeGreaterThan(known.of * 0.95)
      expect(metric.of - metric.good, `wrong ones of ${name}`).toBeLessThanOrEqual(known.wrong)
    },
  )

  it('measures everything that was written down', () => {
    expect(metrics.map(({ name }) => name).sort()).toEqual(Object.keys(ratchet).sort())
  })

  it('blames the oracle for nothing that it no longer disagrees about', () => {
    const measurements = Object.values(measured)
    expect(measurements.flatMap(({ idle = [] }) => idle)).toEqual([])
  })

  it('maps a record of the corpus in microseconds', () => {
    const { median, p99 } = measureCost(core, corpusCalls(core, sharedFolder!))
    process.stdout.write(`cost.microseconds ${median.toFixed(2)} at the median, ${p99.toFixed(2)} at 99 %\n`)
    // The aim is 20 on a quiet machine; machines that run tests are not quiet.
    expect(median).toBeLessThan(60)
  })
})
