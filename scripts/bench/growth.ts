import { parseArgs } from 'node:util'
import { median, printFigure } from './figure.ts'
import { type BenchStore, ENGINES, type Engine, openBenchStore } from './history/bench-store.ts'
import { EVERY_MS, Kitchen, rounds, SERIES_A_SITE } from './history/history.ts'
import { END, type HistoryStore, historyStore, START, type Told } from './history/history-store.ts'
import { type Clock, Loader } from './history/load.ts'
import { type Percentiles, percentilesOf, questions, timed } from './history/questions.ts'
import { seeded } from './ingest/batches.ts'

const DAY_MS = 24 * 3_600_000
/** Of each series of a kitchen that comes new: three days, of which the last is not sealed. */
const SAMPLES = 1_000
const SPAN_MS = SAMPLES * EVERY_MS
const READINGS_A_SITE = SAMPLES * SERIES_A_SITE
const PAIRS = 7
/** Questions of one kind to one store at a time; the stores take turns. */
const TIMES_A_TURN = 100
const TURNS = 5
const MICROSECONDS = 1_000_000

type Grown = { bench: BenchStore; clock: Clock; held: number }
type Asked = { bench: BenchStore; kitchens: Told[]; end: number }

/**
 * What a reading costs (ingest, roll-ups and sealing; CPU of the process and the database server) and how long questions
 * about one kitchen take, in a store of 100,000 readings and in one of very many. Both have the same work by turns, so
 * that what else the machine does meets both. `--readings 100000000 --engine sqlite|postgres` (both), `--folder <folder>`
 * (a store kept by `query`, which grows a little by this).
 */
export default async function growth(args: string[]): Promise<void> {
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

async function measure(engine: Engine, { bench, clock, held }: HistoryStore): Promise<void> {
  const figure = (name: string, value: number, unit: string, baseline: number, note: string) =>
    printFigure({ name: `growth-${engine}.${name}`, value, unit, baseline, ratio: value / baseline, note })
  const large: Grown = { bench, clock, held: (await bench.store.sites()).length }
  let small = await smallStore(engine)
  try {
    figure('readings', held.readings, 'readings', READINGS_A_SITE, `${held.kitchens.length * SERIES_A_SITE} series`)
    const costs: { small: number; large: number }[] = []
    for (let pair = 0; pair < PAIRS; pair++) {
      if (pair > 0) {
        await small.bench.close()
        small = await smallStore(engine)
      }
      costs.push({ small: await grow(small), large: await grow(large) })
      console.error(`${engine}: ${pair + 1}/${PAIRS}`)
    }
    const making = generator(large.held)
    const note = `${PAIRS} pairs of ${READINGS_A_SITE} readings, medians, less ${making.toFixed(2)} for making batches; at most 1.2`
    const cost = (size: 'small' | 'large') => median(costs.map((each) => each[size])) - making
    figure('cpu', cost('large'), 'µs/reading', cost('small'), note)
    const smallKitchens = await toldOfStore(small.bench)
    const answers = await askByTurns(
      { bench: small.bench, kitchens: smallKitchens, end: START + SPAN_MS },
      { bench, kitchens: held.kitchens, end: END },
    )
    for (const { name, small: few, large: many } of answers) {
      figure(`${name}-p50`, many.p50, 'ms', few.p50, `${TURNS * TIMES_A_TURN} times by turns, at the store`)
      figure(`${name}-p99`, many.p99, 'ms', few.p99, `${TURNS * TIMES_A_TURN} times by turns, at the store; at most 2`)
    }
  } finally {
    await small.bench.close()
    await bench.close()
  }
}

async function smallStore(engine: Engine): Promise<Grown> {
  const clock: Clock = { now: START }
  const store = { bench: await openBenchStore(engine, () => clock.now), clock, held: 0 }
  await grow(store)
  return store
}

async function toldOfStore({ store }: BenchStore): Promise<Told[]> {
  const sites = await store.sites()
  return Promise.all(sites.map(async ({ id }) => ({ site: id, box: (await store.boxes(id))[0]?.id ?? '' })))
}

/** CPU µs a reading of one more kitchen, with what the jobs do about it. */
async function grow(grown: Grown): Promise<number> {
  const { bench, clock, held } = grown
  const loader = new Loader(bench.store, clock, START, held)
  await loader.enrol(1)
  grown.held++
  const before = bench.cpu()
  await loader.load(SAMPLES)
  await loader.sealRest()
  return ((bench.cpu() - before) * MICROSECONDS) / READINGS_A_SITE
}

/** CPU µs a reading of making the batches: signing, compressing and taking apart. */
function generator(index: number): number {
  const kitchen = new Kitchen(index + 1, START)
  const before = process.cpuUsage()
  for (const points of rounds(SAMPLES)) kitchen.next(points)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / READINGS_A_SITE
}

/** The same questions to both, a few at a time. */
async function askByTurns(small: Asked, large: Asked) {
  const asked = { small: askingOf(small), large: askingOf(large) }
  const answers: { name: string; small: Percentiles; large: Percentiles }[] = []
  for (const name of Object.keys(asked.small) as (keyof typeof asked.small)[]) {
    const samples: { small: number[]; large: number[] } = { small: [], large: [] }
    for (let turn = 0; turn < TURNS; turn++)
      for (const size of ['small', 'large'] as const)
        samples[size].push(...(await timed(asked[size][name], TIMES_A_TURN)))
    answers.push({ name, small: percentilesOf(samples.small), large: percentilesOf(samples.large) })
  }
  return answers
}

function askingOf({ bench, kitchens, end }: Asked) {
  const asking = questions({ store: bench.store, kitchens, start: START, end, random: seeded(3) })
  return {
    'latest-of-site': asking.latestOfSite,
    'series-day-sealed': asking.sealedDay,
    'series-day-unsealed': asking.unsealedDay,
    'site-hourly': () => asking.siteHours(SPAN_MS / DAY_MS),
    'exact-lookup': asking.exact,
    'envelope-of-entry': asking.envelope,
  }
}
