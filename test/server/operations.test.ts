import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-accessanalyzer'
import { describe, expect, it } from 'vitest'
import { errorStatus } from '../../src/server/aws/aws-error.js'
import { operations } from '../../src/server/aws/operations.js'
import { trail, twoCalls, writeCalls } from './records.js'
import { serving, temporaryFolder } from './serving.js'

/** The operations of AWS's own client, from its schemas: `[9, namespace, name, { http: [method, path, status] }, …]`. */
const model = Object.values(sdk as unknown as Record<string, unknown>).flatMap((one) =>
  Array.isArray(one) && one[0] === 9
    ? [{ name: one[2] as string, http: one[3].http as [string, string, number] }]
    : [],
)
const labelled = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')

describe('the table of operations', () => {
  it('has every operation of the model with its method and path', () => {
    expect(model).toHaveLength(39)
    const ours = operations.map(({ name, method, path }) => ({ name, method, path }))
    const theirs = model.map(({ name, http: [method, path] }) => ({
      name,
      method,
      path: labelled(path.split('?')[0]!),
    }))
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
    expect(ours).toEqual(theirs.sort(byName))
  })

  it('is the table of docs/server.md', () => {
    const page = readFileSync('docs/server.md', 'utf8')
    const rows = [...page.matchAll(/^\| `(\w+)` \| `(\w+) (\S+)` \| (\w+) \|/gm)].map(
      ([, name, method, path, state]) => ({
        name,
        method,
        path: labelled(path!),
        state,
      }),
    )
    expect(rows).toEqual(operations)
  })

  it('has the errors of the model with their status', () => {
    const errors = Object.keys(sdk).filter(
      (name) => name.endsWith('Exception') && name !== 'AccessAnalyzerServiceException',
    )
    expect(Object.keys(errorStatus).sort()).toEqual(errors.sort())
  })
})

describe('an operation that this version does not have', () => {
  const absent = operations.filter(({ state }) => state !== 'answered')
  it.each(absent)(
    '$name answers with an error of its model that says so',
    async ({ name, method, path, state }) => {
      const { ask } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
      const arn = encodeURIComponent('arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/mine')
      const answer = await ask(method, path.replaceAll(/:\w+/g, arn), method === 'GET' ? undefined : '{}')
      const expected =
        state === 'later'
          ? { status: 400, error: 'ValidationException', body: { reason: 'notSupported' } }
          : { status: 403, error: 'AccessDeniedException' }
      expect(answer).toMatchObject(expected)
      expect(answer.body.message).toContain(name)
    },
  )
})

describe('what is no operation', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/policy'],
    ['POST', '/policy/generation'],
    ['GET', '/policy/generation/a/b'],
    ['DELETE', '/policy/generation/a'],
    ['GET', '/../../etc/passwd'],
    ['GET', '/%2e%2e/%2e%2e/etc/passwd'],
  ])('%s %s is refused in the shape of the model', async (method, path) => {
    const { ask } = await serving({ trails: { [trail]: writeCalls(temporaryFolder(), twoCalls) } })
    expect(await ask(method, path)).toMatchObject({
      status: 400,
      error: 'ValidationException',
      body: { reason: 'unknownOperation' },
    })
  })
})
