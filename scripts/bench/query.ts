import { printFigure } from './figure.ts'
import { type BenchStore, ENGINES, type Engine, type Form, openBenchStore } from './history/bench-store.ts'
import { DAYS, SERIES_A_SITE } from './history/history.ts'
import { type Clock, Loader } from './history/load.ts'
import { questions, timed } from './history/questions.ts'
import { seeded } from './ingest/batches.ts'

const READINGS_A_SERIES = 10_000
const START = Date.UTC(2027, 2, 1)
const DAY_MS = 24 * 3_600_000
const MONTH = 30
const FORMS: Form[] = ['segments', 'chunks', 'envelopes', 'rollups']

/**
 * Questions over a month of readings, loaded through the store's own ingest as segments of 1–10 points, the last 24 h
 * unsealed and the rest sealed by the job. `--readings 100000000` (10,000 series; the default), `--engine sqlite`.
 */
export default async function query(args: string[]): Promise<void> {
  const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
  const readings = Number(option('--readings') ?? 100_000_000)
  for (const engine of ENGINES) if ((option('--engine') ?? engine) === engine) await measure(engine, readings)
}

async function measure(engine: Engine, wanted: number): Promise<void> {
  const clock: Clock = { now: START }
  const bench = await openBenchStore(engine, () => clock.now)
  try {
    const loader = new Loader(bench.store, clock, START)
    await loader.enrol(Math.max(1, Math.round(wanted / READINGS_A_SERIES / SERIES_A_SITE)))
    const readings = loader.kitchens.length * SERIES_A_SITE * READINGS_A_SERIES
    const started = performance.now()
    const seconds = () => ((performance.now() - started) / 1000).toFixed(0)
    await loader.load(READINGS_A_SERIES, 0, (done) =>
      console.error(`${engine}: ${((done / readings) * 100).toFixed(0)} % ${seconds()} s`),
    )
    await loader.sealRest()
    const figure = (name: string, value: number, unit: string, note?: string) =>
      printFigure({ name: `query-${engine}.${name}`, value, unit, ...(note === undefined ? {} : { note }) })
    figure('readings', readings, 'readings', `${loader.kitchens.length * SERIES_A_SITE} series, ${DAYS} days`)
    for (const [what, ms] of Object.entries(loader.spent)) figure(what, ms / 1000, 's')
    await printSizes(bench, figure)
    await ask(bench, loader, figure)
  } finally {
    await bench.close()
  }
}

type Tell = (name: string, value: number, unit: string, note?: string) => void

async function printSizes(bench: BenchStore, figure: Tell): Promise<void> {
  const sizes = await bench.sizes()
  for (const form of FORMS) {
    const { bytes, readings } = sizes[form]
    if (readings > 0) figure(form, bytes / readings, 'B/reading', `${readings} readings, with rows and indexes`)
  }
}

async function ask({ store }: BenchStore, { kitchens }: Loader, figure: Tell): Promise<void> {
  const asking = questions({ store, kitchens, start: START, end: START + DAYS * DAY_MS, random: seeded(3) })
  const all = {
    'latest-of-all': { ask: asking.latestOfAll, times: 60 },
    'series-day-sealed': { ask: asking.sealedDay, times: 500 },
    'series-day-unsealed': { ask: asking.unsealedDay, times: 500 },
    'site-month-hourly': { ask: () => asking.siteHours(MONTH), times: 100 },
    'exact-lookup': { ask: asking.exact, times: 500 },
    'envelope-of-entry': { ask: asking.envelope, times: 500 },
  }
  for (const [name, { ask, times }] of Object.entries(all)) {
    const { p50, p99 } = await timed(ask, times)
    figure(`${name}-p50`, p50, 'ms')
    figure(`${name}-p99`, p99, 'ms', `${times} times, at the store`)
  }
}
