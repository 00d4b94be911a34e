/** The lock file works with any registry, and package.json says exactly what is meant. */
import { readFileSync } from 'node:fs'
import { report } from './report.mjs'

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

const exact = /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(?:-[\w.-]+)?$/
const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

function inexact(manifest) {
  const entries = sections.flatMap((section) => Object.entries(manifest[section] ?? {}))
  return entries
    .filter(([, version]) => !exact.test(version))
    .map(([name, version]) => `package.json: ${name} is \`${version}\`, not one exact version`)
}

/** A `resolved` address would tie every machine to the registry of the one that wrote it. */
function tied(packages) {
  const resolved = Object.keys(packages).filter((path) => packages[path].resolved !== undefined)
  return resolved.map(
    (path) => `package-lock.json: ${path} has \`resolved\`. Remove it: npm finds the package by name.`,
  )
}

/** Without `resolved`, the checksum alone says that what npm found is what was meant. */
function unsure(packages) {
  const paths = Object.keys(packages).filter((path) => path !== '' && !packages[path].inBundle)
  return paths
    .filter((path) => packages[path].integrity === undefined)
    .map((path) => `package-lock.json: ${path} has no \`integrity\``)
}

/**
 * npm ci refuses a lock file without the packages for other platforms, which npm leaves out when the registry at
 * hand does not have them.
 */
function incomplete(packages) {
  const wanted = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => ({ path, name })),
  )
  return wanted
    .filter(
      ({ path, name }) => !foldersAbove(path).some((folder) => packages[`${folder}node_modules/${name}`]),
    )
    .map(
      ({ path, name }) =>
        `package-lock.json: ${name}, which ${path} needs, is missing. Choose a version that has it.`,
    )
}

/** Where Node looks for what a package imports: below the package itself, then below each one around it. */
function foldersAbove(path) {
  const parts = path === '' ? [] : path.split('/node_modules/')
  return [...parts.map((_, n) => `${parts.slice(0, n + 1).join('/node_modules/')}/`), '']
}

/** What npm itself compares before `npm ci`; said here without installing anything. */
function stale(manifest, root) {
  return sections
    .filter(
      (section) => JSON.stringify(sorted(manifest[section])) !== JSON.stringify(sorted(root?.[section])),
    )
    .map((section) => `package-lock.json: ${section} differ from package.json. Run npm install.`)
}

const sorted = (versions = {}) => Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1))

const manifest = readJson('package.json')
const { lockfileVersion, packages } = readJson('package-lock.json')
const version =
  lockfileVersion === 3 ? [] : [`package-lock.json: lockfileVersion is ${lockfileVersion}, not 3`]
report(
  'lockfile',
  [
    ...version,
    ...incomplete(packages),
    ...stale(manifest, packages['']),
    ...inexact(manifest),
    ...tied(packages),
    ...unsure(packages),
  ],
  `${Object.keys(packages).length - 1} packages, each with a checksum and bound to no registry`,
)
