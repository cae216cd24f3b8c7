import { readFileSync } from 'node:fs'
import { Bus, DeviceProposal, defineErrors, Unit } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import Type from 'typebox'
import Value from 'typebox/value'
import { parse } from 'yaml'
import { proposeDevice, putBus, putUnit } from '../registry/index.ts'
import type { BoxRegistry } from './box-registry.ts'

export const fail = defineErrors({
  KITCHEN_FILE: { status: 400, zh: '厨房文件不合规范：{name}', en: 'the kitchen file is not well formed: {name}' },
})

/** A kitchen to begin with: what an installer would otherwise wire in the editor. */
export const Kitchen = Type.Object(
  { buses: Type.Array(Bus), units: Type.Array(Unit), devices: Type.Array(DeviceProposal) },
  { additionalProperties: false },
)

/** Puts the file's buses, units and devices into the registry. Throws `KITCHEN_FILE` or `REGISTRY_…` with the place. */
export async function loadKitchen(file: string, registry: BoxRegistry, catalogue: Catalogue): Promise<void> {
  const content: unknown = parse(readFileSync(file, 'utf8'))
  if (!Value.Check(Kitchen, content)) {
    const [first] = Value.Errors(Kitchen, content)
    throw fail('KITCHEN_FILE', { name: first?.message, place: `${file}${first?.instancePath ?? ''}` })
  }
  await registry.change((before, memory) => {
    let change = { registry: before, memory, changed: false, events: [] as ReturnType<typeof putBus>['events'] }
    const then = (next: ReturnType<typeof putBus>) => {
      change = { ...next, changed: change.changed || next.changed, events: [...change.events, ...next.events] }
    }
    for (const bus of content.buses) then(putBus(change.registry, bus, change.memory))
    for (const unit of content.units) then(putUnit(change.registry, catalogue, unit, change.memory))
    for (const device of content.devices) then(proposeDevice(change.registry, catalogue, device, change.memory))
    return change
  })
}
