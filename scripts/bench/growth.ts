import { parseArgs } from 'node:util'
import { printFigure } from './figure.ts'
import { type BenchStore, ENGINES, type Engine, openBenchStore } from './history/bench-store.ts'
import { EVERY_MS, Kitchen, rounds, SERIES_A_SITE } from './history/history.ts'
import { type Clock, Loader } from './history/load.ts'
import { questions, timed } from './history/questions.ts'
import { seeded } from './ingest/batches.ts'

const START = Date.UTC(2027, 2, 1)
const DAY_MS = 24 * 3_600_000
/** Of each series: three days, of which the last is not sealed. */
const SAMPLES = 1_000
const SPAN_MS = SAMPLES * EVERY_MS
/** Readings of one kitchen: what the store begins with. */
const READINGS_A_SITE = SAMPLES * SERIES_A_SITE
/** Kitchens of one stretch: each stretch is the same work for a store that is larger by then. */
const SITES_A_STRETCH = 10
const TIMES = 500
const MICROSECONDS = 1_000_000

/**
 * What a reading costs (ingest, roll-ups and sealing; CPU of the process and the database server) and how long questions
 * about one kitchen take while the store grows from 100,000 readings, kitchen by kitchen.
 * `--readings 100000000 --engine sqlite|postgres` (both)
 */
export default async function growth(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { readings: { type: 'string', default: '100000000' }, engine: { type: 'string' } },
  })
  const sites = Math.max(3, Math.round(Number(values.readings) / READINGS_A_SITE))
  for (const engine of ENGINES) if ((values.engine ?? engine) === engine) await measure(engine, sites)
}

async function measure(engine: Engine, sites: number): Promise<void> {
  const clock: Clock = { now: START }
  const bench = await openBenchStore(engine, () => clock.now)
  try {
    const loader = new Loader(bench.store, clock, START)
    await grow(bench, loader, 1)
    const before = await ask(bench, loader)
    const stretch = Math.min(SITES_A_STRETCH, Math.floor((sites - 1) / 2))
    const first = await grow(bench, loader, stretch)
    while (loader.kitchens.length < sites - stretch) {
      await grow(bench, loader, Math.min(SITES_A_STRETCH, sites - stretch - loader.kitchens.length))
      console.error(`${engine}: ${((loader.kitchens.length / sites) * 100).toFixed(0)} %`)
    }
    const last = await grow(bench, loader, stretch)
    const after = await ask(bench, loader)
    const figure = (name: string, value: number, unit: string, baseline: number, note: string) =>
      printFigure({ name: `growth-${engine}.${name}`, value, unit, baseline, ratio: value / baseline, note })
    const readings = loader.kitchens.length * READINGS_A_SITE
    figure('readings', readings, 'readings', READINGS_A_SITE, `${loader.kitchens.length * SERIES_A_SITE} series`)
    const stretches = `the last ${stretch * READINGS_A_SITE} readings against the first after ${READINGS_A_SITE}`
    const making = generator(sites)
    const without = `${stretches}; process and database server, less ${making.toFixed(2)} for making batches; at most 1.2`
    figure('cpu', last - making, 'µs/reading', first - making, without)
    for (const [name, { p50, p99 }] of Object.entries(after)) {
      const asked = before[name] ?? { p50: Number.NaN, p99: Number.NaN }
      figure(`${name}-p50`, p50, 'ms', asked.p50, `${TIMES} times, at the store`)
      figure(`${name}-p99`, p99, 'ms', asked.p99, `${TIMES} times, at the store; at most 2`)
    }
  } finally {
    await bench.close()
  }
}

/** CPU µs a reading of so many more kitchens, with what the jobs do about them. */
async function grow(bench: BenchStore, loader: Loader, sites: number): Promise<number> {
  const held = loader.kitchens.length
  await loader.enrol(held + sites)
  const before = bench.cpu()
  await loader.load(SAMPLES, held)
  await loader.sealRest()
  return ((bench.cpu() - before) * MICROSECONDS) / (sites * READINGS_A_SITE)
}

/** CPU µs a reading of making the batches: signing, compressing and taking apart. */
function generator(sites: number): number {
  const kitchen = new Kitchen(sites + 1, START)
  const before = process.cpuUsage()
  for (const points of rounds(SAMPLES)) kitchen.next(points)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / READINGS_A_SITE
}

type Answers = Record<string, { p50: number; p99: number }>

async function ask({ store }: BenchStore, { kitchens }: Loader): Promise<Answers> {
  const asking = questions({ store, kitchens, start: START, end: START + SPAN_MS, random: seeded(3) })
  const all = {
    'latest-of-site': asking.latestOfSite,
    'series-day-sealed': asking.sealedDay,
    'series-day-unsealed': asking.unsealedDay,
    'site-hourly': () => asking.siteHours(SPAN_MS / DAY_MS),
    'exact-lookup': asking.exact,
    'envelope-of-entry': asking.envelope,
  }
  const answers: Answers = {}
  for (const [name, question] of Object.entries(all)) answers[name] = await timed(question, TIMES)
  return answers
}
