import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Files wait more than they work: for sockets, for a browser, for a poll to come round. */
const WORKERS_BESIDE_CORES = 1
/** The machine may be busy with other work: a limit only ends what hangs. */
const PATIENCE_MS = 120_000
const POLL_PATIENCE_MS = 20_000

export default defineConfig({
  test: {
    include: ['**/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: 'scripts/built-for-tests.ts',
    pool: 'forks',
    maxWorkers: availableParallelism() + WORKERS_BESIDE_CORES,
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    expect: { poll: { timeout: POLL_PATIENCE_MS } },
    reporters: ['default', ['json', { outputFile: 'reports/tests.json' }]],
  },
})
