import type { Entry, LatestReading, Value } from '../box/shapes.ts'

/** A point as last heard of. `basis` is this page's monotonic ms at which the value was measured. */
export type PointState = {
  device: string
  point: string
  value: Value
  quality: LatestReading['quality']
  origin: LatestReading['origin']
  reason?: string
  seq: number
  basis: number
  /** The last value there was, for a stale point: shown struck through with its own age, never as current. */
  lastHeld?: { value: Value; basis: number }
}
export type ReadingEntry = Extract<Entry, { type: 'reading' }>

function hold(state: PointState, before: PointState | undefined): PointState {
  if (state.value !== null) return { ...state, lastHeld: { value: state.value, basis: state.basis } }
  return before?.lastHeld === undefined ? state : { ...state, lastHeld: before.lastHeld }
}

/** `asked`: page ms when the answer was asked for, so that an age is never shown too young. */
export function fromLatest(row: LatestReading, asked: number, before: PointState | undefined): PointState {
  const { device, point, value, quality, origin, reason, seq, age } = row
  return hold({ device, point, value, quality, origin, reason, seq, basis: asked - age }, before)
}

export function fromEntry(entry: ReadingEntry, basis: number, before: PointState | undefined): PointState {
  const { device, point, value, quality, origin, reason, seq } = entry
  return hold({ device, point, value, quality, origin, reason, seq, basis }, before)
}

export const keyOf = (device: string, point: string): string => `${device}/${point}`
