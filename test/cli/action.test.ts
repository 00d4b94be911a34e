import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'leastwise-action-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bad =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObjekt","Resource":"*"}]}\n'
writeFileSync(join(folder, 'policy.json'), bad)
const leastwise = `node ${join(root, 'bin/leastwise.js')}`

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly runs: {
    readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[]
  }
}

/** Runs the step of the action as a runner does: inputs put into its environment, then its `run` in bash. */
function runAction(inputs: Readonly<Record<string, string>>) {
  const action = parse(readFileSync(join(root, 'action/action.yml'), 'utf8')) as Action
  const [step] = action.runs.steps
  const env = Object.entries(step!.env).map(([name, value]) => {
    const [, input] = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value)!
    return [name, inputs[input!] ?? action.inputs[input!]!.default]
  })
  return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', step!.run], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...Object.fromEntries(env), GITHUB_ACTION_PATH: join(root, 'action') },
  })
}

describe('the GitHub Action', () => {
  it('annotates the line and fails', () => {
    const { status, stdout } = runAction({ command: leastwise, paths: 'policy.json' })
    expect(stdout).toMatch(/^::error file=policy.json,line=1,.*INVALID_ACTION/)
    expect(status).toBe(1)
  })

  it('fails as strictly as asked, and runs nothing of its inputs', () => {
    expect(runAction({ command: leastwise, 'fail-on': 'none' }).status).toBe(0)
    const { status, stderr } = runAction({ command: leastwise, paths: '$(touch,pwned);`touch,pwned`' })
    expect([status, stderr.includes('INPUT_NOT_FOUND')]).toEqual([2, true])
  })
})

describe('the pre-commit hook', () => {
  it('runs on the files that it asks for', () => {
    const [hook] = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Record<
      string,
      string
    >[]
    expect(
      ['policy.json', 'template.yml', 'readme.md'].map((name) => new RegExp(hook!.files!).test(name)),
    ).toEqual([true, true, false])
    const [, ...args] = hook!.entry!.split(' ')
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'bin/leastwise.js'), ...args, 'policy.json'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
    expect([status, stdout.includes('error INVALID_ACTION')]).toEqual([1, true])
  })
})
