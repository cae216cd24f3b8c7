import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PostgresServer } from '../../cloud/test/harness/postgres-server.ts'
import { percentile, printFigure } from './figure.ts'

/** Points per series in a batch of 5,000 readings, and how many batches are sent at that shape; fewer where each is a row. */
const SHAPES = [
  { points: 1, batches: 40, asRows: 40 },
  { points: 10, batches: 600, asRows: 120 },
  { points: 50, batches: 900, asRows: 120 },
]
const READINGS = 5_000
const BOXES = 6
const MB = 1_000_000
const MICROSECONDS = 1_000_000

/** As a server is set up that is there for this: durable, with room for its log. */
const SERVER = {
  fsync: 'on',
  full_page_writes: 'on',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  wal_compression: 'on',
  synchronous_commit: 'on',
}
type StoreKind = 'sqlite' | 'postgres' | 'null' | 'rows' | 'no-log'
const ON_POSTGRES: StoreKind[] = ['postgres', 'rows']
const ENGINES = ['sqlite', 'postgres'] as const

type Loaded = { seconds: number; rowJsonBytes: number; wireBytes: number; latencies: number[] }
type Run = Loaded & { serverCpuSeconds: number }

const folder = join(import.meta.dirname, 'ingest')

function message<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.once('message', (received) => resolve(received as Message))
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code}`)))
  })
}

async function cpuSeconds(server: ChildProcess): Promise<number> {
  server.send('cpu')
  const { cpu } = await message<{ cpu: NodeJS.CpuUsage }>(server)
  return (cpu.user + cpu.system) / MICROSECONDS
}

/** One run in processes of its own; `database` for the kinds that need one. */
export async function runOnce(
  store: StoreKind,
  points: number,
  batches: number,
  database?: PostgresServer,
): Promise<Run> {
  const data = await mkdtemp(join(tmpdir(), 'zaojun-bench-'))
  const url = database !== undefined && ON_POSTGRES.includes(store) ? database.url(database.createDatabase()) : ''
  const server = fork(join(folder, 'server.ts'), [data, store, String(BOXES), url])
  try {
    const { url, codes } = await message<{ url: string; codes: string[] }>(server)
    const load = fork(join(folder, 'load.ts'), [url, String(points), String(batches), ...codes])
    await message(load)
    const before = await cpuSeconds(server)
    load.send('go')
    const loaded = await message<Loaded>(load)
    return { ...loaded, serverCpuSeconds: (await cpuSeconds(server)) - before }
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    if (server.connected) server.send('stop')
    await ended
    await rm(data, { recursive: true, force: true })
  }
}

/** The run of median length. */
const middle = (runs: Run[]): Run => runs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)] as Run

/**
 * Ingest over HTTP: every batch verified and durable before it is acknowledged. Batches are signed before the clock
 * starts; load generator, server and database are processes of their own on this machine. The baseline is the same path
 * with a store that forgets; beside it, the same readings as plain rows in PostgreSQL. `--points 10` runs one shape,
 * `--engine postgres` one engine, `--rounds 3` takes the median of three.
 */
export default async function ingest(args: string[]): Promise<void> {
  const option = (name: string) => args[args.indexOf(name) + 1]
  const given = (name: string) => (args.includes(name) ? Number(option(name)) : undefined)
  const only = given('--points')
  const rounds = given('--rounds') ?? 1
  const engines = ENGINES.filter((engine) => !args.includes('--engine') || engine === option('--engine'))
  const database = await PostgresServer.start(SERVER)
  try {
    for (const shape of SHAPES.filter(({ points }) => only === undefined || points === only))
      await measure(shape, engines, rounds, database)
  } finally {
    await database.remove()
  }
}

async function measure(
  { points, batches, asRows }: (typeof SHAPES)[number],
  engines: (typeof ENGINES)[number][],
  rounds: number,
  database: PostgresServer,
): Promise<void> {
  const runs = new Map<StoreKind, Run[]>()
  // In turn, so that whatever else this machine does weighs on all.
  for (let round = 0; round < rounds; round++)
    for (const kind of ['null', 'rows', ...engines] satisfies StoreKind[]) {
      const run = await runOnce(kind, points, kind === 'rows' ? asRows : batches, database)
      runs.set(kind, [...(runs.get(kind) ?? []), run])
    }
  const forgets = middle(runs.get('null') ?? [])
  const rows = middle(runs.get('rows') ?? [])
  const mbPerSecond = ({ seconds, rowJsonBytes }: Run) => rowJsonBytes / seconds / MB
  for (const engine of engines) {
    const stored = middle(runs.get(engine) ?? [])
    const name = (what: string) => `ingest-${engine}.${points}-points.${what}`
    const readings = (run: Run) => (batches * READINGS) / run.seconds
    const compared = (what: string, unit: string, value: number, baseline: number, note?: string) =>
      printFigure({ name: name(what), value, unit, baseline, ratio: value / baseline, ...(note ? { note } : {}) })
    const perReading = (stored.rowJsonBytes / (batches * READINGS)).toFixed(1)
    compared('readings', 'readings/s', readings(stored), readings(forgets))
    compared(
      'row-json',
      'MB/s',
      mbPerSecond(stored),
      mbPerSecond(forgets),
      `${perReading} bytes a reading as row JSON; signed before timing; baseline: same path, store forgets`,
    )
    compared(
      'against-rows',
      'MB/s',
      mbPerSecond(stored),
      mbPerSecond(rows),
      'baseline: same path, plain rows in PostgreSQL',
    )
    printFigure({ name: name('wire'), value: stored.wireBytes / stored.seconds / MB, unit: 'MB/s' })
    compared('acknowledged-p99', 'ms', percentile(stored.latencies, 99), percentile(forgets.latencies, 99))
    const cpu = (run: Run) => (run.serverCpuSeconds / batches) * 1000
    compared('server-cpu', 'ms/batch', cpu(stored), cpu(forgets))
  }
}
