import { isDeepStrictEqual } from 'node:util'
import type { Bus, Registry, Unit } from '@zaojun/core'
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
  private readonly paused = new Set<string>()
  private registry: Registry | undefined

  constructor(catalogue: Catalogue, context: DriverContext, report: Report) {
    this.catalogue = catalogue
    this.context = context
    this.report = report
  }

  /** Starts, changes and stops drivers so that they match; a bus that did not change is not disturbed. */
  follow(registry: Registry): void {
    this.registry = registry
    const wanted = new Map(registry.buses.filter(({ id }) => !this.paused.has(id)).map((bus) => [bus.id, bus]))
    for (const [id, driver] of this.drivers) {
      const bus = wanted.get(id)
      if (bus !== undefined && isDeepStrictEqual(bus, driver.bus)) continue
      this.drivers.delete(id)
      this.report.watch(`bus ${id}`, driver.stop())
    }
    const roles = rolesOf(registry)
    for (const bus of wanted.values()) {
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

  /**
   * Takes a bus out of service until `resume`, so that its line is free. Its units are said to be offline and their
   * values stale: nobody shall take them for current.
   */
  async pause(id: string): Promise<void> {
    this.paused.add(id)
    const driver = this.drivers.get(id)
    this.drivers.delete(id)
    await driver?.stop()
    for (const unit of this.registry?.units ?? []) if (unit.bus === id) this.silence(unit)
  }

  resume(id: string): void {
    this.paused.delete(id)
    if (this.registry !== undefined) this.follow(this.registry)
  }

  /** Makes the drivers of these buses anew: what they were made from has changed. */
  async renew(ids: Iterable<string>): Promise<void> {
    const old = [...ids].flatMap((id) => {
      const driver = this.drivers.get(id)
      this.drivers.delete(id)
      return driver === undefined ? [] : [driver]
    })
    await Promise.allSettled(old.map((driver) => driver.stop()))
    if (this.registry !== undefined) this.follow(this.registry)
  }

  driver(id: string): BusDriver | undefined {
    return this.drivers.get(id)
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

  private silence({ id: unit, profile }: Unit): void {
    const mono = this.context.now()
    this.context.onHealth({ unit, health: 'offline', since: mono, attempt: 0, reason: 'bus-paused' })
    const channels = Object.keys(this.catalogue.profiles.get(profile)?.channels ?? {})
    const quiet = { unit, value: null, quality: 'stale' as const, reason: 'bus-paused', mono }
    this.context.onSamples(channels.map((channel) => ({ ...quiet, channel })))
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
