import { Backoff } from '../../backoff.ts'

/** Failures in a row after which a unit's breaker opens. */
export const TRIP_AFTER = 3
const PROBE_FIRST_MS = 2_000
const PROBE_CAP_MS = 30_000
/** While others live, dead units together may hold the bus for one part in this many of its time. */
const PROBE_SHARE = 40

/** A question a unit is asked again and again, and the channels its answer feeds. */
export type Ask = { pollMs: number; channels: readonly string[] }
type Row<A> = { ask: A; pollMs: number; dueAt: number }
type Entry<A> = { id: string; rows: Row<A>[]; failures: number; tripped: boolean; probeAt: number; backoff: Backoff }

export type Turn<A> = { unit: string; ask: A; probe: boolean }

/**
 * Whose turn it is on one bus, worked out from the time alone: the question that has waited longest goes first. A unit
 * that fails `TRIP_AFTER` times is only probed from then on, ever more rarely, and never for more than a small share
 * of the bus's time, so that the living keep their rate.
 */
export class Schedule<A extends Ask> {
  private readonly random: () => number
  private readonly entries = new Map<string, Entry<A>>()
  private probesFrom = 0

  constructor(random: () => number) {
    this.random = random
  }

  add(id: string, asks: readonly A[], now: number, pollMs?: number): void {
    const rows = asks.map((ask) => ({ ask, pollMs: pollMs ?? ask.pollMs, dueAt: now }))
    const backoff = new Backoff(PROBE_FIRST_MS, PROBE_CAP_MS, this.random)
    this.entries.set(id, { id, rows, failures: 0, tripped: false, probeAt: now, backoff })
  }

  remove(id: string): void {
    this.entries.delete(id)
  }

  /** Every unit starts afresh: the bus itself was away. */
  restart(now: number): void {
    this.probesFrom = now
    for (const entry of this.entries.values()) {
      entry.failures = 0
      entry.tripped = false
      entry.backoff.reset()
      for (const row of entry.rows) row.dueAt = now
    }
  }

  /** The next question, or how long there is nothing to do, ms. */
  next(now: number): Turn<A> | { waitMs: number } {
    const alive = [...this.entries.values()].some((entry) => !entry.tripped && entry.rows.length > 0)
    let soonest = Number.POSITIVE_INFINITY
    let chosen: { entry: Entry<A>; row: Row<A> } | undefined
    for (const entry of this.entries.values()) {
      const [first] = entry.rows
      if (entry.tripped && first) {
        const probeAt = alive ? Math.max(entry.probeAt, this.probesFrom) : entry.probeAt
        if (probeAt <= now) return { unit: entry.id, ask: first.ask, probe: true }
        soonest = Math.min(soonest, probeAt)
        continue
      }
      for (const row of entry.rows) {
        if (!chosen || row.dueAt < chosen.row.dueAt) chosen = { entry, row }
        soonest = Math.min(soonest, row.dueAt)
      }
    }
    if (!chosen || chosen.row.dueAt > now) return { waitMs: soonest - now }
    return { unit: chosen.entry.id, ask: chosen.row.ask, probe: false }
  }

  /** Puts the row's next turn one interval on; a bus that cannot keep up slips, it does not save up turns. */
  taken({ unit, ask }: Turn<A>, now: number): void {
    const row = this.entries.get(unit)?.rows.find((each) => each.ask === ask)
    if (row) row.dueAt = row.dueAt + row.pollMs > now ? row.dueAt + row.pollMs : now + row.pollMs
  }

  /** The unit has answered, whatever it said. Gives whether this closed its breaker. */
  answered(unit: string, now: number): boolean {
    const entry = this.entries.get(unit)
    if (!entry) return false
    const recovered = entry.tripped
    entry.failures = 0
    entry.tripped = false
    entry.backoff.reset()
    if (recovered) {
      this.probesFrom = now
      for (const row of entry.rows) row.dueAt = now + row.pollMs
    }
    return recovered
  }

  /** The unit has not answered; `tookMs` of the bus went on it. `tripped`: its breaker opened, or stays open. */
  failed(unit: string, now: number, tookMs: number): { tripped: boolean; attempt: number } {
    const entry = this.entries.get(unit)
    if (!entry) return { tripped: false, attempt: 0 }
    entry.failures++
    if (entry.tripped) this.probesFrom = now + tookMs * PROBE_SHARE
    if (entry.failures >= TRIP_AFTER) {
      entry.tripped = true
      entry.probeAt = now + entry.backoff.next()
    }
    return { tripped: entry.tripped, attempt: entry.failures }
  }
}
