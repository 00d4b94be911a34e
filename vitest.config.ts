import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Where .ci/run wants the results of each run as JSON, beside what a person reads. */
const results = process.env.LEASTWISE_TEST_RESULTS

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: [
      'default',
      ...(process.env.GITHUB_ACTIONS ? ['github-actions'] : []),
      ...(results ? ['json'] : []),
    ],
    outputFile: results ? { json: join(results, `vitest-${process.pid}.json`) } : {},
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/shared/**', 'test/integration/**'],
          setupFiles: ['test/house/seed.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/shared/**/*.test.ts'],
          globalSetup: ['test/shared/folder.ts'],
          setupFiles: ['test/house/seed.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: ['test/integration/**/*.test.ts'], testTimeout: 300_000 },
      },
    ],
  },
})
