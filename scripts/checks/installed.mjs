/**
 * Packs, installs the tarball into an empty folder as a user would, and starts what was installed. Reaches the
 * registry unless the dependencies are in npm's cache, so it is part of .ci/run and not of `npm run check`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { report } from './report.mjs'

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'))

/**
 * @param {string} folder
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(folder, command, args) {
  const shell = process.platform === 'win32'
  const options = { cwd: folder, encoding: 'utf8', shell, stdio: ['ignore', 'pipe', 'inherit'] }
  return execFileSync(command, args, /** @type {object} */ (options)).trim()
}

/** @param {string} folder */
function install(folder) {
  const [packed] = Object.values(
    JSON.parse(run('.', 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])),
  )
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  const flags = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  run(folder, 'npm', ['install', ...flags, resolve(folder, packed.filename)])
}

/** @param {string} folder */
function problems(folder) {
  const said = run(folder, 'npx', [name, '--version'])
  const names = run(folder, process.execPath, [
    '--input-type=module',
    '-e',
    `console.log(Object.keys(await import('${name}')).join())`,
  ])
  return [
    ...(said === version ? [] : [`npx ${name} --version: said \`${said}\`, not \`${version}\``]),
    ...(names === '' ? [`import('${name}'): exports nothing`] : []),
  ]
}

const folder = mkdtempSync(join(tmpdir(), `${name}-installed-`))
try {
  install(folder)
  report('installed', problems(folder), `${name} ${version} installs and starts in an empty folder`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
