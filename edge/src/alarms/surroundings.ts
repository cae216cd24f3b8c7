import type { Device } from '@zaojun/core'
import type { Rule, Surrounding } from '@zaojun/device-profiles'
import { isGood, isSure, type Sight } from '../points/sight.ts'
import type { Circumstances } from './judge.ts'

/** What is so around a device: other points of it, and people and doors in its room. */
export class Surroundings {
  private readonly sight: Sight

  constructor(sight: Sight) {
    this.sight = sight
  }

  of({ when = [], unless = [] }: Rule, device: Device): Circumstances {
    return {
      holds: when.every((each) => this.isSo(each, device)),
      excuses: unless.map(({ so }) => (this.isSo(so, device) ? nameOf(so) : undefined)),
    }
  }

  /** Someone may be there: no witness says with certainty that nobody is. */
  isSo(surrounding: Surrounding, device: Device): boolean {
    if ('point' in surrounding) {
      const point = this.sight.newest(device.id, surrounding.point)
      return isGood(point) && point.reading.value === surrounding.is
    }
    const { zone } = surrounding
    if (zone === 'nobody-present') return this.knownFalse(device, 'person-present')
    return !this.knownFalse(device, zone)
  }

  /** Witnesses are the device's own points and those of all devices in its zone; without one nothing is known. */
  private knownFalse({ zone }: Device, what: 'person-present' | 'door-open'): boolean {
    const { catalogue, registry, newest } = this.sight
    const witnesses = registry()
      .devices.filter((device) => device.zone === zone && device.state !== 'retired')
      .flatMap(({ id, kind, points }) =>
        Object.entries(catalogue.kinds.get(kind)?.points ?? {})
          .filter(([point, { tells }]) => tells === what && points[point] !== undefined)
          .map(([point]) => newest(id, point)),
      )
    return (
      witnesses.length > 0 && witnesses.every((point) => isSure(point, this.sight) && point.reading.value === false)
    )
  }
}

const nameOf = (surrounding: Surrounding): string => ('point' in surrounding ? surrounding.point : surrounding.zone)
