import { good } from '../value.ts'
import { type FieldName, type PointPart, ROOT } from './field-names.ts'
import { type Fields, noFields } from './message.ts'

/** A message deeper or broader than this is no measurement. */
const MAX_DEPTH = 8
const MAX_FIELDS = 512
const MAX_TEXT = 1024
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Under way: the fields so far, how many more there may be, and those that are part of a point of the contract. */
type Flat = { fields: Fields; left: number; parts: PointPart[] | undefined }

/** A JSON text as flat fields: `points.core.v`, `list.0.id`. Nulls and empty containers give no field. */
export function jsonFields(bytes: Uint8Array): Fields | { error: string } {
  const flat = flatJson(bytes)
  return 'error' in flat ? flat : flat.fields
}

/** The same, and which of them are `points.<point>.value` or `points.<point>.quality`. */
export function flatJson(bytes: Uint8Array): Flat | { error: string } {
  let parsed: unknown
  try {
    parsed = JSON.parse(decoder.decode(bytes))
  } catch {
    return { error: 'not-json' }
  }
  const flat: Flat = { fields: noFields(), left: MAX_FIELDS, parts: undefined }
  if (typeof parsed !== 'object') {
    if (typeof parsed === 'string' && parsed.length > MAX_TEXT) return { error: 'too-long' }
    flat.fields.value = good(parsed as string | number | boolean)
    return flat
  }
  const fault = parsed === null ? undefined : flatten(parsed as Record<string, unknown>, ROOT, 0, flat)
  return fault === undefined ? flat : { error: fault }
}

function flatten(value: Record<string, unknown>, at: FieldName, depth: number, flat: Flat): string | undefined {
  if (depth >= MAX_DEPTH) return 'too-deep'
  for (const key in value) {
    const inner = value[key]
    if (inner === null) continue
    if (typeof inner === 'object') {
      const fault = flatten(inner as Record<string, unknown>, at.under(key), depth + 1, flat)
      if (fault !== undefined) return fault
      continue
    }
    if (flat.left-- === 0) return 'too-many-fields'
    if (typeof inner === 'string' && inner.length > MAX_TEXT) return 'too-long'
    // Most messages are flat: nothing to be joined, and no part of a point.
    if (at === ROOT) {
      flat.fields[key] = good(inner as string | number | boolean)
      continue
    }
    const name = at.under(key)
    flat.fields[name.name] = good(inner as string | number | boolean)
    if (name.pointPart === undefined) continue
    flat.parts ??= []
    flat.parts.push(name.pointPart)
  }
  return undefined
}
