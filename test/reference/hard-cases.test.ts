import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Where scenarios live as data: what one call needs, whose it is, and what becomes of a trail. */
const folders = ['../reference/scenarios/', '../cloudtrail/scenarios/', '../workflows/scenarios/']

interface Numbered {
  readonly name: string
  readonly hardCase?: number
}

function scenariosUnder(folder: string): readonly Numbered[] {
  const url = new URL(folder, import.meta.url)
  return readdirSync(url).flatMap((file) => {
    const parsed: unknown = JSON.parse(readFileSync(new URL(file, url), 'utf8'))
    return (Array.isArray(parsed) ? parsed : (parsed as { scenarios: Numbered[] }).scenarios) as Numbered[]
  })
}

const all = folders.flatMap(scenariosUnder)
const hardCases = Array.from({ length: 39 }, (_, at) => at + 1)

describe('the places where other tools go wrong', () => {
  it.each(hardCases)('have scenarios: hard case %i', (number) => {
    expect(all.filter(({ hardCase }) => hardCase === number).length).toBeGreaterThanOrEqual(2)
  })

  it('have no other numbers', () => {
    const numbers = all.flatMap(({ hardCase }) => (hardCase === undefined ? [] : [hardCase]))
    expect(numbers.filter((number) => !hardCases.includes(number))).toEqual([])
  })
})
