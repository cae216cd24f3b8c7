import { isDeepStrictEqual } from 'node:util'
import {
  type Device,
  type DeviceProposal,
  type ProposalResult,
  type Registry,
  reasonOf,
  Snapshot,
  type Unit,
  ZaojunError,
} from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import { Compile } from 'typebox/compile'
import { unitAt, unitsThatStay } from './addresses.ts'
import { deviceOf, needsUnit } from './binding.ts'
import { checkBus } from './change.ts'
import { fail } from './errors.ts'
import { deviceEvents, itemEvents } from './events.ts'
import { type Change, type Holder, type RegistryMemory, UNNAMED_SOURCE } from './memory.ts'
import { sinceReplaced } from './replacing.ts'

const snapshotCheck = Compile(Snapshot)

export type SnapshotOutcome = Change & { results: ProposalResult[] }

/**
 * Applies the whole node set of one started flow revision (design 3), all or nothing. Returns how each proposed
 * device was taken. An empty snapshot changes nothing; a malformed or older one throws (`REGISTRY_SNAPSHOT_…`,
 * `REGISTRY_BUS_TWICE`, `REGISTRY_UNIT_TWICE`) and changes nothing. No device is ever removed.
 */
export function applySnapshot(
  registry: Registry,
  catalogue: Catalogue,
  given: Snapshot,
  memory: RegistryMemory,
  source: string = UNNAMED_SOURCE,
): SnapshotOutcome {
  refuseBroken(given, memory.sources[source])
  const snapshot = sinceReplaced(given, registry)
  if (snapshot.buses.length + snapshot.units.length + snapshot.devices.length === 0)
    return { registry, memory, changed: false, events: [], results: [] }

  const next = structuredClone(memory)
  next.sources[source] = { generation: snapshot.generation, revision: snapshot.revision }
  const buses = new Map(registry.buses.map((bus) => [bus.id, bus]))
  for (const bus of snapshot.buses) {
    buses.set(bus.id, bus)
    next.buses[bus.id] = source
  }
  const units = new Map(registry.units.map((unit) => [unit.id, unit]))
  const unfit = new Map<string, ZaojunError>()
  const standing = unitsThatStay(registry.units, registry.devices, snapshot, (id) => memory.units[id] === source)
  for (const unit of snapshot.units) {
    const fault = unitFault(unit)
    if (fault !== undefined) unfit.set(unit.id, fault)
    else {
      const since = unit.since ?? units.get(unit.id)?.since
      units.set(unit.id, since === undefined ? unit : { ...unit, since })
      standing.push(unit)
      next.units[unit.id] = source
    }
  }

  const devices = new Map(registry.devices.map((device) => [device.id, device]))
  const results = snapshot.devices.map((proposal) => judge(proposal))
  for (const device of registry.devices)
    if (isLost(device, next.holders[device.id], source, snapshot))
      devices.set(device.id, { ...device, state: 'no-node' })
  dropUnneeded(snapshot, next, source, { buses, units, devices })

  const lists = { buses: [...buses.values()], units: [...units.values()], devices: [...devices.values()] }
  const { revision: _, ...before } = registry
  const changed = !isDeepStrictEqual(before, { ...before, ...lists })
  const after = changed ? { ...registry, ...lists, revision: registry.revision + 1 } : registry
  const deployed = memory.sources[source]?.revision !== snapshot.revision
  const events = [
    ...(deployed ? [{ event: 'flows-deployed', data: { revision: snapshot.revision, source } }] : []),
    ...itemEvents('bus', registry.buses, lists.buses),
    ...itemEvents('unit', registry.units, lists.units),
    ...deviceEvents(registry.devices, lists.devices),
  ]
  return { registry: after, memory: next, changed, events, results }

  function unitFault(unit: Unit): ZaojunError | undefined {
    if (!buses.has(unit.bus)) return fail('REGISTRY_BUS_UNKNOWN', { name: unit.bus, place: unit.id })
    if (!catalogue.profiles.has(unit.profile))
      return fail('REGISTRY_PROFILE_UNKNOWN', { name: unit.profile, place: unit.id })
    const other = unitAt(standing, unit)
    if (other === undefined) return undefined
    return fail('REGISTRY_ADDRESS_TAKEN', { name: `${unit.address} (${other.id})`, place: unit.id })
  }

  function judge(proposal: DeviceProposal): ProposalResult {
    const node = proposal.node ?? ''
    const before = registry.devices.find((device) => device.id === proposal.id)
    const refusal = (result: 'duplicate' | 'refused', error: unknown): ProposalResult => ({
      node,
      device: proposal.id,
      result,
      code: error instanceof ZaojunError ? error.code : 'REGISTRY_REFUSED',
      message: reasonOf(error),
    })
    if (!isHolder(proposal, before, memory.holders[proposal.id], source, snapshot))
      return refusal('duplicate', fail('REGISTRY_DEVICE_TWICE', { name: proposal.id, place: node }))
    if (before?.state === 'retired')
      return refusal('refused', fail('REGISTRY_DEVICE_RETIRED', { name: proposal.id, place: node }))
    try {
      const fault = proposal.unit === undefined ? undefined : unfit.get(proposal.unit)
      if (fault !== undefined) throw fault
      devices.set(proposal.id, deviceOf(catalogue, units, proposal, before))
      next.holders[proposal.id] = { node, source }
      return { node, device: proposal.id, result: 'applied' }
    } catch (error) {
      if (before !== undefined) next.holders[proposal.id] = { node, source }
      return refusal('refused', error)
    }
  }
}

