import type { Value } from '@zaojun/core'
import type { ToldEvent } from './message/events.ts'
import type { ChannelValues } from './unit-decoder.ts'

/** What a vector says must come out of its bytes. */
export type Expected = {
  values?: Record<string, Value>
  reasons?: Record<string, string>
  within?: number
  events?: Record<string, Record<string, Value>>
}

/** The first thing that came out otherwise, in words; undefined when all is as expected. */
export function difference(
  got: ChannelValues,
  told: readonly ToldEvent[],
  { values = {}, reasons = {}, within = 0, events = {} }: Expected,
): string | undefined {
  for (const [event, wanted] of Object.entries(events)) {
    const fields = told.find((each) => each.event === event)?.fields
    for (const [name, value] of Object.entries(wanted))
      if ((fields?.[name] ?? null) !== value) return `${event}/${name} reads ${fields?.[name]}`
  }
  for (const [key, value] of Object.entries(values)) {
    // A channel that a message does not carry has no value either.
    const read = got[key]?.value ?? null
    const near = typeof read === 'number' && typeof value === 'number' && Math.abs(read - value) <= within
    if (read !== value && !near) return `${key} reads ${read}`
  }
  for (const [key, reason] of Object.entries(reasons))
    if (got[key]?.reason !== reason) return `${key} gives ${got[key]?.reason ?? 'no reason'}`
  return undefined
}
