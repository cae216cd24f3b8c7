import type { Registry } from '@zaojun/core'
import type { Surroundings } from '../alarms/surroundings.ts'

/**
 * Says whether what harms people may run where a device stands (design 12). A witness that is unknown, stale, bad or
 * old counts as present and open, and so does having no witness at all.
 */
export class RoomGuard {
  private readonly surroundings: Surroundings
  private readonly registry: () => Registry

  constructor(surroundings: Surroundings, registry: () => Registry) {
    this.surroundings = surroundings
    this.registry = registry
  }

  /** `denied-person-present` or `denied-door-open`; undefined when the room is known clear. */
  harm(id: string): string | undefined {
    const device = this.registry().devices.find((row) => row.id === id)
    if (device === undefined || this.surroundings.isSo({ zone: 'person-present' }, device))
      return 'denied-person-present'
    return this.surroundings.isSo({ zone: 'door-open' }, device) ? 'denied-door-open' : undefined
  }
}
