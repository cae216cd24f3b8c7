import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { postgresPrograms } from './cloud/test/harness/postgres-server.ts'
import LongestFirst from './scripts/longest-first.ts'

/** Files wait more than they work: for sockets, for a browser, for a poll to come round. */
const WORKERS_BESIDE_CORES = 3
/** The machine may be busy with other work: a limit only ends what hangs. */
const PATIENCE_MS = 120_000
const POLL_PATIENCE_MS = 20_000

const exclude = ['**/node_modules/**', '**/dist/**']
const common = {
  pool: 'forks',
  // One process takes file after file: to load the product costs more than most files do. They leave nothing behind.
  isolate: false,
  testTimeout: PATIENCE_MS,
  hookTimeout: PATIENCE_MS,
  expect: { poll: { timeout: POLL_PATIENCE_MS } },
} as const
/** Words, formats and decoders: some look at the heap, which is small and still in processes that start nothing. */
const PURE = ['core/test/**/*.test.ts', 'device-profiles/test/**/*.test.ts']
/** What goes through the cloud's store runs once more on a real PostgreSQL. */
const THROUGH_THE_STORE = [
  'accounts',
  'alarms',
  'api',
  'backup-retention',
  'big-queries',
  'clock-corrections',
  'crash',
  'derived-crash',
  'erasure',
  'heartbeats',
  'ingest',
  'keys',
  'merkle-log',
  'personal',
  'photos',
  'readings',
  'rebuild',
  'restore-drill',
  'retention',
  'rights',
  'rollups',
  'sealing',
  'segment-rows',
  'series',
  'service',
  'sites',
]

/** `ZAOJUN_TEST_CITUS=1`, where PostgreSQL has the extension, which no package of Debian's brings: docs/postgres.md. */
const ON_CITUS = process.env.ZAOJUN_TEST_CITUS !== undefined

const onPostgres = {
  test: {
    ...common,
    name: 'postgres',
    include: ['cloud/test/postgres/*.test.ts', ...THROUGH_THE_STORE.map((name) => `cloud/test/${name}.test.ts`)],
    exclude: ON_CITUS ? exclude : [...exclude, 'cloud/test/postgres/on-citus.test.ts'],
    env: { ZAOJUN_TEST_STORE: 'postgres' },
    globalSetup: './cloud/test/harness/postgres-setup.ts',
    setupFiles: './cloud/test/harness/watch-statements.ts',
  },
}

const isInstalled = postgresPrograms() !== undefined
if (!isInstalled && process.env.CI) throw new Error('PostgreSQL 15 or newer is not installed (Debian: postgresql)')
if (!isInstalled)
  console.warn(
    '跳过：没有安装 PostgreSQL，存储测试只在 SQLite 上运行 / skipped: PostgreSQL is not installed, so the store is tested on SQLite alone',
  )

export default defineConfig({
  test: {
    maxWorkers: availableParallelism() + WORKERS_BESIDE_CORES,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', ['json', { outputFile: 'reports/tests.json' }]],
    projects: [
      {
        test: {
          ...common,
          name: 'main',
          globalSetup: 'scripts/built-for-tests.ts',
          include: ['**/test/**/*.test.ts'],
          exclude: [...exclude, ...PURE, 'cloud/test/postgres/**'],
        },
      },
      {
        test: {
          ...common,
          name: 'pure',
          globalSetup: 'scripts/built-for-tests.ts',
          include: PURE,
          exclude,
        },
      },
      ...(isInstalled ? [onPostgres] : []),
    ],
  },
})
