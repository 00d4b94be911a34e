import { describe, expect, it } from 'vitest'
import { type Outcome, temporaryProject } from './temporary.js'

function readme(text: string, name: string): Outcome {
  const project = temporaryProject()
  project.write({ 'README.md': text })
  return project.run('scripts/checks/readme.mjs', name)
}

describe('the commands of README.md', () => {
  const block =
    '# A\n\n<!-- ci: first -->\n```sh\nnpm ci && \\\n  npx a\n```\n\n<!-- ci: test -->\n```sh\nnpm test\n```\n'

  it('are found by their mark', () => {
    expect(readme(block, 'first')).toEqual({ status: 0, said: 'npm ci && \\\n  npx a\n' })
    expect(readme(block, 'test')).toEqual({ status: 0, said: 'npm test\n' })
  })

  it.each([
    ['are missing', '# A\n', 'has 0 comments'],
    ['are there twice', block + block, 'has 2 comments'],
    [
      'are not next to the mark',
      '<!-- ci: first -->\n\n```sh\nnpm ci\n```\n',
      'expected ```sh after the comment',
    ],
    [
      'are in another language',
      '<!-- ci: first -->\n```console\n$ npm ci\n```\n',
      'expected ```sh after the comment',
    ],
    ['do not end', '<!-- ci: first -->\n```sh\nnpm ci\n', 'is empty or does not end'],
    ['are empty', '<!-- ci: first -->\n```sh\n```\n', 'is empty or does not end'],
  ])('fail when they %s', (_what, text, message) => {
    const { status, said } = readme(text, 'first')
    expect(status).not.toBe(0)
    expect(said).toContain(message)
  })
})

describe('the answer of the first command', () => {
  const statement = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::a/*'] }
  const policy = (...Statement: readonly object[]): string =>
    JSON.stringify({ Version: '2012-10-17', Statement }, null, 2)
  const answer = (printed: string): Outcome => {
    const project = temporaryProject()
    project.write({ printed })
    return project.run('scripts/checks/answer.mjs', 'printed')
  }
  const installation =
    '\n> leastwise@0.1.0 prepare\n> tsc -b\n\n[1/2] building\n{ not JSON\nadded 3 packages in 2s\n'

  it('is a policy, after what npm said', () => {
    const { status, said } = answer(`${installation}${policy(statement, statement)}\n`)
    expect({ status, said }).toEqual({ status: 0, said: 'first: 1 policy document(s) with 2 statements\n' })
    expect(answer(`${installation}[${policy(statement)},${policy(statement)}]\n`).said).toContain(
      '2 policy document(s)',
    )
  })

  it.each([
    ['nothing', installation, 'does not end with JSON'],
    ['a policy and more', `${policy(statement)}\ndone\n`, 'does not end with JSON'],
    ['no statements', policy(), 'no policy with statements'],
    ['another document', '{ "a": 1 }', 'no policy with statements'],
    ['half a statement', policy({ Effect: 'Allow' }), 'no effect, action or resource'],
  ])('is not %s', (_what, printed, message) => {
    const { status, said } = answer(printed)
    expect(status).not.toBe(0)
    expect(said).toContain(message)
  })
})

describe('the last line of CI', () => {
  const run = (numPassedTests: number, numFailedTests: number, success = numFailedTests === 0): string =>
    JSON.stringify({ numPassedTests, numFailedTests, success })
  const tally = (files: Readonly<Record<string, string>>, ...failed: readonly string[]): Outcome => {
    const project = temporaryProject()
    project.write(files)
    return project.run('scripts/checks/tally.mjs', 'results', ...failed)
  }
  const lastLine = ({ status, said }: Outcome): [string | undefined, number | null] => [
    said.split('\n').at(-2),
    status,
  ]

  it('sums the tests of all steps', () => {
    const files = {
      'results/test/a.json': run(3, 0),
      'results/fuzz/a.json': run(4, 0),
      'results/fuzz/b.json': run(5, 0),
    }
    expect(lastLine(tally(files))).toEqual(['12 passed, 0 failed', 0])
  })

  it('counts failed tests', () => {
    const files = { 'results/test/a.json': run(3, 2), 'results/fuzz/a.json': run(4, 0) }
    expect(lastLine(tally(files, 'test'))).toEqual(['7 passed, 2 failed', 1])
    expect(lastLine(tally(files))).toEqual(['7 passed, 2 failed', 1])
  })

  it('never looks better than the run was', () => {
    const good = { 'results/test/a.json': run(3, 0) }
    expect(lastLine(tally(good, 'check'))).toEqual(['3 passed, 1 failed', 1])
    expect(lastLine(tally(good, 'test'))).toEqual(['3 passed, 1 failed', 1])
    expect(lastLine(tally({ 'results/test/a.json': run(3, 0, false) }))).toEqual(['3 passed, 1 failed', 1])
    expect(lastLine(tally({}, 'first', 'test'))).toEqual(['0 passed, 2 failed', 1])
  })

  it('is a failure when no test ran', () => {
    expect(lastLine(tally({}))).toEqual(['0 passed, 0 failed', 1])
    expect(tally({}).said).toContain('No test ran.')
  })
})
