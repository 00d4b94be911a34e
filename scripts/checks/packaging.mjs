/**
 * What `npm pack` would ship: all that package.json promises, compiled from the sources of today, and nothing
 * else. Needs a build (`npm run build`).
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { report } from './report.mjs'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

/** What every release has, whatever package.json says of it. */
const required = [
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
  'README.md',
  'package.json',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/main.js',
]

/** All of it; anything else was swept in by accident. */
const expected = [
  /^(?:CHANGELOG|README)\.md$|^(?:LICENSE|NOTICE|package\.json)$/,
  /^bin\/leastwise\.js$/,
  /^dist\/.+\.(?:js|d\.ts|wasm)$/,
  /^schemas\/.+\.json$/,
  /^docs\//,
]
/** Inside a folder that is shipped, this still is not ours to ship. */
const unwanted =
  /(?:^|\/)(?:test|tests|examples|node_modules|iam-data|aws-sdk)\/|\.(?:test|spec)\.|\.tsbuildinfo$/

/** @returns {{ path: string }[]} */
function packedFiles() {
  // The scripts of package.json would build again, while other checks read what was built.
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const shell = process.platform === 'win32'
  const json = execFileSync('npm', args, { encoding: 'utf8', shell, stdio: ['ignore', 'pipe', 'pipe'] })
  return Object.values(JSON.parse(json))[0].files
}

/** What `bin` and `exports` of package.json lead to. */
function promised() {
  const targets = (value) =>
    typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(targets)
  return [...targets(manifest.bin), ...targets(manifest.exports)].map((path) => path.replace(/^\.\//, ''))
}

/** @param {readonly string[]} paths */
function missing(paths) {
  return [...required, ...promised()]
    .filter((wanted) => !paths.some((path) => matches(path, wanted)))
    .map(
      (wanted) =>
        `${wanted}: is not in the package${wanted.startsWith('dist/') ? '. Run npm run build.' : ''}`,
    )
}

const matches = (path, wanted) => {
  const [before, after] = wanted.split('*')
  return after === undefined ? path === wanted : path.startsWith(before) && path.endsWith(after)
}

/** @param {readonly string[]} paths */
function surplus(paths) {
  return paths
    .filter((path) => unwanted.test(path) || !expected.some((pattern) => pattern.test(path)))
    .map((path) => `${path}: must not be in the package`)
}

/** The compiler leaves the output of deleted sources behind. */
function stale(paths) {
  const outputs = paths.filter((path) => /^dist\/.+\.(?:js|d\.ts)$/.test(path))
  return outputs
    .filter((path) => !existsSync(path.replace(/^dist\//, 'src/').replace(/(?:\.d\.ts|\.js)$/, '.ts')))
    .map((path) => `${path}: has no source any more. Run npm run clean, then npm run build.`)
}

/** Without the first line a shell does not know what runs the command. */
function unstartable() {
  const commands = Object.values(manifest.bin).filter((path) => existsSync(path))
  return commands
    .filter((path) => !readFileSync(path, 'utf8').startsWith('#!/usr/bin/env node\n'))
    .map((path) => `${path}: does not begin with \`#!/usr/bin/env node\``)
}

const paths = packedFiles().map(({ path }) => path)
report(
  'packaging',
  [...missing(paths), ...surplus(paths), ...stale(paths), ...unstartable()],
  `${paths.length} files would be shipped`,
)
