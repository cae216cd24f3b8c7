import type { DeviceProposal, Registry } from '@zaojun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applySnapshot,
  emptyMemory,
  type RegistryMemory,
  restoreDevice,
  retireDevice,
} from '../../src/registry/index.ts'
import { board, bus, catalogue, detector, emptyRegistry, probe, snapshotOf } from './kitchen.ts'

type Kitchen = { registry: Registry; memory: RegistryMemory }
type Step =
  | { do: 'deploy'; source: string; generation: number; devices: DeviceProposal[]; wiring: boolean }
  | { do: 'retire' | 'restore'; device: string }

const ids = fc.constantFrom('probe-a', 'probe-b', 'probe-c')
const proposal = fc
  .record({ id: ids, node: fc.constantFrom('n1', 'n2', 'n3'), position: fc.integer({ min: 1, max: 9 }) })
  .map(({ id, node, position }) => probe(id, node, position))
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('deploy' as const),
      source: fc.constantFrom('first', 'second'),
      generation: fc.integer({ min: 0, max: 6 }),
      devices: fc.uniqueArray(proposal, { selector: ({ node }) => node, maxLength: 3 }),
      wiring: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('retire' as const, 'restore' as const), device: ids }) },
)

const snapshotFor = ({ generation, devices, wiring }: Extract<Step, { do: 'deploy' }>) =>
  snapshotOf(generation, devices, wiring ? { buses: [bus], units: [board, detector] } : { buses: [], units: [] })

/** A refused step changes nothing. */
function take(kitchen: Kitchen, next: Step): Kitchen {
  try {
    if (next.do === 'deploy')
      return applySnapshot(kitchen.registry, catalogue, snapshotFor(next), kitchen.memory, next.source)
    const change = next.do === 'retire' ? retireDevice : restoreDevice
    return change(kitchen.registry, next.device, kitchen.memory)
  } catch {
    return kitchen
  }
}

const walk = (check: (before: Kitchen, step: Step, after: Kitchen) => void) =>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let kitchen: Kitchen = { registry: emptyRegistry(), memory: emptyMemory() }
      for (const next of steps) {
        const after = take(kitchen, next)
        check(kitchen, next, after)
        kitchen = after
      }
    }),
    { numRuns: 200 },
  )

describe('whatever is deployed, retired and restored', () => {
  it('no device is ever lost, and ids stay unique', () => {
    walk((before, _step, after) => {
      const list = after.registry.devices.map(({ id }) => id)
      expect(new Set(list).size).toBe(list.length)
      for (const { id } of before.registry.devices) expect(list).toContain(id)
    })
  })

  it('every recording device keeps its unit, and every unit its bus', () => {
    walk((_before, _step, { registry }) => {
      const units = new Set(registry.units.map(({ id }) => id))
      const buses = new Set(registry.buses.map(({ id }) => id))
      for (const device of registry.devices)
        if (device.state !== 'retired')
          for (const { unit } of Object.values(device.points)) expect(units).toContain(unit)
      for (const { bus: id } of registry.units) expect(buses).toContain(id)
    })
  })

  it('a step taken twice changes nothing the second time', () => {
    walk((_before, next, after) => {
      expect(take(after, next).registry).toEqual(after.registry)
    })
  })

  it('the revision grows by one with each change and only then', () => {
    walk((before, _step, after) => {
      const { revision: was, ...old } = before.registry
      const { revision: is, ...now } = after.registry
      expect(is - was).toBe(JSON.stringify(old) === JSON.stringify(now) ? 0 : 1)
    })
  })

  it('only restoring brings a retired device back', () => {
    walk((before, next, after) => {
      for (const { id, state } of before.registry.devices) {
        if (state !== 'retired' || next.do === 'restore') continue
        expect(after.registry.devices.find((device) => device.id === id)?.state).toBe('retired')
      }
    })
  })
})
