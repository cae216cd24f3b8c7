import type { Entry } from './gateway-link.ts'

/** A committed event of a device as it came over the wire; personal fields are not in it. */
export type WireEvent = {
  device: string
  event: string
  data: Record<string, unknown>
  wall: number | null
  seq: number
}

/** The event in an entry, or undefined if it is something else or malformed. */
export function eventOf(entry: Entry): WireEvent | undefined {
  const { type, device, event, data, seq, wall } = entry
  const fits =
    type === 'event' &&
    typeof device === 'string' &&
    typeof event === 'string' &&
    typeof data === 'object' &&
    data !== null &&
    typeof seq === 'number' &&
    (typeof wall === 'number' || wall === null)
  return fits ? (entry as unknown as WireEvent) : undefined
}

/** The message an event becomes. */
export const eventMessageOf = (event: WireEvent): { topic: string; payload: unknown; event: WireEvent } => ({
  topic: `${event.device}/${event.event}`,
  payload: event.data,
  event,
})
