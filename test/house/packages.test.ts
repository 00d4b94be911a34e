import { describe, expect, it } from 'vitest'
import { type Outcome, temporaryProject } from './temporary.js'

interface Locked {
  readonly license?: unknown
  readonly dev?: boolean
  readonly integrity?: string
  readonly resolved?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Runs a check in a project that has these packages in its lock file. */
function check(name: string, packages: Readonly<Record<string, Locked>>, more: object = {}): Outcome {
  const project = temporaryProject()
  const manifest = { dependencies: { a: '1.0.0' }, ...more }
  const locked = Object.entries(packages).map(([path, entry]) => [
    `node_modules/${path}`,
    { version: '1.0.0', integrity: 'sha512-AA==', ...entry },
  ])
  const lock = { lockfileVersion: 3, packages: { '': manifest, ...Object.fromEntries(locked) } }
  project.write({
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify({ ...lock, ...more }),
  })
  return project.run(`scripts/checks/${name}.mjs`)
}

describe('the licence check', () => {
  const allowed = ['MIT', 'Apache-2.0', 'ISC', '0BSD', 'BSD-3-Clause', 'BlueOak-1.0.0']
  const choices = ['(MIT OR GPL-3.0)', 'MIT AND ISC', '(MIT AND ISC) OR GPL-2.0']
  const refused = [
    'GPL-3.0',
    'AGPL-3.0-or-later',
    'LGPL-2.1',
    'MPL-2.0',
    'MIT AND GPL-2.0',
    'UNLICENSED',
    'Elastic-2.0',
  ]

  it('lets us ship what is permissive, or gives us that choice', () => {
    const licences = [...allowed, ...choices].map((license, n) => [`a${n}`, { license }])
    expect(check('licences', Object.fromEntries(licences))).toMatchObject({ status: 0 })
  })

  it('does not let us ship anything else', () => {
    const unclear = [...refused, 'SEE LICENSE IN LICENSE.md', undefined]
    const licences = unclear.map((license, n) => [`a${n}`, { license }])
    const { status, said } = check('licences', Object.fromEntries(licences))
    const rows = said.split('\n').map((line) => line.split(/ {2,}/))
    expect(rows.slice(0, -2)).toEqual(
      unclear.map((license, n) => [`a${n}@1.0.0`, license ?? 'none', 'shipped, and not permissive']),
    )
    expect(status).toBe(1)
  })

  it('reads what packages wrote before SPDX', () => {
    expect(check('licences', { a: { license: { type: 'MIT' } } })).toMatchObject({ status: 0 })
  })

  it('looks at what dependencies depend on', () => {
    expect(
      check('licences', { a: { license: 'MIT' }, 'a/node_modules/b': { license: 'GPL-3.0' } }).said,
    ).toMatch(/^b@1/m)
  })

  it('lets us develop with any licence, but not without one', () => {
    expect(check('licences', { a: { license: 'AGPL-3.0', dev: true } })).toMatchObject({ status: 0 })
    for (const license of [undefined, 'UNLICENSED'])
      expect(check('licences', { a: { license, dev: true } }).said).toContain(
        'development package without a licence',
      )
  })

  it('believes what is installed, not what the lock file says', () => {
    const project = temporaryProject()
    const packages = { 'node_modules/a': { version: '1.0.0', license: 'MIT' } }
    project.write({ 'package-lock.json': JSON.stringify({ packages }) })
    project.write({
      'node_modules/a/package.json': JSON.stringify({ name: 'a', version: '1.0.0', license: 'GPL-3.0' }),
    })
    expect(project.run('scripts/checks/licences.mjs')).toMatchObject({ status: 1 })
  })
})

describe('the lock file check', () => {
  const problems = (packages: Readonly<Record<string, Locked>>, more?: object): string[] =>
    check('lockfile', packages, more).said.split('\n').slice(0, -2)

  it('passes on a good one', () => {
    expect(check('lockfile', { a: {} })).toEqual({
      status: 0,
      said: 'lockfile: 1 packages, each with a checksum and bound to no registry\n',
    })
  })

  it('wants exact versions', () => {
    const inexact = ['^1.0.0', '~1.0.0', '1.x', '*', 'latest', '>=1', 'git+ssh://a', 'npm:b@^1.0.0']
    const dependencies = Object.fromEntries(inexact.map((version, n) => [`a${n}`, version]))
    expect(problems(Object.fromEntries(inexact.map((_, n) => [`a${n}`, {}])), { dependencies })).toEqual(
      inexact.map((version, n) => `package.json: a${n} is \`${version}\`, not one exact version`),
    )
    const exact = ['1.0.0', '1.0.0-beta.1', 'npm:b@1.0.0', 'npm:@b/c@0.15.202512061']
    const devDependencies = Object.fromEntries(exact.map((version, n) => [`a${n}`, version]))
    expect(problems({ a: {} }, { devDependencies })).toEqual([])
  })

  it('refuses what binds it to a registry, or to nothing', () => {
    expect(problems({ a: { resolved: 'https://example.org/a.tgz' } })[0]).toContain(
      'node_modules/a has `resolved`',
    )
    const bare = JSON.stringify({
      lockfileVersion: 3,
      packages: { '': {}, 'node_modules/a': { version: '1.0.0' } },
    })
    const project = temporaryProject()
    project.write({ 'package.json': '{}', 'package-lock.json': bare })
    expect(project.run('scripts/checks/lockfile.mjs').said).toContain('node_modules/a has no `integrity`')
  })

  it('refuses another version of the format', () => {
    expect(problems({ a: {} }, { lockfileVersion: 2 })).toEqual([
      'package-lock.json: lockfileVersion is 2, not 3',
    ])
  })

  it('sees that package.json has changed since', () => {
    const project = temporaryProject()
    const packages = { '': { dependencies: { a: '1.0.0' } }, 'node_modules/a': { integrity: 'sha512-AA==' } }
    project.write({ 'package.json': JSON.stringify({ dependencies: { a: '1.0.1' } }) })
    project.write({ 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }) })
    expect(project.run('scripts/checks/lockfile.mjs').said).toContain('dependencies differ from package.json')
  })

  it('sees that a package for another platform was left out', () => {
    const needs = { optionalDependencies: { 'a-darwin': '1.0.0' } }
    expect(problems({ a: needs })[0]).toContain('a-darwin, which node_modules/a needs, is missing')
    expect(problems({ a: needs, 'a-darwin': {} })).toEqual([])
    expect(problems({ a: needs, 'a/node_modules/a-darwin': {} })).toEqual([])
    expect(problems({ a: {}, 'b/node_modules/a-darwin': {}, c: needs })).toHaveLength(1)
  })

  it('passes on the one of this repository', () => {
    const project = temporaryProject(['package.json', 'package-lock.json'])
    expect(project.run('scripts/checks/lockfile.mjs')).toMatchObject({ status: 0 })
  })
})
