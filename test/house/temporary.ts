import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll } from 'vitest'

/** The repository that the tests belong to. */
export const repository = resolve(import.meta.dirname, '../..')

/** A throw-away project in which a test may break every rule. Removed when the test file is done. */
export interface TemporaryProject {
  readonly path: string
  /** Writes files, by path below the project. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void
  /** Runs a Node script of the repository with the project as its current folder. */
  run(script: string, ...args: readonly string[]): Outcome
  /** The same for a script of the project itself. */
  start(script: string, ...args: readonly string[]): Outcome
}

/** What a finished program left behind. */
export interface Outcome {
  readonly status: number | null
  /** Standard output and standard error, one after the other. */
  readonly said: string
}

/** Makes a throw-away project with copies of the repository's own files, named by their paths. */
export function temporaryProject(copied: readonly string[] = []): TemporaryProject {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'leastwise-house-')))
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  for (const file of copied) copy(file, path)
  return {
    path,
    write: (files) => {
      for (const [file, content] of Object.entries(files)) put(join(path, file), content)
    },
    run: (script, ...args) => run(path, join(repository, script), args),
    start: (script, ...args) => run(path, join(path, script), args),
  }
}

function copy(file: string, to: string): void {
  mkdirSync(dirname(join(to, file)), { recursive: true })
  copyFileSync(join(repository, file), join(to, file))
}

function put(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

function run(cwd: string, script: string, args: readonly string[]): Outcome {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [script, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  })
  if (error) throw error
  return { status, said: stdout + stderr }
}
