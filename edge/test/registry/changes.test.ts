import { ZaojunError } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import {
  applySnapshot,
  emptyMemory,
  proposeDevice,
  putBus,
  putUnit,
  removeBus,
  removeUnit,
  restoreDevice,
  retireDevice,
} from '../../src/registry/index.ts'
import { board, bus, catalogue, emptyRegistry, probe, snapshotOf } from './kitchen.ts'

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return error instanceof ZaojunError ? error.code : String(error)
  }
}
const kitchen = () => applySnapshot(emptyRegistry(), catalogue, snapshotOf(1, [probe('probe-a', 'n1')]), emptyMemory())

describe('changes by hand', () => {
  it('retire a device, and its node cannot bring it back', () => {
    const { registry, memory } = kitchen()
    const retired = retireDevice(registry, 'probe-a', memory)
    expect(retired.events).toMatchObject([{ event: 'device-retired', device: 'probe-a' }])
    const again = applySnapshot(retired.registry, catalogue, snapshotOf(2, [probe('probe-a', 'n1')]), retired.memory)
    expect(again.results).toMatchObject([{ result: 'refused', code: 'REGISTRY_DEVICE_RETIRED' }])
    expect(again.registry.devices[0]?.state).toBe('retired')
  })

  it('restore a retired device, whose node then holds it again', () => {
    const { registry, memory } = kitchen()
    const retired = retireDevice(registry, 'probe-a', memory)
    const restored = restoreDevice(retired.registry, 'probe-a', retired.memory)
    expect(restored.events).toMatchObject([{ event: 'device-restored', device: 'probe-a' }])
    const again = applySnapshot(restored.registry, catalogue, snapshotOf(2, [probe('probe-a', 'n9')]), restored.memory)
    expect(again.results).toMatchObject([{ result: 'applied' }])
  })

  it('create a device without a node, which no snapshot takes for lost', () => {
    const { registry, memory } = kitchen()
    const made = proposeDevice(registry, catalogue, { ...probe('probe-api', '', 2) }, memory)
    const after = applySnapshot(made.registry, catalogue, snapshotOf(2, [probe('probe-a', 'n1')]), made.memory)
    expect(after.registry.devices.map(({ id, state }) => [id, state])).toEqual([
      ['probe-a', 'active'],
      ['probe-api', 'active'],
    ])
  })

  it('refuse TLS where nothing would follow it, by hand and from flows', () => {
    const { registry, memory } = kitchen()
    const outside = { id: 'broker', name: 'broker', transport: 'mqtt' as const, host: 'broker.example', tls: {} }
    const { host: _, ...own } = outside
    expect(codeOf(() => putBus(registry, outside, memory))).toBeUndefined()
    expect(codeOf(() => putBus(registry, own, memory))).toBe('REGISTRY_BUS_TLS')
    const flows = { ...snapshotOf(2, []), buses: [{ ...outside, transport: 'modbus-tcp' as const }] }
    expect(codeOf(() => applySnapshot(registry, catalogue, flows, memory))).toBe('REGISTRY_BUS_TLS')
  })

  it('refuse a proposal for a retired device', () => {
    const { registry, memory } = kitchen()
    const retired = retireDevice(registry, 'probe-a', memory)
    expect(codeOf(() => proposeDevice(retired.registry, catalogue, probe('probe-a', 'n1'), memory))).toBe(
      'REGISTRY_DEVICE_RETIRED',
    )
  })

  it('refuse to remove a unit that feeds a device, and a bus that has units', () => {
    const { registry, memory } = kitchen()
    expect(codeOf(() => removeUnit(registry, 'board-1', memory))).toBe('REGISTRY_UNIT_IN_USE')
    expect(codeOf(() => removeBus(registry, 'line-1', memory))).toBe('REGISTRY_BUS_IN_USE')
    expect(removeUnit(registry, 'detector-1', memory).events).toMatchObject([{ event: 'unit-removed' }])
  })

  it('lay a bus and a unit that a snapshot does not sweep away', () => {
    const laid = putBus(emptyRegistry(), { ...bus, id: 'hand-laid' }, emptyMemory())
    const wired = putUnit(laid.registry, catalogue, { ...board, id: 'by-hand', bus: 'hand-laid' }, laid.memory)
    const after = applySnapshot(wired.registry, catalogue, snapshotOf(1, [probe('probe-a', 'n1')]), wired.memory)
    expect(after.registry.units.map(({ id }) => id)).toContain('by-hand')
    expect(after.registry.buses.map(({ id }) => id)).toContain('hand-laid')
  })

  it('name what is unknown', () => {
    const { registry, memory } = kitchen()
    expect(codeOf(() => retireDevice(registry, 'nobody', memory))).toBe('REGISTRY_DEVICE_UNKNOWN')
    expect(codeOf(() => putUnit(registry, catalogue, { ...board, bus: 'nowhere' }, memory))).toBe(
      'REGISTRY_BUS_UNKNOWN',
    )
    expect(codeOf(() => putUnit(registry, catalogue, { ...board, profile: 'none' }, memory))).toBe(
      'REGISTRY_PROFILE_UNKNOWN',
    )
    expect(codeOf(() => removeBus(registry, 'nowhere', memory))).toBe('REGISTRY_BUS_UNKNOWN')
  })
})
