import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Clock as ClockQuality, Era } from '@zaojun/core'

/** Wall and monotonic clocks differ by one constant within an era; a step beyond this starts the next era. */
export const STEP_TOLERANCE_MS = 50
/** A wall clock before this was never set since boot (2026-01-01 UTC). */
export const EARLIEST_PLAUSIBLE_MS = Date.UTC(2026, 0, 1)

/** How often the mark of a synchronised clock is looked for. */
const SYNC_CHECK_MS = 10_000

/** Where time comes from; tests pass their own. `mono` is ms since this boot, `wall` UTC ms. */
export type TimeSource = { boot: string; mono(): number; wall(): number; synced(): boolean }

/** The machine's clocks: the boot id and CLOCK_MONOTONIC of Linux, and timesyncd's mark. */
export function systemTime(): TimeSource {
  const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const mono = () => {
    const [seconds, nanoseconds] = process.hrtime()
    return seconds * 1000 + Math.floor(nanoseconds / 1e6)
  }
  let synced = false
  let lookAgainAt = 0
  return {
    boot: createHash('sha256').update(id).digest('hex').slice(0, 16),
    mono,
    wall: () => Date.now(),
    synced: () => {
      if (mono() >= lookAgainAt) {
        synced = existsSync('/run/systemd/timesync/synchronized')
        lookAgainAt = mono() + SYNC_CHECK_MS
      }
      return synced
    },
  }
}

export type Moment = { era: number; mono: number; wall: number | null; clock: ClockQuality }

/**
 * Stamps entries. Every stamp's wall time is mono + the era's offset, so nothing is ever re-stamped:
 * when the clock is set, a new era begins and `onEra` hears of it before any entry is stamped with it.
 */
export class BoxClock {
  private readonly time: TimeSource
  private readonly onEra: (era: Era) => void
  private current: Era | undefined

  constructor(time: TimeSource, onEra: (era: Era) => void) {
    this.time = time
    this.onEra = onEra
  }

  /** Continues the ledger's newest era where it still holds, else begins the next. */
  start(last: Era | undefined): void {
    const now = this.measure()
    const holds = last !== undefined && last.boot === this.time.boot && this.same(last, now)
    this.current = holds ? last : { ...now, era: (last?.era ?? 0) + 1 }
    if (!holds) this.onEra(this.current)
  }

  get era(): Era {
    if (this.current === undefined) throw new Error('the clock was not started')
    return this.current
  }

  mono(): number {
    return this.time.mono()
  }

  now(): Moment {
    const measured = this.measure()
    if (!this.same(this.era, measured)) {
      this.current = { ...measured, era: this.era.era + 1 }
      this.onEra(this.current)
    }
    const { era, offset, clock } = this.era
    const mono = this.time.mono()
    return { era, mono, wall: offset === null ? null : mono + offset, clock }
  }

  private measure(): Omit<Era, 'era'> {
    const wall = this.time.wall()
    const boot = this.time.boot
    if (wall < EARLIEST_PLAUSIBLE_MS) return { boot, offset: null, clock: 'unknown' }
    return { boot, offset: wall - this.time.mono(), clock: this.time.synced() ? 'synced' : 'unsynced' }
  }

  private same(era: Omit<Era, 'era'>, now: Omit<Era, 'era'>): boolean {
    if (era.clock !== now.clock) return false
    if (era.offset === null || now.offset === null) return era.offset === now.offset
    return Math.abs(era.offset - now.offset) <= STEP_TOLERANCE_MS
  }
}
