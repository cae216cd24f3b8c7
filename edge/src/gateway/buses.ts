import { isDeepStrictEqual } from 'node:util'
import type { Bus, Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type {
  BusDriver,
  ChannelRole,
  ChannelRoles,
  DriverContext,
  TraceLine,
  UnitHealth,
  UnitOrder,
  UnitOrderResult,
} from '../drivers/driver.ts'
import { createBusDriver } from '../drivers/index.ts'
import type { Report } from '../report.ts'

/** What each channel is to the kitchen: the points of all devices that are not retired. */
export function rolesOf({ devices }: Pick<Registry, 'devices'>): ChannelRoles {
  const roles = new Map<string, ChannelRole[]>()
  for (const { id: device, kind, points, state } of devices) {
    if (state === 'retired') continue
    for (const [point, { unit, channel }] of Object.entries(points))
      roles.set(unit, [...(roles.get(unit) ?? []), { channel, device, kind, point }])
  }
  return roles
}

/** Keeps one running driver for each bus of the registry. */
export class Buses {
  private readonly catalogue: Catalogue
  private readonly context: DriverContext
  private readonly report: Report
  private readonly drivers = new Map<string, BusDriver>()

  constructor(catalogue: Catalogue, context: DriverContext, report: Report) {
    this.catalogue = catalogue
    this.context = context
    this.report = report
  }

  /** Starts, changes and stops drivers so that they match; a bus that did not change is not disturbed. */
  follow(registry: Registry): void {
    const wanted = new Map(registry.buses.map((bus) => [bus.id, bus]))
    for (const [id, driver] of this.drivers) {
      const bus = wanted.get(id)
      if (bus !== undefined && isDeepStrictEqual(bus, driver.bus)) continue
      this.drivers.delete(id)
      this.report.watch(`bus ${id}`, driver.stop())
    }
    const roles = rolesOf(registry)
    for (const bus of registry.buses) {
      const driver = this.drivers.get(bus.id) ?? this.open(bus)
      driver?.setUnits(
        registry.units.filter((unit) => unit.bus === bus.id),
        roles,
      )
    }
  }

  async stop(): Promise<void> {
    const drivers = [...this.drivers.values()]
    this.drivers.clear()
    await Promise.allSettled(drivers.map((driver) => driver.stop()))
  }

  all(): BusDriver[] {
    return [...this.drivers.values()]
  }

  trace(unit: string): TraceLine[] {
    return this.all().flatMap((driver) => driver.trace(unit))
  }

  async command(bus: string, order: UnitOrder): Promise<UnitOrderResult> {
    const driver = this.drivers.get(bus)
    return driver === undefined ? { result: 'refused', reason: 'bus-not-running' } : driver.command(order)
  }

  health(): UnitHealth[] {
    return this.all().flatMap((driver) => driver.stats().units)
  }

  private open(bus: Bus): BusDriver | undefined {
    try {
      const driver = createBusDriver(bus, this.catalogue, this.context)
      driver.start()
      this.drivers.set(bus.id, driver)
      return driver
    } catch (error) {
      this.report.fault({ code: 'BUS_NOT_OPENED', place: `bus ${bus.id}`, message: String(error) })
      return undefined
    }
  }
}
