import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { percentile, printFigure } from './figure.ts'

/** Points per series in a batch of 5,000 readings, and how many batches are sent at that shape. */
const SHAPES = [
  { points: 1, batches: 40 },
  { points: 10, batches: 600 },
  { points: 50, batches: 900 },
]
const READINGS = 5_000
const BOXES = 6
const MB = 1_000_000
const MICROSECONDS = 1_000_000

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

async function runOnce(store: 'sqlite' | 'null', points: number, batches: number): Promise<Run> {
  const data = await mkdtemp(join(tmpdir(), 'zaojun-bench-'))
  const server = fork(join(folder, 'server.ts'), [data, store, String(BOXES)])
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
 * starts; load generator and server are processes of their own on this machine. The baseline is the same path with a
 * store that forgets. `--points 10` runs one shape, `--rounds 3` takes the median of three.
 */
export default async function ingest(args: string[]): Promise<void> {
  const option = (name: string) => {
    const at = args.indexOf(name)
    return at < 0 ? undefined : Number(args[at + 1])
  }
  const only = option('--points')
  const rounds = option('--rounds') ?? 1
  for (const { points, batches } of SHAPES.filter(({ points }) => only === undefined || points === only)) {
    const baselines: Run[] = []
    const runs: Run[] = []
    // In turn, so that whatever else this machine does weighs on both.
    for (let round = 0; round < rounds; round++) {
      baselines.push(await runOnce('null', points, batches))
      runs.push(await runOnce('sqlite', points, batches))
    }
    const baseline = middle(baselines)
    const stored = middle(runs)
    const rate = ({ seconds }: Run, amount: number) => amount / seconds
    const name = (what: string) => `ingest.${points}-points.${what}`
    const readings = batches * READINGS
    const rows = { value: rate(stored, readings), baseline: rate(baseline, readings) }
    printFigure({ name: name('readings'), unit: 'readings/s', ...rows, ratio: rows.value / rows.baseline })
    const json = rate(stored, stored.rowJsonBytes) / MB
    const jsonBaseline = rate(baseline, baseline.rowJsonBytes) / MB
    const perReading = (stored.rowJsonBytes / readings).toFixed(1)
    const note = `${perReading} bytes a reading as row JSON; signed before timing; baseline: same path, store forgets`
    printFigure({
      name: name('row-json'),
      value: json,
      unit: 'MB/s',
      baseline: jsonBaseline,
      ratio: json / jsonBaseline,
      note,
    })
    printFigure({ name: name('wire'), value: rate(stored, stored.wireBytes) / MB, unit: 'MB/s' })
    const p99 = percentile(stored.latencies, 99)
    printFigure({
      name: name('acknowledged-p99'),
      value: p99,
      unit: 'ms',
      baseline: percentile(baseline.latencies, 99),
    })
    const cpu = (run: Run) => (run.serverCpuSeconds / batches) * 1000
    printFigure({ name: name('server-cpu'), value: cpu(stored), unit: 'ms/batch', baseline: cpu(baseline) })
  }
}
