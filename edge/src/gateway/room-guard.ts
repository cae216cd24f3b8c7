import type { Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { LivePoint } from '../points/points.ts'

/** An answer older than this is no knowledge about a room. */
const FRESH_MS = 30_000

type Tells = 'person-present' | 'door-open'
type Newest = (device: string, point: string) => LivePoint | undefined

/**
 * Says whether what harms people may run where a device stands (design 12). Witnesses are the device's own points and
 * those of all devices in its zone that tell of persons or doors. A witness that is unknown, stale, bad or old counts
 * as present and open, and so does having no witness at all.
 */
export class RoomGuard {
  private readonly catalogue: Catalogue
  private readonly registry: () => Registry
  private readonly newest: Newest
  private readonly now: () => number

  constructor(catalogue: Catalogue, registry: () => Registry, newest: Newest, now: () => number) {
    this.catalogue = catalogue
    this.registry = registry
    this.newest = newest
    this.now = now
  }

  /** `denied-person-present` or `denied-door-open`; undefined when the room is known clear. */
  harm(device: string): string | undefined {
    if (!this.knownFalse(device, 'person-present')) return 'denied-person-present'
    return this.knownFalse(device, 'door-open') ? undefined : 'denied-door-open'
  }

  private knownFalse(id: string, what: Tells): boolean {
    const { devices } = this.registry()
    const own = devices.find((device) => device.id === id)
    if (own === undefined) return false
    const inZone = devices.filter(({ zone, state }) => zone === own.zone && state !== 'retired')
    const witnesses = inZone.flatMap((device) =>
      Object.entries(this.catalogue.kinds.get(device.kind)?.points ?? {})
        .filter(([point, { tells }]) => tells === what && device.points[point] !== undefined)
        .map(([point]) => this.newest(device.id, point)),
    )
    return (
      witnesses.length > 0 &&
      witnesses.every(
        (point) =>
          point?.reading.quality === 'good' && point.reading.value === false && this.now() - point.mono <= FRESH_MS,
      )
    )
  }
}
