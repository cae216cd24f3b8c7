import type { Value } from '@zaojun/core'
import type { Rule } from '@zaojun/device-profiles'

const SECOND_MS = 1000
const HOUR_MS = 3_600_000
/** A mean says something once so much of its time is covered by good values: 45 minutes of an hour (HJ 212). */
const COVERED_SHARE = 0.75

/** Turns the values of a point into the one that is compared. Times are monotonic ms. */
export interface OverTime {
  /** A good value from here on. */
  see(value: Value, mono: number): void
  /** Nothing is known from here on. */
  lose(mono: number): void
  /** The value to compare; undefined while there is none. */
  at(mono: number): Value | undefined
}

export function overTime(over: Rule['over']): OverTime {
  if (over === undefined) return new Last()
  if ('mean' in over) return new Mean(over.mean * SECOND_MS)
  if ('lag' in over) return new Lag(over.lag * SECOND_MS)
  return 'perHour' in over ? new Rise(over.perHour * SECOND_MS) : new Within(over.within)
}

class Last implements OverTime {
  private value: Value | undefined

  see(value: Value): void {
    this.value = value
  }

  lose(): void {}

  at(): Value | undefined {
    return this.value
  }
}

type Stretch = { from: number; value: number | undefined }

/** Weighted by time over the window; a stretch without good values weighs nothing. */
class Mean implements OverTime {
  private readonly windowMs: number
  private readonly stretches: Stretch[] = []

  constructor(windowMs: number) {
    this.windowMs = windowMs
  }

  see(value: Value, mono: number): void {
    this.push(typeof value === 'number' ? value : undefined, mono)
  }

  lose(mono: number): void {
    this.push(undefined, mono)
  }

  at(mono: number): number | undefined {
    const start = mono - this.windowMs
    while ((this.stretches[1]?.from ?? Number.POSITIVE_INFINITY) <= start) this.stretches.shift()
    let sum = 0
    let covered = 0
    for (const [index, { from, value }] of this.stretches.entries()) {
      const length = (this.stretches[index + 1]?.from ?? mono) - Math.max(from, start)
      if (value === undefined || length <= 0) continue
      sum += value * length
      covered += length
    }
    return covered < this.windowMs * COVERED_SHARE ? undefined : sum / covered
  }

  private push(value: number | undefined, from: number): void {
    if (this.stretches.at(-1)?.value !== value) this.stretches.push({ from, value })
  }
}

/**
 * What a body reads that follows the value as a first-order lag does, such as food in the air of a cold store. It begins
 * at the first value, and stands still while nothing is known.
 */
class Lag implements OverTime {
  private readonly constantMs: number
  private body: number | undefined
  private around: number | undefined
  private since = 0

  constructor(constantMs: number) {
    this.constantMs = constantMs
  }

  see(value: Value, mono: number): void {
    this.follow(typeof value === 'number' ? value : undefined, mono)
  }

  lose(mono: number): void {
    this.follow(undefined, mono)
  }

  at(mono: number): number | undefined {
    if (this.body === undefined || this.around === undefined) return undefined
    return this.around + (this.body - this.around) * Math.exp((this.since - mono) / this.constantMs)
  }

  private follow(around: number | undefined, mono: number): void {
    this.body = this.at(mono) ?? this.body ?? around
    this.around = around
    this.since = mono
  }
}

/** How much a value rose over the window, as if for an hour; undefined until the whole window is known. */
class Rise implements OverTime {
  private readonly windowMs: number
  private seen: { mono: number; value: number }[] = []

  constructor(windowMs: number) {
    this.windowMs = windowMs
  }

  see(value: Value, mono: number): void {
    if (typeof value === 'number') this.seen.push({ mono, value })
    else this.lose()
  }

  lose(): void {
    this.seen = []
  }

  at(mono: number): number | undefined {
    const start = mono - this.windowMs
    while ((this.seen[1]?.mono ?? Number.POSITIVE_INFINITY) <= start) this.seen.shift()
    const [first] = this.seen
    const last = this.seen.at(-1)
    if (first === undefined || last === undefined || first.mono > start) return undefined
    return ((last.value - first.value) * HOUR_MS) / this.windowMs
  }
}

/** The seconds in a row a value stood between two bounds; what is not known leaves the clock running. */
class Within implements OverTime {
  private readonly above: number
  private readonly below: number
  private since: number | undefined

  constructor({
    above = Number.NEGATIVE_INFINITY,
    below = Number.POSITIVE_INFINITY,
  }: { above?: number; below?: number }) {
    this.above = above
    this.below = below
  }

  see(value: Value, mono: number): void {
    const inside = typeof value === 'number' && value > this.above && value < this.below
    this.since = inside ? (this.since ?? mono) : undefined
  }

  lose(): void {}

  at(mono: number): number {
    return this.since === undefined ? 0 : (mono - this.since) / SECOND_MS
  }
}
