import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalog } from '../../../src/core/checks/validate/catalog.js'
import { learnMoreLink } from '../../../src/core/checks/validate/learn-more.js'
import { sharedFolder } from '../folder.js'

interface Oracle {
  readonly checks: readonly { issueCode: string; findingType: string; docAnchor: string }[]
}

describe.skipIf(sharedFolder === undefined)('the catalog of policy checks', () => {
  const oracle = () =>
    JSON.parse(readFileSync(join(sharedFolder!, 'oracle/policy-checks.json'), 'utf8')) as Oracle

  it('has every code that AWS documents, with its type and the anchor of its explanation', () => {
    const ours = catalog.map(({ code, type }) => [code, type, learnMoreLink(type, code).split('#')[1]])
    const theirs = oracle().checks.map(({ issueCode, findingType, docAnchor }) => [
      issueCode,
      findingType,
      docAnchor,
    ])
    expect(ours.map(String).sort()).toEqual(theirs.map(String).sort())
    expect(ours).toHaveLength(153)
  })
})
