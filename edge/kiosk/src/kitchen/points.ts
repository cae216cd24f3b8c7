import type { LatestReading, Value } from '../box/shapes.ts'

/** A point as last heard of. `basis` is this page's monotonic ms at which the value came to the box. */
export type PointState = {
  device: string
  point: string
  value: Value
  quality: LatestReading['quality']
  origin: LatestReading['origin']
  reason?: string
  seq: number | null
  basis: number
  /** Page ms at which this page heard of it. */
  heard: number
  /** The last value there was, for a stale point: shown struck through with its own age, never as current. */
  lastHeld?: { value: Value; basis: number }
}

/** `asked`: page ms when the row was asked for or came in, so that an age is never shown too young. */
export function pointState(row: LatestReading, asked: number, before: PointState | undefined): PointState {
  const { device, point, value, quality, origin, reason, seq, age } = row
  const state = { device, point, value, quality, origin, reason, seq, basis: asked - age, heard: asked }
  if (value !== null) return { ...state, lastHeld: { value, basis: state.basis } }
  return before?.lastHeld === undefined ? state : { ...state, lastHeld: before.lastHeld }
}

export const keyOf = (device: string, point: string): string => `${device}/${point}`
