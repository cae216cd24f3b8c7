import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Files wait more than they work: for sockets, for a browser, for a poll to come round. */
const WORKERS_BESIDE_CORES = 1

export default defineConfig({
  test: {
    include: ['**/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: 'scripts/built-for-tests.ts',
    pool: 'forks',
    maxWorkers: availableParallelism() + WORKERS_BESIDE_CORES,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'reports/tests.json' }]],
  },
})
