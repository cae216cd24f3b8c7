import { parseArgs } from 'node:util'
import { printFigure } from './figure.ts'
import { type BenchStore, ENGINES, type Engine, type Form } from './history/bench-store.ts'
import { DAYS, SERIES_A_SITE } from './history/history.ts'
import { END, type HistoryStore, historyStore, START } from './history/history-store.ts'
import { percentilesOf, questions, timed } from './history/questions.ts'
import { seeded } from './ingest/batches.ts'

const FORMS: Form[] = ['segments', 'chunks', 'envelopes', 'rollups']

/**
 * Questions over a month of readings, loaded through the store's own ingest as segments of 1–10 points, the last 24 h
 * unsealed and the rest sealed by the job. `--readings 100000000` (10,000 series; the default), `--engine sqlite`,
 * `--folder <folder>` (keeps what was loaded for another time).
 */
export default async function query(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      readings: { type: 'string', default: '100000000' },
      engine: { type: 'string' },
      folder: { type: 'string' },
    },
  })
  for (const engine of ENGINES)
    if ((values.engine ?? engine) === engine)
      await measure(engine, await historyStore(engine, Number(values.readings), values.folder))
}

async function measure(engine: Engine, { bench, held }: HistoryStore): Promise<void> {
  try {
    const figure = (name: string, value: number, unit: string, note?: string) =>
      printFigure({ name: `query-${engine}.${name}`, value, unit, ...(note === undefined ? {} : { note }) })
    figure('readings', held.readings, 'readings', `${held.kitchens.length * SERIES_A_SITE} series, ${DAYS} days`)
    for (const [what, ms] of Object.entries(held.spent)) figure(what, ms / 1000, 's')
    await printSizes(bench, figure)
    const asking = questions({ store: bench.store, kitchens: held.kitchens, start: START, end: END, random: seeded(3) })
    const all = {
      'latest-of-all': { ask: asking.latestOfAll, times: 60 },
      'series-day-sealed': { ask: asking.sealedDay, times: 500 },
      'series-day-unsealed': { ask: asking.unsealedDay, times: 500 },
      'site-month-hourly': { ask: () => asking.siteHours(DAYS), times: 100 },
      'exact-lookup': { ask: asking.exact, times: 500 },
      'envelope-of-entry': { ask: asking.envelope, times: 500 },
    }
    for (const [name, { ask, times }] of Object.entries(all)) {
      const { p50, p99 } = percentilesOf(await timed(ask, times))
      figure(`${name}-p50`, p50, 'ms')
      figure(`${name}-p99`, p99, 'ms', `${times} times, at the store`)
    }
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
