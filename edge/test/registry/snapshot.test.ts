import { ZaojunError } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import { applySnapshot, emptyMemory, type SnapshotOutcome } from '../../src/registry/index.ts'
import { board, bus, catalogue, detector, emptyRegistry, probe, snapshotOf } from './kitchen.ts'

type Kitchen = Pick<SnapshotOutcome, 'registry' | 'memory'>
const fresh = (): Kitchen => ({ registry: emptyRegistry(), memory: emptyMemory() })
const apply = (kitchen: Kitchen, snapshot: ReturnType<typeof snapshotOf>, source?: string): SnapshotOutcome =>
  applySnapshot(kitchen.registry, catalogue, snapshot, kitchen.memory, source)
const states = ({ registry }: Kitchen) => Object.fromEntries(registry.devices.map(({ id, state }) => [id, state]))
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return error instanceof ZaojunError ? error.code : String(error)
  }
}

describe('a snapshot of the flows', () => {
  it('creates its devices, bound by the profile of their unit', () => {
    const after = apply(fresh(), snapshotOf(1, [probe('probe-a', 'n1', 3)]))
    expect(after.registry.devices).toEqual([
      {
        id: 'probe-a',
        kind: 'core-temp-probe',
        name: 'probe-a',
        zone: 'cooking',
        points: { 'core-temperature': { unit: 'board-1', channel: expect.stringContaining('3') } },
        state: 'active',
      },
    ])
    expect(after.registry.revision).toBe(1)
    expect(after.events.map(({ event }) => event)).toEqual([
      'flows-deployed',
      'bus-created',
      'unit-created',
      'unit-created',
      'device-created',
    ])
  })

  it('changes nothing the second time', () => {
    const once = apply(fresh(), snapshotOf(1, [probe('probe-a', 'n1')]))
    const twice = apply(once, snapshotOf(1, [probe('probe-a', 'n1')]))
    expect(twice).toMatchObject({ changed: false, events: [], registry: once.registry })
  })

  it('changes nothing when it is empty', () => {
    const before = apply(fresh(), snapshotOf(1, [probe('probe-a', 'n1')]))
    const after = apply(before, snapshotOf(2, [], { buses: [], units: [] }))
    expect(after).toMatchObject({ changed: false, registry: before.registry, memory: before.memory })
  })

  it('is refused when it is older than the one in force', () => {
    const before = apply(fresh(), snapshotOf(5, [probe('probe-a', 'n1')]))
    expect(codeOf(() => apply(before, snapshotOf(4, [probe('probe-b', 'n2')])))).toBe('REGISTRY_SNAPSHOT_OLDER')
    expect(codeOf(() => apply(before, snapshotOf(5, [], { revision: 'other' })))).toBe('REGISTRY_SNAPSHOT_OLDER')
  })

  it('is refused as a whole when two buses share an id', () => {
    const twins = { buses: [bus, { ...bus, baudRate: 4800 }] }
    expect(codeOf(() => apply(fresh(), snapshotOf(1, [probe('probe-a', 'n1')], twins)))).toBe('REGISTRY_BUS_TWICE')
  })

  it('is refused when it does not have the shape of one', () => {
    const odd = { ...snapshotOf(1, []), devices: [{ id: 'Not An Id' }] }
    expect(codeOf(() => apply(fresh(), odd as never))).toBe('REGISTRY_SNAPSHOT_MALFORMED')
  })
})

describe('a device and its node', () => {
  const one = () => apply(fresh(), snapshotOf(1, [probe('probe-a', 'n1'), probe('probe-b', 'n2', 2)]))

  it('keeps recording without its node and is back with it', () => {
    const lost = apply(one(), snapshotOf(2, [probe('probe-a', 'n1')]))
    expect(states(lost)).toEqual({ 'probe-a': 'active', 'probe-b': 'no-node' })
    expect(lost.events).toMatchObject([{ event: 'flows-deployed' }, { event: 'device-lost-node', device: 'probe-b' }])
    const back = apply(lost, snapshotOf(3, [probe('probe-a', 'n1'), probe('probe-b', 'n2', 2)]))
    expect(states(back)).toEqual({ 'probe-a': 'active', 'probe-b': 'active' })
    expect(back.events.map(({ event }) => event)).toContain('device-node-back')
  })

  it('stays with the node that held it when a copy claims the same id, in whatever order they come', () => {
    const after = apply(
      one(),
      snapshotOf(2, [probe('probe-a', 'copy', 5), probe('probe-a', 'n1'), probe('probe-b', 'n2', 2)]),
    )
    expect(after.results.map(({ node, result }) => [node, result])).toEqual([
      ['copy', 'duplicate'],
      ['n1', 'applied'],
      ['n2', 'applied'],
    ])
    expect(after.changed).toBe(false)
  })

  it('passes to the copy when the original node is deleted', () => {
    const after = apply(one(), snapshotOf(2, [probe('probe-a', 'copy'), probe('probe-b', 'n2', 2)]))
    expect(after.results[0]).toMatchObject({ node: 'copy', result: 'applied' })
    expect(states(after)['probe-a']).toBe('active')
  })

  it('keeps its unit and bus as long as it records, though their nodes are gone', () => {
    const after = apply(one(), snapshotOf(2, [], { buses: [], units: [detector], devices: [] }))
    expect(after.registry.units.map(({ id }) => id)).toEqual(['board-1', 'detector-1'])
    expect(after.registry.buses.map(({ id }) => id)).toEqual(['line-1'])
    expect(states(after)).toEqual({ 'probe-a': 'no-node', 'probe-b': 'no-node' })
  })

  it('is not taken for lost by another Node-RED', () => {
    const other = snapshotOf(1, [{ ...probe('probe-c', 'm1', 3) }], { revision: 'other-flows' })
    const after = apply(one(), other, 'second-node-red')
    expect(states(after)).toEqual({ 'probe-a': 'active', 'probe-b': 'active', 'probe-c': 'active' })
    const claim = apply(after, { ...other, generation: 2, devices: [probe('probe-a', 'm2')] }, 'second-node-red')
    expect(claim.results).toMatchObject([{ node: 'm2', result: 'duplicate', code: 'REGISTRY_DEVICE_TWICE' }])
  })

  it('keeps its settings when its node proposes what does not fit', () => {
    const wrong = { ...probe('probe-a', 'n1'), unit: 'detector-1' }
    const after = apply(one(), snapshotOf(2, [wrong, probe('probe-b', 'n2', 2)]))
    expect(after.results[0]).toMatchObject({ result: 'refused', code: 'BINDING_MISMATCH' })
    expect(after.registry.devices).toEqual(one().registry.devices)
  })

  it('does not turn into another kind', () => {
    const other = { ...probe('probe-a', 'n1'), kind: 'gas-monitor', unit: 'detector-1', position: undefined }
    const after = apply(
      one(),
      snapshotOf(
        2,
        [{ ...other }, probe('probe-b', 'n2', 2)].map((row) => JSON.parse(JSON.stringify(row))),
      ),
    )
    expect(after.results[0]).toMatchObject({ result: 'refused', code: 'REGISTRY_KIND_CHANGED' })
  })

  it('is refused on a unit whose bus nobody knows', () => {
    const after = apply(
      fresh(),
      snapshotOf(1, [probe('probe-a', 'n1')], { buses: [], units: [{ ...board, bus: 'gone' }] }),
    )
    expect(after.results).toMatchObject([{ result: 'refused', code: 'REGISTRY_BUS_UNKNOWN' }])
    expect(after.registry.units).toEqual([])
  })
})
