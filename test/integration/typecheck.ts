import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'

const source = join(import.meta.dirname, 'typecheck')
const folder = resolve(import.meta.dirname, '../../build/typecheck')

/**
 * A folder with the real `aws-cdk-lib` and `@pulumi/aws`, 380 MB, installed once. Their versions are pinned in
 * typecheck/package.json; no script of theirs runs.
 */
export function folderWithTools(): string {
  const manifest = readFileSync(join(source, 'package.json'), 'utf8')
  const here = join(folder, 'package.json')
  const fresh = existsSync(here) && readFileSync(here, 'utf8') === manifest
  if (fresh && existsSync(join(folder, 'node_modules/aws-cdk-lib'))) return folder
  mkdirSync(folder, { recursive: true })
  cpSync(source, folder, { recursive: true })
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--loglevel=error']
  execFileSync('npm', ['install', ...flags], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  if (!existsSync(join(folder, 'node_modules/@types'))) mkdirSync(join(folder, 'node_modules/@types'))
  const types = join(folder, 'node_modules/@types/node')
  if (!existsSync(types)) symlinkSync(resolve('node_modules/@types/node'), types)
  return folder
}
