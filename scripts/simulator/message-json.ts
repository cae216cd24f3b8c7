import type { Value } from '@zaojun/core'
import { type FieldSource, numberOf } from '@zaojun/device-profiles'
import { tidy } from '@zaojun/device-profiles/value'
import type { SimulatedUnit } from './simulated-unit.ts'

/** An event a simulated unit is told to send: the kind's event key and its fields. */
export type SimulatedEvent = {
  event: string
  fields: Record<string, number | boolean | string>
  key?: string
  /** Pictures that come with it. */
  pictures?: Uint8Array[]
}

/** What a unit would write for a channel's value: words, scale and offset undone. */
export function rawField(source: FieldSource, unit: SimulatedUnit, value: Value): Value {
  if (value === null) return source.sentinels?.[0]?.raw ?? null
  if (source.words !== undefined) {
    const word = Object.entries(source.words).find(([, meaning]) => meaning === value)?.[0] ?? null
    return word === 'true' || word === 'false' ? word === 'true' : word
  }
  if (typeof value !== 'number') return value
  const scale = numberOf(source.scale ?? 1, unit.params) ?? 1
  return tidy((value - (numberOf(source.offset ?? 0, unit.params) ?? 0)) / scale)
}

/** All field channels of a unit as it reads now: field name → raw value. */
export function rawFields(unit: SimulatedUnit): Record<string, Value> {
  const raw: Record<string, Value> = {}
  for (const [key, { from }] of Object.entries(unit.profile.channels))
    if ('field' in from) raw[from.field] = rawField(from, unit, unit.value(key))
  return raw
}

/** The fields of an event as the unit writes them, its sign (`when`) and key included. */
export function rawEvent(unit: SimulatedUnit, { event, fields, key }: SimulatedEvent): Record<string, Value> {
  const spec = unit.profile.events?.find((each) => each.event === event)
  if (spec === undefined) throw new Error(`${unit.unit.id} tells no ${event}`)
  const raw: Record<string, Value> = { [spec.when.field]: spec.when.in?.[0] ?? true }
  for (const [name, source] of Object.entries(spec.fields)) {
    const value = fields[name]
    if (value !== undefined) raw[source.field] = rawField(source, unit, value)
  }
  // A word for several fields may be a number in the message: written as the sign has it.
  const written = spec.when.in?.find((sign) => String(sign) === String(raw[spec.when.field]))
  if (written !== undefined) raw[spec.when.field] = written
  if (spec.key !== undefined && key !== undefined) raw[spec.key] = key
  return raw
}

/** Flat fields as the nested JSON they came from: `a.b.0` becomes `{ a: { b: [ … ] } }`. */
export function nested(fields: Record<string, Value>): unknown {
  const root: Record<string, unknown> = {}
  for (const [path, value] of Object.entries(fields)) {
    const steps = path.split('.')
    let at: Record<string, unknown> = root
    steps.forEach((step, index) => {
      if (index === steps.length - 1) at[step] = value
      else {
        const digit = /^[0-9]+$/.test(steps[index + 1] ?? '')
        at[step] ??= digit ? [] : {}
        at = at[step] as Record<string, unknown>
      }
    })
  }
  return root
}
