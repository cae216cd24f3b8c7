import { parseArgs } from 'node:util'
import { DueHours } from '../../cloud/src/rollup/due.ts'
import { rollUpDue } from '../../cloud/src/rollup/job.ts'
import { printFigure } from './figure.ts'
import { ENGINES, type Engine, openBenchStore } from './history/bench-store.ts'
import { Kitchen } from './history/history.ts'

const MINUTE_MS = 60_000
const HOUR_MINUTES = 60
/** On an hour. */
const START = Date.UTC(2027, 2, 1)
const PASS_MS = 10_000
const SHAPE = { series: 10, everyMs: 12_000 }
const POINTS = MINUTE_MS / SHAPE.everyMs
const OPEN_HOUR_MS = 300_000
const MILLISECONDS = 1000

type Spent = { ingest: number; rollups: number; batches: number }

/**
 * What it costs to keep an hour in progress rolled up, from its first minute to its last, after an hour that is full: kitchens
 * with a batch of 50 readings a minute, a pass every 10 s. Against rolling up whatever has changed in each pass.
 * `--sites 30 --engine sqlite|postgres` (both)
 */
export default async function rollups(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { sites: { type: 'string', default: '30' }, engine: { type: 'string' } },
  })
  for (const engine of ENGINES) {
    if ((values.engine ?? engine) !== engine) continue
    const each = await anHour(engine, Number(values.sites), PASS_MS)
    const byTurns = await anHour(engine, Number(values.sites), OPEN_HOUR_MS)
    const figure = (name: string, value: number, baseline: number, note: string) =>
      printFigure({
        name: `rollups-${engine}.${name}`,
        value,
        unit: 'ms/batch',
        baseline,
        ratio: value / baseline,
        note,
      })
    const cost = ({ rollups, batches }: Spent) => (rollups * MILLISECONDS) / batches
    const ingest = (byTurns.ingest * MILLISECONDS) / byTurns.batches
    const note = `CPU of process and database, mean of an hour, ${byTurns.batches} batches of ${SHAPE.series * POINTS} readings`
    figure('cpu', cost(byTurns), cost(each), `${note}; baseline: in each pass`)
    figure('beside-ingest', cost(byTurns), ingest, `${note}; baseline: taking the batch, made before`)
  }
}

async function anHour(engine: Engine, sites: number, openHourMs: number): Promise<Spent> {
  let now = START
  const { store, cpu, close } = await openBenchStore(engine, () => now)
  const kitchens = Array.from({ length: sites }, (_, index) => new Kitchen(index + 1, START, SHAPE))
  const spent: Spent = { ingest: 0, rollups: 0, batches: 0 }
  const minute = async (): Promise<number> => {
    const requests = kitchens.map((kitchen) => kitchen.next(POINTS))
    const before = cpu()
    for (const { status } of await Promise.all(requests.map((request) => store.ingest(request))))
      if (status !== 'stored') throw new Error(`a batch is ${status}`)
    return cpu() - before
  }
  try {
    for (const kitchen of kitchens) await kitchen.enrol(store, START)
    for (let at = 0; at < HOUR_MINUTES; at++) await minute()
    await rollUpDue(store)
    const hours = new DueHours({ intervalMs: PASS_MS, openHourMs })
    now = START + HOUR_MINUTES * MINUTE_MS
    hours.next(now - PASS_MS)
    for (let at = 0; at < HOUR_MINUTES; at++) {
      spent.ingest += await minute()
      spent.batches += sites
      const before = cpu()
      for (let pass = 0; pass < MINUTE_MS / PASS_MS; pass++, now += PASS_MS) await rollUpDue(store, hours.next(now))
      spent.rollups += cpu() - before
    }
    return spent
  } finally {
    await close()
  }
}
