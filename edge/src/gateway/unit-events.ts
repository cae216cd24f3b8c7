import type { Event, Registry } from '@zaojun/core'
import { originOf } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { UnitEvent } from '../drivers/driver.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** Writes what units tell of as events of the devices bound to them. */
export class UnitEvents {
  private readonly ledger: Ledger
  private readonly catalogue: Catalogue
  private readonly registry: () => Registry

  constructor(ledger: Ledger, catalogue: Catalogue, registry: () => Registry) {
    this.ledger = ledger
    this.catalogue = catalogue
    this.registry = registry
  }

  /** Resolves when it is on disk. */
  async take({ unit: id, event, fields, deviceTime }: UnitEvent): Promise<void> {
    const { devices, units, buses } = this.registry()
    const bus = buses.find((row) => row.id === units.find((unit) => unit.id === id)?.bus)
    if (bus === undefined) return
    for (const device of devices) {
      const spec = this.catalogue.kinds.get(device.kind)?.events?.[event]
      if (spec === undefined || device.state === 'retired') continue
      if (!Object.values(device.points).some((binding) => binding.unit === id)) continue
      const open = Object.entries(fields).filter(([name]) => spec.fields[name] && !spec.fields[name].personal)
      const entry: Event = {
        type: 'event',
        event,
        device: device.id,
        origin: originOf(bus),
        data: Object.fromEntries(open),
        ...(deviceTime === undefined ? {} : { deviceTime }),
      }
      await this.ledger.append(entry, { urgent: true })
    }
  }
}
