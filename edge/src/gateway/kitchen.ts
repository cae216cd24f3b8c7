import { readFileSync } from 'node:fs'
import { Bus, DeviceProposal, defineErrors, type Registry, Unit } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { parse } from 'yaml'
import { proposeDevice, putBus, putUnit, type RegistryMemory, together } from '../registry/index.ts'
import type { BoxRegistry, Confirmed } from './box-registry.ts'

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
  // Whoever writes this file owns the box; that it touches an interlock is on record.
  await addKitchen(content, registry, catalogue, () => ({ by: 'kitchen-file', reason: file }))
}

/** Puts buses, units and devices into the registry as one change, all or nothing. Throws `REGISTRY_…`, `BINDING_…`. */
export function addKitchen(
  { buses, units, devices }: Static<typeof Kitchen>,
  registry: BoxRegistry,
  catalogue: Catalogue,
  confirmed?: () => Confirmed,
): Promise<Registry> {
  return registry.change(
    (before, held) =>
      together(before, held, [
        ...buses.map((bus) => (now: Registry, memory: RegistryMemory) => putBus(now, bus, memory)),
        ...units.map((unit) => (now: Registry, memory: RegistryMemory) => putUnit(now, catalogue, unit, memory)),
        ...devices.map(
          (device) => (now: Registry, memory: RegistryMemory) => proposeDevice(now, catalogue, device, memory),
        ),
      ]),
    confirmed,
  )
}
