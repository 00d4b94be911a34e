import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { repository, type TemporaryProject, temporaryProject } from './temporary.js'

const manifest = {
  name: 'leastwise',
  type: 'module',
  exports: { '.': './dist/index.js' },
  dependencies: { commander: '14.0.3', zod: '4.6.7' },
}
const files = {
  'package.json': JSON.stringify(manifest),
  'src/index.ts': "export { used } from './core/iam/used.js'\n",
  'src/main.ts': "import 'commander'\nimport './cli/verb.js'\n",
  'src/cli/verb.ts': 'export {}\n',
  'src/core/iam/used.ts': 'export const used = 1\nexport const unused = 2\nexport interface Unused {}\n',
  'src/core/iam/tested.ts': 'export const tested = 1\n',
  'src/core/iam/dead.ts': 'export const dead = 1\n',
  'scripts/build.mjs': 'export {}\n',
  'test/iam/tested.test.ts': "import { tested } from '../../src/core/iam/tested.js'\ntested.toFixed()\n",
}

describe('the check of what nothing uses', () => {
  let project: TemporaryProject
  const knip = (...args: readonly string[]): string =>
    project.start('node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints', ...args).said
  beforeAll(() => {
    project = temporaryProject([
      'knip.json',
      'tsconfig.base.json',
      'tsconfig.json',
      'src/tsconfig.json',
      'src/core/tsconfig.json',
    ])
    symlinkSync(join(repository, 'node_modules'), join(project.path, 'node_modules'), 'junction')
    project.write(files)
  })

  it('finds files, exports, types and dependencies, but lets tests use what they test', () => {
    const found = knip('--reporter', 'compact')
    expect(found).toContain('src/core/iam/dead.ts')
    expect(found).toMatch(/used\.ts: unused\b/)
    expect(found).toMatch(/used\.ts: Unused\b/)
    expect(found).toContain('zod')
    expect(found).not.toMatch(/tested|verb\.ts|commander|build\.mjs/)
  })

  it('finds what only tests use', () => {
    const found = knip('--production', '--include', 'files')
    expect(found).toContain('src/core/iam/tested.ts')
    expect(found).not.toContain('src/core/iam/used.ts')
  })
})
