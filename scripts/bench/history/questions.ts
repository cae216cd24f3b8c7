import type { Store } from '../../../cloud/src/store/store.ts'
import { percentile } from '../figure.ts'
import { EVERY_MS, Kitchen, SERIES_A_SITE } from './history.ts'
import type { Told } from './history-store.ts'

const DAY_MS = 24 * 3_600_000
const MAX_POINTS = 50_000

export type Question = { name: string; times: number; ask(): Promise<unknown> }
type Asked = { store: Store; kitchens: Told[]; start: number; end: number; random(): number }

/** The questions of a head office, each at a random place. Days begin at midnight UTC; the last is not sealed. */
export function questions({ store, kitchens, start, end, random }: Asked) {
  const pick = (count: number) => Math.floor(random() * count)
  const site = () => kitchens[pick(kitchens.length)]?.site ?? ''
  const device = () => Kitchen.device(pick(SERIES_A_SITE))
  const raw = (from: number, to: number) =>
    store.raw({
      site: site(),
      device: device(),
      point: 'air-temperature',
      from,
      to,
      timeUnknown: false,
      max: MAX_POINTS,
    })
  const days = Math.floor((end - start) / DAY_MS)
  /** As JSON: what a client gets. */
  const hourly = (from: number) =>
    store.json.siteRollups({ site: site(), from, to: end, days: null, after: 0, limit: SERIES_A_SITE })
  const sealedDay = () => start + pick(Math.max(1, days - 1)) * DAY_MS
  return {
    latestOfAll: () => Promise.all(kitchens.map(({ site }) => store.latest(site))),
    latestOfSite: () => store.latest(site()),
    sealedDay: () => {
      const from = sealedDay()
      return raw(from, from + DAY_MS)
    },
    unsealedDay: () => raw(end - DAY_MS, end),
    siteHours: (of: number) => hourly(end - of * DAY_MS),
    exact: async () => {
      const from = start + Math.floor(random() * (end - start - EVERY_MS))
      return raw(from, from + Math.ceil(EVERY_MS))
    },
    envelope: async () => {
      const { site, box } = kitchens[pick(kitchens.length)] as Told
      const seq = 1 + pick(SERIES_A_SITE * Math.floor((end - start) / EVERY_MS))
      const n = await store.batchOf(site, box, seq)
      return n === null ? null : store.envelope(site, box, n)
    },
  }
}

export type Percentiles = { p50: number; p99: number }
export const percentilesOf = (samples: number[]): Percentiles => ({
  p50: percentile(samples, 50),
  p99: percentile(samples, 99),
})

/** How long a question takes each time, ms, after a few that warm up. */
export async function timed(ask: () => Promise<unknown>, times: number): Promise<number[]> {
  const samples: number[] = []
  for (let i = -Math.ceil(times / 10); i < times; i++) {
    const started = performance.now()
    const answer = await ask()
    if (answer === null) throw new Error('the question found nothing')
    if (i >= 0) samples.push(performance.now() - started)
  }
  return samples
}
