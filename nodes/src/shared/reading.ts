import type { Quality, Value } from '@zaojun/core'
import type { Entry } from './gateway-link.ts'

/** A committed reading as it came over the wire; `wall` is UTC ms or null while the box knew no time. */
export type WireReading = {
  device: string
  point: string
  value: Value
  quality: Quality
  origin: string
  reason?: string
  wall: number | null
  seq: number
}

/** The reading in an entry, or undefined if it is something else or malformed. */
export function readingOf(entry: Entry): WireReading | undefined {
  const { type, device, point, quality, origin, seq, wall } = entry
  const fits =
    type === 'reading' &&
    typeof device === 'string' &&
    typeof point === 'string' &&
    typeof quality === 'string' &&
    typeof origin === 'string' &&
    typeof seq === 'number' &&
    (typeof wall === 'number' || wall === null)
  return fits ? (entry as unknown as WireReading) : undefined
}

/** The message a reading becomes. `payload`: the value alone, or an object that says what it is. */
export function messageOf(
  reading: WireReading,
  output: 'value' | 'object',
  unit: string | undefined,
): { topic: string; payload: unknown; reading: WireReading } {
  const { device, point, value, quality, origin, reason, wall } = reading
  const whole = {
    device,
    point,
    value,
    quality,
    origin,
    ...(reason === undefined ? {} : { reason }),
    ...(unit === undefined ? {} : { unit }),
    at: wall,
  }
  return { topic: `${device}/${point}`, payload: output === 'object' ? whole : value, reading }
}
