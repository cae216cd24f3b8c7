import { type Calibration, ZaojunError } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import {
  addCalibration,
  applySnapshot,
  emptyMemory,
  proposeDevice,
  putBus,
  putUnit,
  replaceUnit,
  together,
} from '../../src/registry/index.ts'
import { board, bus, catalogue, detector, emptyRegistry, probe, snapshotOf } from './kitchen.ts'

const AT = Date.UTC(2026, 9, 1)
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return error instanceof ZaojunError ? error.code : String(error)
  }
}
const given = { ...board, serialNumber: 'SN-1' }
const flows = (generation: number, unit = given) =>
  snapshotOf(generation, [probe('probe-a', 'n1', 3), probe('probe-b', 'n2', 4)], { units: [unit, detector] })
const kitchen = () => applySnapshot(emptyRegistry(), catalogue, flows(1), emptyMemory())
const replaced = (by = {}) => {
  const { registry, memory } = kitchen()
  return replaceUnit(registry, catalogue, 'board-1', { serialNumber: 'SN-2', at: AT, ...by }, memory)
}

describe('a broken unit that is replaced', () => {
  it('leaves its devices as they are and binds their points to the new one', () => {
    const before = kitchen().registry
    const { registry, events } = replaced()
    expect(registry.devices.map(({ id, name, zone, state }) => ({ id, name, zone, state }))).toEqual(
      before.devices.map(({ id, name, zone, state }) => ({ id, name, zone, state })),
    )
    const bound = before.devices.map(({ points }) => points['core-temperature']?.channel)
    expect(registry.devices.map(({ points }) => points['core-temperature'])).toEqual(
      bound.map((channel) => ({ unit: 'board-1.2', channel })),
    )
    expect(registry.units.find(({ id }) => id === 'board-1.2')).toEqual({
      ...board,
      id: 'board-1.2',
      serialNumber: 'SN-2',
      since: AT,
    })
    expect(registry.formerUnits).toEqual([{ ...given, until: AT, replacedBy: 'board-1.2' }])
    expect(events.map(({ event }) => event)).toEqual([
      'unit-replaced',
      'unit-created',
      'device-changed',
      'device-changed',
    ])
  })

  it('may be followed by the next, and none of their ids is ever used again', () => {
    const { registry, memory } = replaced()
    const again = replaceUnit(registry, catalogue, 'board-1.2', { serialNumber: 'SN-3', at: null }, memory)
    expect(again.registry.units.map(({ id }) => id)).toContain('board-1.3')
    expect(again.registry.formerUnits?.map(({ id, until }) => [id, until])).toEqual([
      ['board-1', AT],
      ['board-1.2', null],
    ])
    expect(codeOf(() => putUnit(again.registry, catalogue, board, memory))).toBe('REGISTRY_UNIT_FORMER')
  })

  it('is not brought back by the next deploy of flows that still name it', () => {
    const { registry, memory } = replaced()
    const after = applySnapshot(registry, catalogue, flows(2), memory)
    expect(after.results.map(({ result }) => result)).toEqual(['applied', 'applied'])
    expect(after).toMatchObject({ changed: false })
    const edited = applySnapshot(after.registry, catalogue, flows(3, { ...given, address: 9 }), after.memory)
    expect(edited.registry.units.find(({ id }) => id === 'board-1.2')).toMatchObject({
      address: 9,
      serialNumber: 'SN-2',
      since: AT,
    })
  })

  it('by another model maps each point by the usual binding of its kind', () => {
    const climate = { id: 'climate-1', bus: 'line-1', profile: 'xy-md02', address: 5 }
    const { registry, memory } = together(emptyRegistry(), emptyMemory(), [
      (now, held) => putBus(now, bus, held),
      (now, held) => putUnit(now, catalogue, climate, held),
      (now, held) =>
        proposeDevice(
          now,
          catalogue,
          { id: 'store', kind: 'warehouse-climate', name: '干货库', zone: 'warehouse', unit: 'climate-1' },
          held,
        ),
    ])
    const other = replaceUnit(registry, catalogue, 'climate-1', { profile: 'renke-rs-ws-n01', at: AT }, memory)
    const points = other.registry.devices[0]?.points
    const usual = catalogue.profiles.get('renke-rs-ws-n01')?.bindings['warehouse-climate']
    expect(points?.['air-temperature']).toEqual({ unit: 'climate-1.2', channel: usual?.['air-temperature'] })
    expect(codeOf(() => replaceUnit(registry, catalogue, 'climate-1', { profile: 'pt100-8ch', at: AT }, memory))).toBe(
      'BINDING_MISMATCH',
    )
  })
})

