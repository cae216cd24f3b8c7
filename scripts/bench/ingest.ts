import { percentile, printFigure } from './figure.ts'
import { influxInstalled } from './ingest/influx.ts'
import { Databases, READINGS, type Run, runOnce, type Target } from './ingest/runs.ts'

/** Points per series in a batch of 5,000 readings, and how many batches are sent at that shape; fewer where each is a row. */
const SHAPES = [
  { points: 1, batches: 120, asRows: 60 },
  { points: 10, batches: 600, asRows: 120 },
  { points: 50, batches: 900, asRows: 120 },
]
const ENGINES = ['sqlite', 'postgres', 'postgres-sync-standby', 'postgres-citus'] as const satisfies Target[]
const MB = 1_000_000

type Engine = (typeof ENGINES)[number]
type Shape = (typeof SHAPES)[number]
type Comparison = { what: string; unit: string; value: number; baseline: number; note?: string }

/** The run of median length. */
const middle = (runs: Run[]): Run => runs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)] as Run

/**
 * Ingest over HTTP: every batch verified and durable before it is acknowledged. Batches are signed before the clock
 * starts; load generator, server and database are processes of their own on this machine. Compared with the same path and
 * a store that forgets, with the same readings as plain rows in PostgreSQL, and as lines in InfluxDB. `--points 10` runs
 * one shape, `--engine postgres` one engine, `--rounds 3` takes the median of three.
 */
export default async function ingest(args: string[]): Promise<void> {
  const option = (name: string) => args[args.indexOf(name) + 1]
  const given = (name: string) => (args.includes(name) ? Number(option(name)) : undefined)
  const only = given('--points')
  const rounds = given('--rounds') ?? 1
  const databases = new Databases()
  if (!influxInstalled()) console.log('ingest: InfluxDB is not installed, so nothing is compared with it')
  try {
    const hasCitus = await databases.hasCitus()
    if (!hasCitus) console.log('ingest: PostgreSQL has no Citus here, so nothing is measured over several machines')
    const there = ENGINES.filter((engine) => hasCitus || engine !== 'postgres-citus')
    const engines = there.filter((engine) => !args.includes('--engine') || engine === option('--engine'))
    for (const shape of SHAPES.filter(({ points }) => only === undefined || points === only))
      await measure(shape, engines, rounds, databases)
  } finally {
    await databases.remove()
  }
}

async function measure(shape: Shape, engines: Engine[], rounds: number, databases: Databases): Promise<void> {
  const { points, batches, asRows } = shape
  const runs = new Map<Target, Run[]>()
  const baselines: Target[] = influxInstalled() ? ['null', 'rows', 'influx'] : ['null', 'rows']
  // In turn, so that whatever else this machine does weighs on all.
  for (let round = 0; round < rounds; round++)
    for (const target of [...baselines, ...engines]) {
      const run = await runOnce(target, points, target === 'rows' ? asRows : batches, databases)
      runs.set(target, [...(runs.get(target) ?? []), run])
    }
  const of = (target: Target): Run => middle(runs.get(target) ?? [])
  for (const engine of engines) print(engine, shape, of)
}

function print(engine: Engine, { points, batches }: Shape, of: (target: Target) => Run): void {
  const stored = of(engine)
  const forgets = of('null')
  const name = (what: string) => `ingest-${engine}.${points}-points.${what}`
  const mbPerSecond = ({ seconds, rowJsonBytes }: Run) => rowJsonBytes / seconds / MB
  const readings = (run: Run) => (batches * READINGS) / run.seconds
  const cpu = ({ serverCpuSeconds }: Run) => ((serverCpuSeconds ?? 0) / batches) * 1000
  const perReading = (stored.rowJsonBytes / (batches * READINGS)).toFixed(1)
  const value = mbPerSecond(stored)
  const unit = 'MB/s'
  const comparisons: Comparison[] = [
    { what: 'readings', unit: 'readings/s', value: readings(stored), baseline: readings(forgets) },
    {
      what: 'row-json',
      unit,
      value,
      baseline: mbPerSecond(forgets),
      note: `${perReading} bytes a reading as row JSON; signed before timing; baseline: same path, store forgets`,
    },
    {
      what: 'against-rows',
      unit,
      value,
      baseline: mbPerSecond(of('rows')),
      note: 'baseline: same path, plain rows in PostgreSQL',
    },
    ...(influxInstalled()
      ? [
          {
            what: 'against-influx',
            unit,
            value,
            baseline: mbPerSecond(of('influx')),
            note: 'baseline: InfluxDB 1.x as it comes, the same readings as lines; nothing signed, verified or logged',
          },
        ]
      : []),
    {
      what: 'acknowledged-p99',
      unit: 'ms',
      value: percentile(stored.latencies, 99),
      baseline: percentile(forgets.latencies, 99),
    },
    { what: 'server-cpu', unit: 'ms/batch', value: cpu(stored), baseline: cpu(forgets) },
  ]
  for (const { what, ...figure } of comparisons)
    printFigure({ name: name(what), ...figure, ratio: figure.value / figure.baseline })
  printFigure({ name: name('wire'), value: stored.wireBytes / stored.seconds / MB, unit })
}
