import { dayStarts } from '../rollup/days.ts'
import type { Availability } from '../routes/service/schema.ts'
import type { ServiceSpan, ServiceStore } from '../store/service.ts'
import { type Interval, type Outage, outagesOf, shareOf, tally } from './availability.ts'
import { SLOT_MS, slotAt, startOf } from './slots.ts'

/** Clause 6.3.2.1h: at least 99.9 %. */
const TARGET = 0.999
const DAY_MS = 24 * 3_600_000
const MONTH_DAYS = 30
const YEAR_DAYS = 365
const MOST_OUTAGES = 500

type Query = { days: number; timeZone: string; now: number }

/** What the service page shows: UTC ms. Days begin where they do in `timeZone`. */
export async function reportOf(store: ServiceStore, { days, timeZone, now }: Query): Promise<Availability> {
  const first = await store.firstServiceSlot()
  // The slot that is under way may still turn out to have been up.
  const until = startOf(slotAt(now))
  const since = first === null ? null : startOf(first)
  const year = now - YEAR_DAYS * DAY_MS
  const starts = dayStarts(timeZone, now - (days - 1) * DAY_MS, now + 1)
  const shown = { from: starts[0] ?? now, to: until }
  const earliest = Math.min(year, shown.from)
  const spans = await store.serviceSpans({ first: slotAt(earliest), last: slotAt(now) })
  const windows = await store.serviceWindows({ from: earliest, to: Number.MAX_SAFE_INTEGER })
  const measured = { from: Math.max(since ?? until, earliest), to: until }
  const outages = outagesOf(measured, spans, windows)
  const tallied = (whole: Interval) => {
    const counted = tally(clip(whole, measured), outages)
    return {
      ...whole,
      ...counted,
      availability: shareOf(counted, true),
      availabilityUnplanned: shareOf(counted, false),
    }
  }
  const listed = outages.filter(({ to }) => to > shown.from).reverse()
  const today = starts.at(-2) ?? shown.from
  return {
    now,
    since,
    slotSeconds: SLOT_MS / 1000,
    target: TARGET,
    periods: [
      { period: 'day', ...tallied({ from: today, to: now }) },
      { period: 'month', ...tallied({ from: now - MONTH_DAYS * DAY_MS, to: now }) },
      { period: 'year', ...tallied({ from: year, to: now }) },
    ],
    days: starts.slice(0, -1).map((from, index) => tallied({ from, to: starts[index + 1] ?? now })),
    outages: listed.slice(0, MOST_OUTAGES).map((outage) => clipped(outage, shown.from)),
    truncated: listed.length > MOST_OUTAGES,
    maintenance: windows.filter(({ to }) => to > shown.from),
    aggregators: aggregatorsOf(spans, now),
  }
}

const clip = (whole: Interval, by: Interval): Interval => {
  const from = Math.max(whole.from, by.from)
  return { from, to: Math.max(from, Math.min(whole.to, by.to)) }
}
const clipped = (outage: Outage, from: number): Outage => ({ ...outage, from: Math.max(outage.from, from) })

/** Those that said anything within the last day. */
function aggregatorsOf(spans: ServiceSpan[], now: number): Availability['aggregators'] {
  const day = now - DAY_MS
  const recent = Map.groupBy(
    spans.filter(({ last }) => startOf(last + 1) > day),
    ({ aggregator }) => aggregator,
  )
  return [...recent].map(([name, own]) => ({
    name,
    seenAt: Math.min(now, startOf((own.at(-1)?.last ?? 0) + 1)),
    spans: own.map(({ first, last, state }) => ({
      from: Math.max(day, startOf(first)),
      to: Math.min(now, startOf(last + 1)),
      state,
    })),
  }))
}
