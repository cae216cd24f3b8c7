import { type BoxRange, runsOf } from '@zaojun/core'
import type { BatchNote } from '../ledger/sealer.ts'

/** The batches not yet acknowledged: one chain, two cursors (design 6). Each batch is in one lane's hands at a time. */
export class Outgoing {
  /** By number, ascending but for what the cloud asked for again. */
  private readonly notes = new Map<number, BatchNote>()
  private readonly inFlight = new Set<number>()
  private oldestKept = 1
  private newestSealed = 0

  load(state: { oldest: number; newest: number; pending: BatchNote[] }): void {
    this.notes.clear()
    this.oldestKept = Math.max(1, state.oldest)
    this.newestSealed = state.newest
    for (const note of state.pending) this.notes.set(note.n, note)
  }

  add(notes: BatchNote[]): void {
    for (const note of notes) {
      this.notes.set(note.n, note)
      this.newestSealed = Math.max(this.newestSealed, note.n)
    }
  }

  /** Takes the newest (live data first) or the oldest (the backlog) batch that nobody is sending. */
  take(which: 'newest' | 'oldest'): BatchNote | undefined {
    let chosen: BatchNote | undefined
    for (const note of this.notes.values()) {
      if (this.inFlight.has(note.n)) continue
      chosen = note
      if (which === 'oldest') break
    }
    if (chosen !== undefined) this.inFlight.add(chosen.n)
    return chosen
  }

  /** The batch stays pending and may be taken again. */
  giveBack(n: number): void {
    this.inFlight.delete(n)
  }

  done(n: number): void {
    this.inFlight.delete(n)
    this.notes.delete(n)
  }

  get newest(): number {
    return this.newestSealed
  }

  get batches(): number {
    return this.notes.size
  }

  get readings(): number {
    let sum = 0
    for (const { readings } of this.notes.values()) sum += readings
    return sum
  }

  get oldest(): number | undefined {
    return this.notes.keys().next().value
  }

  /** What the box says of itself beside each request; past 64 runs the last ones are told as one. */
  range(): BoxRange {
    const pending = runsOf([...this.notes.keys()].sort((a, b) => a - b))
    return { oldest: this.oldestKept, newest: Math.max(this.newestSealed, this.oldestKept), pending }
  }
}
