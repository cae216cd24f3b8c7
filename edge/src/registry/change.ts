import { isDeepStrictEqual } from 'node:util'
import type { Bus, Registry, Unit } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import { unitAt } from './addresses.ts'
import { fail } from './errors.ts'
import { deviceEvents, itemEvents } from './events.ts'
import type { Change, RegistryEvent, RegistryMemory } from './memory.ts'

type Lists = Partial<Pick<Registry, 'buses' | 'units' | 'devices' | 'formerUnits' | 'calibrations'>>

/** The change that replaces these lists, with an event for each thing in them that came, went or changed. */
export function changeOf(registry: Registry, memory: RegistryMemory, lists: Lists, told: RegistryEvent[] = []): Change {
  const keys = Object.keys(lists) as (keyof Lists)[]
  if (keys.every((key) => sameItems(registry[key] ?? [], lists[key] ?? [])))
    return { registry, memory, changed: false, events: [] }
  const after = { ...registry, ...lists }
  const events = [...told]
  if (lists.buses) events.push(...itemEvents('bus', registry.buses, lists.buses))
  if (lists.units) events.push(...itemEvents('unit', registry.units, lists.units))
  if (lists.devices) events.push(...deviceEvents(registry.devices, lists.devices))
  return { registry: { ...after, revision: registry.revision + 1 }, memory, changed: true, events }
}

/** Most items are the very same: only the others are looked into. A list may hold thousands, and many changes follow. */
const sameItems = (before: readonly unknown[], after: readonly unknown[]): boolean =>
  before.length === after.length &&
  after.every((item, index) => item === before[index] || isDeepStrictEqual(item, before[index]))

/** Several changes as one, all or nothing: each sees what the one before it led to. */
export function together(
  registry: Registry,
  memory: RegistryMemory,
  steps: ((registry: Registry, memory: RegistryMemory) => Change)[],
): Change {
  let change: Change = { registry, memory, changed: false, events: [] }
  for (const step of steps) {
    const next = step(change.registry, change.memory)
    change = { ...next, changed: change.changed || next.changed, events: [...change.events, ...next.events] }
  }
  if (!change.changed) return change
  return { ...change, registry: { ...change.registry, revision: registry.revision + 1 } }
}

export const put = <Item extends { id: string }>(items: Item[], item: Item): Item[] =>
  items.some((other) => other.id === item.id)
    ? items.map((other) => (other.id === item.id ? item : other))
    : [...items, item]

export const without = <Value>(record: Record<string, Value>, id: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== id))

/** TLS is for a broker of others; anywhere else it would be passed over in silence. */
export function checkBus({ id, transport, host, tls }: Bus): void {
  if (tls !== undefined && (transport !== 'mqtt' || host === undefined))
    throw fail('REGISTRY_BUS_TLS', { name: id, place: id })
}

/** A unit's bus and profile must exist, its address must be free and its id that of no former unit. */
export function checkUnit({ buses, units, formerUnits }: Registry, catalogue: Catalogue, unit: Unit): void {
  const place = unit.id
  const former = formerUnits?.find(({ id }) => id === unit.id)
  if (former !== undefined) throw fail('REGISTRY_UNIT_FORMER', { name: `${unit.id} → ${former.replacedBy}`, place })
  if (!buses.some((bus) => bus.id === unit.bus)) throw fail('REGISTRY_BUS_UNKNOWN', { name: unit.bus, place })
  if (!catalogue.profiles.has(unit.profile)) throw fail('REGISTRY_PROFILE_UNKNOWN', { name: unit.profile, place })
  const other = unitAt(units, unit)
  if (other !== undefined) throw fail('REGISTRY_ADDRESS_TAKEN', { name: `${unit.address} (${other.id})`, place })
}
