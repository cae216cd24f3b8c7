import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type BenchStore, type Engine, openBenchStore } from './bench-store.ts'
import { DAYS, type Kitchen, READINGS_A_SERIES, SERIES_A_SITE } from './history.ts'
import { type Clock, Loader, type Spent } from './load.ts'

export const START = Date.UTC(2027, 2, 1)
export const END = START + DAYS * 24 * 3_600_000
const HELD_FILE = 'held.json'

/** A kitchen that questions are asked about: its site and the id of its box. */
export type Told = { site: string; box: string }
/** What was loaded: a month of readings of each kitchen. */
export type Held = { readings: number; kitchens: Told[]; spent: Spent }
export type HistoryStore = { bench: BenchStore; clock: Clock; held: Held }

/**
 * A store that holds a month of so many readings, loaded through its own ingest in the order of time, the last 24 h
 * unsealed. `folder`: where it is kept; loaded before, it is opened as it stands.
 */
export async function historyStore(engine: Engine, wanted: number, folder?: string): Promise<HistoryStore> {
  const kept = folder === undefined ? undefined : join(resolve(folder), engine)
  const clock: Clock = { now: END }
  const bench = await openBenchStore(engine, () => clock.now, kept)
  const file = kept === undefined ? undefined : join(kept, HELD_FILE)
  if (file !== undefined && existsSync(file))
    return { bench, clock, held: JSON.parse(readFileSync(file, 'utf8')) as Held }
  try {
    const held = await load(engine, bench, clock, wanted)
    if (file !== undefined) writeFileSync(file, JSON.stringify(held))
    return { bench, clock, held }
  } catch (error) {
    await bench.close()
    throw error
  }
}

async function load(engine: Engine, bench: BenchStore, clock: Clock, wanted: number): Promise<Held> {
  clock.now = START
  const loader = new Loader(bench.store, clock, START)
  await loader.enrol(Math.max(1, Math.round(wanted / READINGS_A_SERIES / SERIES_A_SITE)))
  const readings = loader.kitchens.length * SERIES_A_SITE * READINGS_A_SERIES
  const started = performance.now()
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0)
  await loader.load(READINGS_A_SERIES, (done) =>
    console.error(`${engine}: ${((done / readings) * 100).toFixed(0)} % ${seconds()} s`),
  )
  await loader.sealRest()
  return { readings, kitchens: loader.kitchens.map(toldOf), spent: loader.spent }
}

const toldOf = ({ site, box }: Kitchen): Told => ({ site, box: box.id })
