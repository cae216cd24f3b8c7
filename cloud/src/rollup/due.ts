import { HOUR_MS } from '../ingest/decoded.ts'

/** An hour of a series by its numbers in the keys. */
export type HourOfSeries = { site: number; series: number; hour: number }

/**
 * Which marked hours a pass takes: those before `settled`, and later ones of the sites whose turn it is, that is whose number
 * modulo `turns` is one of `count` from `first` on, round and round.
 */
export type Due = { settled: number; turns: number; first: number; count: number }
/** Where a pass goes on, in the order of sites, hours and series. */
export type Pass = { due: Due; after: HourOfSeries }
export type RolledUp = { done: number; next: HourOfSeries | null }

/** Beyond any hour there is. */
export const NO_HOUR = 2 ** 31 - 1
export const EVERYTHING: Due = { settled: NO_HOUR, turns: 1, first: 0, count: 1 }
export const FROM_THE_START: HourOfSeries = { site: 0, series: 0, hour: 0 }
export const WHOLE_PASS: Pass = { due: EVERYTHING, after: FROM_THE_START }

/** Whether the site's hours in progress are taken too. */
export const isItsTurn = (site: number, { turns, first, count }: Due): boolean => (site + turns - first) % turns < count

/**
 * An hour in progress changes with every batch, and each time all of it is read again: it has its turn once in `openHourMs`,
 * another share of the sites each time. What is over, and came late, has not long to wait.
 */
export class DueHours {
  private readonly intervalMs: number
  private readonly openHourMs: number
  private readonly turns: number
  private last = Number.NEGATIVE_INFINITY

  constructor({ intervalMs, openHourMs }: { intervalMs: number; openHourMs: number }) {
    this.intervalMs = intervalMs
    this.openHourMs = openHourMs
    this.turns = Math.max(1, Math.ceil(openHourMs / intervalMs))
  }

  /** What is due at `now` (UTC ms): all turns since the last time, and everything at first or where the clock was set back. */
  next(now: number): Due {
    const { turns } = this
    const turn = Math.floor(now / this.intervalMs)
    const passed = turn < this.last ? turns : Math.min(turns, turn - this.last)
    this.last = turn
    // The turn under way has had its first moment at least: a pass within it comes at once to what is marked then.
    const count = Math.max(1, passed)
    return {
      settled: Math.floor((now - this.openHourMs) / HOUR_MS),
      turns,
      first: (turn - count + 1) % turns,
      count,
    }
  }
}
