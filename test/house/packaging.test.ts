import { beforeAll, describe, expect, it } from 'vitest'
import { type TemporaryProject, temporaryProject } from './temporary.js'

const manifest = {
  name: 'leastwise',
  version: '0.1.0',
  type: 'module',
  bin: { leastwise: 'bin/leastwise.js' },
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './schemas/*.json': './schemas/*.json',
  },
  files: ['bin', 'dist', 'schemas', 'docs', 'CHANGELOG.md', 'NOTICE'],
}
const files = {
  'package.json': JSON.stringify(manifest),
  'README.md': '# Leastwise\n',
  'CHANGELOG.md': '# Changelog\n',
  LICENSE: 'Apache License\n',
  NOTICE: 'Leastwise\n',
  'docs/index.md': '# Docs\n',
  'schemas/report.json': '{}\n',
  'bin/leastwise.js': "#!/usr/bin/env node\nawait import('../dist/main.js')\n",
  'src/index.ts': 'export const a = 1\n',
  'src/main.ts': 'export {}\n',
  'dist/index.js': 'export const a = 1\n',
  'dist/index.d.ts': 'export declare const a: 1\n',
  'dist/main.js': 'export {}\n',
}

/** A project that packs well but for the files that are changed or, where `undefined`, left out. */
function packed(changes: Readonly<Record<string, string | undefined>>): {
  said: string[]
  status: number | null
} {
  const project: TemporaryProject = temporaryProject()
  for (const [file, content] of Object.entries({ ...files, ...changes }))
    if (content !== undefined) project.write({ [file]: content })
  const { said, status } = project.run('scripts/checks/packaging.mjs')
  return { said: said.trim().split('\n'), status }
}

describe('the packaging check', () => {
  it('passes, and counts, when all is well', () => {
    expect(packed({})).toEqual({ status: 0, said: ['packaging: 11 files would be shipped'] })
  })

  it('looks for what package.json promises', () => {
    const { said, status } = packed({
      'dist/index.js': undefined,
      'schemas/report.json': undefined,
      LICENSE: undefined,
    })
    expect(status).toBe(1)
    expect(said).toContain('dist/index.js: is not in the package. Run npm run build.')
    expect(said).toContain('schemas/*.json: is not in the package')
    expect(said).toContain('LICENSE: is not in the package')
  })

  it('refuses what is not ours to ship', () => {
    const strangers = [
      'dist/test/a.js',
      'dist/a.test.js',
      'docs/node_modules/aws-sdk/a.json',
      'dist/core.tsbuildinfo',
    ]
    const { said } = packed(Object.fromEntries(strangers.map((file) => [file, '{}\n'])))
    for (const file of strangers) expect(said).toContain(`${file}: must not be in the package`)
  })

  it('sees what the compiler left of deleted sources', () => {
    expect(packed({ 'dist/core/gone.js': 'export {}\n' }).said[0]).toContain(
      'dist/core/gone.js: has no source any more',
    )
  })

  it('wants a command that a shell can start', () => {
    expect(packed({ 'bin/leastwise.js': 'export {}\n' }).said[0]).toContain(
      'does not begin with `#!/usr/bin/env node`',
    )
  })
})

describe('the command of a checkout', () => {
  let project: TemporaryProject
  beforeAll(() => {
    project = temporaryProject(['bin/leastwise.js', 'package.json'])
  })

  it('says what to do before the first build', () => {
    const { status, said } = project.start('bin/leastwise.js')
    expect({ status, said }).toEqual({
      status: 2,
      said: 'leastwise: this checkout is not built yet: run `npm ci` first\n',
    })
  })

  it('starts what was built', () => {
    project.write({
      'dist/main.js': "process.stdout.write(process.argv.slice(2).join(' '))\nprocess.exitCode = 3\n",
    })
    expect(project.start('bin/leastwise.js', 'generate', '--help')).toEqual({
      status: 3,
      said: 'generate --help',
    })
  })
})