describe('a calibration in the registry', () => {
  const calibration: Calibration = {
    id: 'cal-1',
    unit: 'board-1',
    channel: catalogue.profiles
      .get('pt100-8ch')
      ?.bindings['core-temp-probe']?.['core-temperature']?.replace('{position}', '3') as string,
    method: 'offset',
    points: [{ read: 0.4, reference: 0 }],
    by: 'admin',
    at: AT,
  }

  it('is added, never altered, and stays with the unit it was made for', () => {
    const { registry, memory } = kitchen()
    const once = addCalibration(registry, catalogue, calibration, memory)
    expect(once.events).toEqual([{ event: 'calibration-added', data: calibration }])
    const twice = addCalibration(once.registry, catalogue, { ...calibration, id: 'cal-2' }, once.memory)
    expect(twice.registry.calibrations?.map(({ id }) => id)).toEqual(['cal-1', 'cal-2'])
    expect(codeOf(() => addCalibration(twice.registry, catalogue, calibration, memory))).toBe('CALIBRATION_TWICE')
    const after = replaceUnit(twice.registry, catalogue, 'board-1', { at: AT }, twice.memory)
    expect(after.registry.calibrations?.every(({ unit }) => unit === 'board-1')).toBe(true)
  })

  it.each([
    ['CALIBRATION_POINTS', { method: 'two-point' as const }],
    [
      'CALIBRATION_POINTS',
      {
        points: [
          { read: 1, reference: 5 },
          { read: 2, reference: 4 },
        ],
        method: 'two-point' as const,
      },
    ],
    ['CALIBRATION_CHANNEL', { channel: 'no-such-channel' }],
    ['REGISTRY_UNIT_UNKNOWN', { unit: 'nobody' }],
    ['CALIBRATION_DERIVED', { unit: 'scale-1', channel: 'net' }],
  ])('is refused with %s where it cannot hold', (code, wrong) => {
    const { registry, memory } = kitchen()
    const scale = { id: 'scale-1', bus: 'line-1', profile: 'yaohua-xk3190-a9' }
    const wired = putUnit(registry, catalogue, scale, memory)
    expect(codeOf(() => addCalibration(wired.registry, catalogue, { ...calibration, ...wrong }, memory))).toBe(code)
  })
})

describe('an address on a bus', () => {
  it('belongs to one unit', () => {
    const { registry, memory } = kitchen()
    expect(codeOf(() => putUnit(registry, catalogue, { ...board, id: 'board-2' }, memory))).toBe(
      'REGISTRY_ADDRESS_TAKEN',
    )
  })

  it('claimed twice in one deploy is refused to the second, whose devices say so', () => {
    const twin = { ...board, id: 'board-2' }
    const devices = [probe('probe-a', 'n1'), { ...probe('probe-b', 'n2'), unit: 'board-2' }]
    const after = applySnapshot(
      emptyRegistry(),
      catalogue,
      snapshotOf(1, devices, { units: [board, twin] }),
      emptyMemory(),
    )
    expect(after.results).toMatchObject([{ result: 'applied' }, { code: 'REGISTRY_ADDRESS_TAKEN' }])
  })

  it('passes to another unit node in the same deploy that wires its devices anew', () => {
    const { registry, memory } = kitchen()
    const anew = { ...board, id: 'board-9' }
    const devices = [
      { ...probe('probe-a', 'n1', 3), unit: 'board-9' },
      { ...probe('probe-b', 'n2', 4), unit: 'board-9' },
    ]
    const after = applySnapshot(registry, catalogue, snapshotOf(2, devices, { units: [anew] }), memory)
    expect(after.results.map(({ result }) => result)).toEqual(['applied', 'applied'])
    expect(after.registry.units.map(({ id }) => id)).toEqual(['board-9'])
  })
})
