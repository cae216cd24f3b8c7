import type { Additions, Catalogue } from '../../box/setup-client.ts'
import type { Device, Registry } from '../../box/shapes.ts'

export type Wanted = { kind: string; zone: string; name: string; positions: number[] }

/** `core-temp-probe-3`: the first number no device of that kind has. */
export function freshNumber(devices: readonly Pick<Device, 'id'>[], kind: string): number {
  const taken = new Set(devices.map(({ id }) => id))
  let n = 1
  while (taken.has(`${kind}-${n}`)) n++
  return n
}

/** A unit's id from where it hangs: `sensor-line-3`. */
export function unitIdOf(
  registry: Pick<Registry, 'units' | 'formerUnits'>,
  bus: string,
  address: string | number | undefined,
): string {
  const tail = String(address ?? 'unit')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  const stem = `${bus}-${tail || 'unit'}`.slice(0, 60)
  const taken = new Set([...registry.units, ...(registry.formerUnits ?? [])].map(({ id }) => id))
  if (!taken.has(stem)) return stem
  let n = 2
  while (taken.has(`${stem}-${n}`)) n++
  return `${stem}-${n}`
}

type Registered = Pick<Registry, 'devices'>
/** The devices a unit becomes: one for each position, numbered on from those there are. */
export function devicesOf({ devices }: Registered, unit: string, wanted: Wanted, many: boolean): Additions['devices'] {
  const made: { id: string }[] = [...devices]
  return wanted.positions.map((position, index) => {
    const n = freshNumber(made, wanted.kind)
    const id = `${wanted.kind}-${n}`
    made.push({ id })
    const name = wanted.positions.length === 1 ? wanted.name : `${wanted.name} ${index + 1}`
    return { id, kind: wanted.kind, zone: wanted.zone, name, unit, ...(many ? { position } : {}) }
  })
}

/** Zones a kind usually stands in first. */
export function zonesFor(catalogue: Catalogue | undefined, kind: string): Catalogue['zones'] {
  if (catalogue === undefined) return []
  const usual = catalogue.kinds.find(({ id }) => id === kind)?.zones ?? []
  const rank = (id: string) => (usual.includes(id) ? usual.indexOf(id) : usual.length)
  return [...catalogue.zones].sort((a, b) => rank(a.id) - rank(b.id))
}
