import type { Device, RuleRow, Zone } from '../box/shapes.ts'
import { isChanged } from './effective.ts'

/** A rule in more rooms than this is one of the whole kitchen. */
const MOST_ROOMS = 3
export const SORTS = ['whole', 'records', 'stock', 'idle', 'off'] as const
export type Sort = (typeof SORTS)[number]
/** `zone`: a room; else one of the other sorts, or a way to look at all of them. */
export type Group = { key: string; zone?: Zone; sort?: Sort | 'advice' | 'changed'; rules: RuleRow[] }

/** Rooms in their order, what is of no room, and first what wants a person: what only advises, what was changed. */
export function groupsOf(rules: RuleRow[], zones: readonly Zone[], devices: readonly Device[]): Group[] {
  const roomOf = new Map(devices.map(({ id, zone }) => [id, zone]))
  const byGroup = new Map<string, RuleRow[]>()
  const put = (key: string, rule: RuleRow) => byGroup.set(key, [...(byGroup.get(key) ?? []), rule])
  for (const rule of rules) {
    const rooms = new Set(rule.devices.flatMap((device) => roomOf.get(device) ?? []))
    if (!rule.inForce) put('off', rule)
    else if (rooms.size > MOST_ROOMS) put('whole', rule)
    else if (rooms.size > 0) for (const room of rooms) put(`zone/${room}`, rule)
    else put('form' in rule.watch ? 'records' : 'quantity' in rule.watch ? 'stock' : 'idle', rule)
  }
  const held = rules.filter(({ inForce }) => inForce)
  const looks = [
    { key: 'changed', sort: 'changed' as const, rules: rules.filter(isChanged) },
    { key: 'advice', sort: 'advice' as const, rules: held.filter(({ advisory }) => advisory) },
  ]
  const rooms = zones.map((zone) => ({ key: `zone/${zone.id}`, zone, rules: byGroup.get(`zone/${zone.id}`) ?? [] }))
  const others = SORTS.map((sort) => ({ key: sort, sort, rules: byGroup.get(sort) ?? [] }))
  return [...rooms, ...others, ...looks].filter((group) => group.rules.length > 0)
}
