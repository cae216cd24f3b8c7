import type { Ref } from 'vue'
import type { Device, Form, FormField } from '../box/shapes.ts'
import { useKitchen } from '../kitchen/kitchen.ts'
import { keyOf } from '../kitchen/points.ts'
import { judgePoint } from '../kitchen/reading.ts'

/** The devices a field may be taken from: of the field's kinds, those in the form's rooms first. */
export function useSources(form: Ref<Form | undefined>) {
  const kitchen = useKitchen()
  function sourcesOf({ from }: FormField): Device[] {
    if (from === undefined) return []
    const zones = form.value?.zones ?? []
    const rank = ({ kind, zone }: Device) => from.kinds.indexOf(kind) + (zones.includes(zone) ? 0 : from.kinds.length)
    return (kitchen.frame.value?.devices ?? [])
      .filter(({ kind, state }) => from.kinds.includes(kind) && state !== 'retired')
      .sort((a, b) => rank(a) - rank(b))
  }
  /** Whether the device has a value that may be trusted now. */
  function isSound(id: string, { from }: FormField): boolean {
    const device = kitchen.frame.value?.devices.find((one) => one.id === id)
    if (device === undefined || from === undefined || judgePoint(kitchen, device, from.point).look !== 'good')
      return false
    return typeof kitchen.points.get(keyOf(id, from.point))?.value === 'number'
  }
  return {
    sourcesOf,
    isSound,
    /** Whether any device is there that measures it. */
    isTaken: (field: FormField): boolean => sourcesOf(field).length > 0,
    /** Where a device knows it now nobody types it. */
    isMeasured: (field: FormField): boolean => sourcesOf(field).some(({ id }) => isSound(id, field)),
  }
}
