/**
 * What we ship depends on permissive licences only; what we develop with has a licence at all.
 * Packages come from package-lock.json, licences from what is installed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { report } from './report.mjs'

const permissive = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
]

/** @typedef {{ path: string, name: string, version: string, licence: string | undefined, development: boolean }} Package */

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** Old packages wrote `{ type }` or a list of those. */
function licenceOf(manifest) {
  const { license, licenses } = manifest
  if (typeof license === 'string') return license
  if (Array.isArray(licenses)) return licenses.map(({ type }) => type).join(' OR ')
  return license?.type
}

/** A package for another platform is in the lock file but not installed; then the lock file must do. */
function installedManifest(path, locked) {
  const file = join(path, 'package.json')
  return existsSync(file) ? { ...locked, ...readJson(file) } : locked
}

/** @returns {Package[]} */
function lockedPackages() {
  const { packages } = readJson('package-lock.json')
  const paths = Object.keys(packages).filter((path) => path !== '')
  return paths.map((path) => {
    const manifest = installedManifest(path, packages[path])
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const development = packages[path].dev === true
    return { path, name, version: manifest.version, licence: licenceOf(manifest), development }
  })
}

/**
 * Whether an SPDX expression lets us choose permissive licences alone: `MIT`, `(MIT OR GPL-3.0)`, `MIT AND ISC`.
 *
 * @param {string} expression
 */
function isPermissive(expression) {
  const choices = expression.replaceAll(/[()]/g, '').split(' OR ')
  return choices.some((choice) => choice.split(' AND ').every((licence) => permissive.includes(licence)))
}

/** @param {Package} entry */
function isLicensed({ path, licence }) {
  if (licence) return licence !== 'UNLICENSED'
  return existsSync(path) && readdirSync(path).some((file) => /^licen[cs]e/i.test(file))
}

/** @param {readonly Package[]} packages */
function table(packages) {
  const width = Math.max(...packages.map(({ name, version }) => `${name}@${version}`.length))
  return packages.map(({ name, version, licence, development }) => {
    const why = development ? 'development package without a licence' : 'shipped, and not permissive'
    return `${`${name}@${version}`.padEnd(width)}  ${(licence ?? 'none').padEnd(20)}  ${why}`
  })
}

const packages = lockedPackages()
const shipped = packages.filter(({ development }) => !development)
const bad = packages.filter((entry) =>
  entry.development ? !isLicensed(entry) : !isPermissive(entry.licence ?? 'none'),
)
report(
  'licences',
  bad.length === 0 ? [] : table(bad),
  `${shipped.length} shipped packages are permissive, ${packages.length - shipped.length} for development are licensed`,
)
