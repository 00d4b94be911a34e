import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { addShapeOptions, readShape, type ShapeOptions } from '../../src/cli/shape-options.js'
import { defaultConditions } from '../../src/core/policy/conditions.js'
import { LeastwiseError } from '../../src/workflows/errors.js'

/** What the options of a command line say. */
function shapeOf(...args: readonly string[]) {
  const command = addShapeOptions(new Command().exitOverride())
  command.parse(args, { from: 'user' })
  return readShape(command.opts<ShapeOptions>())
}

function refusal(...args: readonly string[]): LeastwiseError {
  try {
    shapeOf(...args)
  } catch (error) {
    if (error instanceof LeastwiseError) return error
    throw error
  }
  throw new Error('it was taken')
}

describe('the options that say how a policy is written', () => {
  it('say nothing if there are none', () => {
    expect(shapeOf()).toEqual({ resources: undefined, conditions: undefined, fit: undefined })
  })

  it('--resources: one choice, choices by service, or both in any order', () => {
    expect(shapeOf('--resources', 'exact').resources).toEqual({ all: 'exact', services: new Map() })
    const both = { all: 'patterns', services: new Map([['ssm', 'exact']]) }
    expect(shapeOf('--resources', 'ssm=exact,patterns').resources).toEqual(both)
    expect(shapeOf('--resources', 'patterns', '--resources', 'ssm=exact').resources).toEqual(both)
    expect(shapeOf('--resources', 'ssm=exact').resources?.all).toBe('evident')
  })

  it('--conditions: none, keys in any case, and the default ones among others', () => {
    expect(shapeOf('--conditions', 'none').conditions).toEqual(new Set())
    expect(shapeOf('--conditions', 'AWS:requestedregion').conditions).toEqual(
      new Set(['aws:RequestedRegion']),
    )
    expect(shapeOf('--conditions', 'default,aws:RequestedRegion').conditions).toEqual(
      new Set([...defaultConditions, 'aws:RequestedRegion']),
    )
  })

  it('--limit, --inert-pairs and --allow-action-wildcards: each with the usual values of the others', () => {
    expect(shapeOf('--limit', 'permission-set').fit).toEqual({
      limit: 'permission-set',
      pairs: 'auto',
      actionWildcards: 'none',
    })
    expect(shapeOf('--inert-pairs', 'allow').fit).toMatchObject({ limit: 'managed', pairs: 'inert' })
    expect(shapeOf('--inert-pairs', 'never').fit?.pairs).toBe('exact')
    expect(shapeOf('--allow-action-wildcards', 'read').fit?.actionWildcards).toBe('read')
  })

  it.each([
    [['--resources', 'exakt'], '`--resources` does not take `exakt`', 'exact'],
    [['--resources', 's33=exact'], 'there is no service `s33`', 'prefix of its actions'],
    [['--resources', 'ssm=most'], '`--resources ssm=` does not take `most`', ''],
    [['--conditions', 'aws:RequestedRegoin'], '`--conditions` does not take', 'aws:RequestedRegion'],
    [['--limit', 'manged'], '`--limit` does not take `manged`', 'managed'],
    [['--inert-pairs', 'yes'], '`--inert-pairs` does not take `yes`', ''],
    [['--allow-action-wildcards', 'all'], '`--allow-action-wildcards` does not take `all`', ''],
  ])('%j is refused', (args, message, hint) => {
    const error = refusal(...args)
    expect(error.code).toBe('OPTION_INVALID')
    expect(error.message).toContain(message)
    expect(error.hint).toContain(hint)
  })
})