function refuseBroken(snapshot: Snapshot, last: { generation: number; revision: string } | undefined): void {
  if (!snapshotCheck.Check(snapshot)) {
    const [first] = snapshotCheck.Errors(snapshot)
    const place = first?.instancePath ?? ''
    throw fail('REGISTRY_SNAPSHOT_MALFORMED', { name: `${place} ${first?.message ?? ''}`.trim(), place })
  }
  const { generation, revision } = snapshot
  if (
    last !== undefined &&
    (generation < last.generation || (generation === last.generation && revision !== last.revision))
  )
    throw fail('REGISTRY_SNAPSHOT_OLDER', { name: String(generation) })
  for (const bus of snapshot.buses) checkBus(bus)
  refuseTwice(snapshot.buses, 'REGISTRY_BUS_TWICE')
  refuseTwice(snapshot.units, 'REGISTRY_UNIT_TWICE')
}

function refuseTwice(items: { id: string }[], code: 'REGISTRY_BUS_TWICE' | 'REGISTRY_UNIT_TWICE'): void {
  const seen = new Map<string, { id: string }>()
  for (const item of items) {
    const other = seen.get(item.id)
    if (other !== undefined && !isDeepStrictEqual(other, item)) throw fail(code, { name: item.id, place: item.id })
    seen.set(item.id, item)
  }
}

/** Who held the device before keeps it; else the first node of the snapshot, unless another Node-RED's node has it. */
function isHolder(
  proposal: DeviceProposal,
  device: Device | undefined,
  holder: Holder | undefined,
  source: string,
  snapshot: Snapshot,
): boolean {
  const claims = snapshot.devices.filter((other) => other.id === proposal.id)
  const held = holder === undefined ? undefined : claims.find((other) => (other.node ?? '') === holder.node)
  if (held !== undefined) return held === proposal
  if (device?.state === 'active' && holder !== undefined && holder.source !== source) return false
  return claims[0] === proposal
}

const isLost = (device: Device, holder: Holder | undefined, source: string, snapshot: Snapshot): boolean =>
  device.state === 'active' &&
  holder?.source === source &&
  !snapshot.devices.some((proposal) => proposal.id === device.id)

type Parts = {
  buses: Map<string, { id: string }>
  units: Map<string, { id: string; bus: string }>
  devices: Map<string, Device>
}

/** Buses and units whose node is gone leave as soon as no recording device needs them. */
function dropUnneeded(snapshot: Snapshot, memory: RegistryMemory, source: string, parts: Parts): void {
  const { buses, units, devices } = parts
  for (const id of [...units.keys()]) {
    if (memory.units[id] !== source || snapshot.units.some((unit) => unit.id === id)) continue
    if (needsUnit(devices.values(), id)) continue
    units.delete(id)
    delete memory.units[id]
  }
  for (const id of [...buses.keys()]) {
    if (memory.buses[id] !== source || snapshot.buses.some((bus) => bus.id === id)) continue
    if ([...units.values()].some((unit) => unit.bus === id)) continue
    buses.delete(id)
    delete memory.buses[id]
  }
}
