import { isDeepStrictEqual } from 'node:util'
import type { Device, Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { BoxClock } from '../clock.ts'
import type { UnitHealth } from '../drivers/driver.ts'
import type { DeviceHealth } from '../flows/index.ts'
import type { Points } from '../points/points.ts'
import type { Report } from '../report.ts'

/** Worst first: a device is as well as its worst unit. */
const ORDER: DeviceHealth['health'][] = ['error', 'offline', 'connecting', 'stale', 'online']

/** Health of devices, from their units' health and their points' newest values; listeners hear of changes only. */
export class DeviceHealths {
  private readonly points: Points
  private readonly clock: BoxClock
  private readonly report: Report
  private readonly notesOf: (device: Device) => string[]
  private readonly kinds: Catalogue['kinds']
  private readonly units = new Map<string, UnitHealth>()
  private readonly devices = new Map<string, DeviceHealth>()
  private readonly listeners = new Set<(health: DeviceHealth) => void>()
  private registry: Registry | undefined

  constructor(
    points: Points,
    clock: BoxClock,
    report: Report,
    kinds: Catalogue['kinds'],
    notesOf: (device: Device) => string[] = () => [],
  ) {
    this.points = points
    this.clock = clock
    this.report = report
    this.kinds = kinds
    this.notesOf = notesOf
  }

  follow(registry: Registry): void {
    this.registry = registry
    const present = new Set(registry.devices.map(({ id }) => id))
    for (const id of this.devices.keys()) if (!present.has(id)) this.devices.delete(id)
    for (const device of registry.devices) this.update(device)
  }

  /** Time has passed: what is said beside the health may have turned. */
  review(): void {
    for (const device of this.registry?.devices ?? []) this.update(device)
  }

  note(health: UnitHealth): void {
    this.units.set(health.unit, health)
    for (const device of this.registry?.devices ?? [])
      if (Object.values(device.points).some(({ unit }) => unit === health.unit)) this.update(device)
  }

  /** Called when a point's quality may have turned. */
  notePoint(id: string): void {
    const device = this.registry?.devices.find((row) => row.id === id)
    if (device !== undefined) this.update(device)
  }

  /** Whether no unit behind a device is known to be away. One that has not spoken yet and may be quiet is not. */
  reachable(id: string): boolean {
    const { health } = this.devices.get(id) ?? {}
    return health !== 'offline' && health !== 'error'
  }

  all(): Iterable<DeviceHealth> {
    return this.devices.values()
  }

  onChange(listener: (health: DeviceHealth) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private update(device: Device): void {
    if (device.state === 'retired') return
    const { health, reason, attempt } = this.judge(device)
    const notes = this.notesOf(device)
    const before = this.devices.get(device.id)
    const same = before?.health === health && before.reason === reason
    if (same && isDeepStrictEqual(before.notes ?? [], notes)) return
    const { wall, mono } = this.clock.now()
    const since = same ? before.since : (wall ?? mono)
    const told = notes.length === 0 ? {} : { notes }
    const next: DeviceHealth = { device: device.id, health, since, attempt, reason, ...told }
    this.devices.set(device.id, next)
    for (const listener of this.listeners) this.report.guard('health.listener', listener)(next)
  }

  /** What was scanned last is of that moment: that nothing is scanned now makes no reader stale. */
  private isOfTheMoment({ kind }: Device, point: string): boolean {
    const { value, states } = this.kinds.get(kind)?.points[point] ?? {}
    return value === 'text' && states === undefined
  }

  private judge(device: Device): Pick<DeviceHealth, 'health' | 'reason' | 'attempt'> {
    const units = new Set(Object.values(device.points).map(({ unit }) => unit))
    let worst: Pick<DeviceHealth, 'health' | 'reason' | 'attempt'> = { health: 'online' }
    for (const unit of units) {
      const { health, reason, attempt } = this.units.get(unit) ?? { health: 'connecting' as const, attempt: 0 }
      if (ORDER.indexOf(health) < ORDER.indexOf(worst.health)) worst = { health, reason, attempt }
    }
    if (worst.health !== 'online') return worst
    for (const point of Object.keys(device.points)) {
      const { reading } = this.points.newest(device.id, point) ?? {}
      if (reading?.quality === 'stale' && !this.isOfTheMoment(device, point))
        return { health: 'stale', reason: reading.reason }
    }
    return worst
  }
}
