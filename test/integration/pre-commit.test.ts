import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const tools = join(root, 'build/pre-commit')
const home = mkdtempSync(join(tmpdir(), 'pre-commit-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** The real pre-commit, in a virtual environment that is made once. Needs `python3` with `venv`, and a package index. */
function preCommit(): string {
  const python = join(tools, 'bin/python')
  if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', tools])
  const there = spawnSync(python, ['-c', 'import pre_commit']).status === 0
  if (!there)
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'pre-commit==4.7.0'], { stdio: 'inherit' })
  return join(tools, 'bin/pre-commit')
}

const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd: home,
    encoding: 'utf8',
  })

const policy = (action: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: 'arn:aws:s3:::reports/*' }],
  })

/** A commit of these files in a repository that asks for the hook of this one, as it is committed here. */
function commit(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text)
  git('add', '-A')
  return spawnSync(preCommit(), ['run'], {
    cwd: home,
    encoding: 'utf8',
    env: {
      ...process.env,
      PRE_COMMIT_HOME: join(home, '.git/pre-commit-home'),
      PATH: `${join(home, '.git/bin')}:${process.env.PATH}`,
    },
  })
}

describe('pre-commit', () => {
  beforeAll(() => {
    const rev = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
    git('init', '--quiet')
    mkdirSync(join(home, '.git/bin'))
    symlinkSync(join(root, 'bin/leastwise.js'), join(home, '.git/bin/leastwise'))
    writeFileSync(
      join(home, '.pre-commit-config.yaml'),
      `repos:\n  - repo: ${root}\n    rev: ${rev}\n    hooks:\n      - id: leastwise-validate\n`,
    )
  })

  it('takes the hook from this repository, lets right policies and other files pass, and stops wrong ones', () => {
    const right = commit({
      'right.json': policy('s3:GetObject'),
      'package.json': '{"name":"x"}',
      'a.yml': 'a: 1',
    })
    expect([right.status, right.stdout], right.stderr).toEqual([
      0,
      expect.stringMatching(/Validate IAM policies.*Passed/),
    ])
    const wrong = commit({ 'wrong.json': policy('s3:GetObjekt') })
    expect(wrong.status, wrong.stderr).toBe(1)
    expect(wrong.stdout).toMatch(/wrong\.json:1:\d+: error INVALID_ACTION/)
  }, 120_000)
})
