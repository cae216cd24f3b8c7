import { good } from '../value.ts'
import type { Fields } from './message.ts'

/** A message deeper or broader than this is no measurement. */
const MAX_DEPTH = 8
const MAX_FIELDS = 512
const MAX_TEXT = 1024
const decoder = new TextDecoder('utf-8', { fatal: true })

/** A JSON text as flat fields: `points.core.v`, `list.0.id`. Nulls and empty containers give no field. */
export function jsonFields(bytes: Uint8Array): Fields | { error: string } {
  let parsed: unknown
  try {
    parsed = JSON.parse(decoder.decode(bytes))
  } catch {
    return { error: 'not-json' }
  }
  const fields: Fields = Object.create(null)
  const fault = flatten(parsed, '', 0, fields, { left: MAX_FIELDS })
  return fault === undefined ? fields : { error: fault }
}

function flatten(
  value: unknown,
  path: string,
  depth: number,
  into: Fields,
  budget: { left: number },
): string | undefined {
  if (value === null) return undefined
  if (typeof value === 'object') {
    if (depth >= MAX_DEPTH) return 'too-deep'
    for (const [key, inner] of Object.entries(value)) {
      const fault = flatten(inner, path === '' ? key : `${path}.${key}`, depth + 1, into, budget)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  if (budget.left-- === 0) return 'too-many-fields'
  if (typeof value === 'string' && value.length > MAX_TEXT) return 'too-long'
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
    into[path === '' ? 'value' : path] = good(value)
  return undefined
}
