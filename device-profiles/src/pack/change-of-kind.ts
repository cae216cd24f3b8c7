import type { Kind } from '../kind.ts'

/**
 * What a new text of a kind breaks for those who use it: a point, event or command gone, a value or unit that is
 * another, a safeguard taken away. Undefined where it only adds.
 */
export function changeOfKind(before: Kind, now: Kind | undefined): string | undefined {
  if (now === undefined) return 'is gone'
  for (const [key, point] of Object.entries(before.points)) {
    const next = now.points[key]
    if (next === undefined) return `point ${key} is gone`
    if (next.value !== point.value || next.unit !== point.unit) return `point ${key} differs in value or unit`
    if (next.onlyTo !== point.onlyTo || next.harmsPeople !== point.harmsPeople || next.tells !== point.tells)
      return `point ${key} differs in what it may do to people`
  }
  for (const [key, { fields }] of Object.entries(before.events ?? {})) {
    const next = now.events?.[key]
    if (next === undefined) return `event ${key} is gone`
    for (const [name, field] of Object.entries(fields)) {
      const other = next.fields[name]
      if (other?.value !== field.value || other.unit !== field.unit) return `field ${key}/${name} differs`
      if (field.personal !== undefined && other.personal === undefined)
        return `field ${key}/${name} is no longer personal`
    }
  }
  for (const key of Object.keys(before.commands ?? {}))
    if (now.commands?.[key] === undefined) return `command ${key} is gone`
  return undefined
}
