import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import { allActivity } from '../../src/workflows/activity-query.js'
import { generate } from '../../src/workflows/generate.js'
import { type FileFolder, silent } from '../../src/workflows/ports.js'
import { principals } from '../../src/workflows/principals.js'
import { workers } from '../fold-workers/built-workers.js'
import { sharedFolder } from './folder.js'

const corpus = join(sharedFolder ?? '', 'corpus')
const corpora = sharedFolder === undefined ? [] : readdirSync(corpus).sort()
/** The busiest of each corpus, and everybody at once. */
const mostPrincipals = 4

describe.runIf(sharedFolder !== undefined)(
  'real logs give on threads the policies that they give plainly',
  () => {
    test.each(corpora)(
      '%s',
      async (name) => {
        const logs = () => filesSource([join(corpus, name)])
        const found = await principals(logs(), allActivity, silent, workers()).catch(() => undefined)
        const some = (found?.principals ?? []).filter(({ type }) => type === 'role' || type === 'user')
        for (const principal of [...some.slice(0, mostPrincipals).map(({ arn }) => arn), '*']) {
          const said = async (folder?: FileFolder) => {
            const options = { principal, query: allActivity, includeDenied: false }
            const answer = generate(logs(), options, silent, folder)
            return JSON.stringify(await answer.catch((error: Error) => ({ error: error.message })))
          }
          expect(await said(workers())).toBe(await said())
        }
      },
      600_000,
    )
  },
)
