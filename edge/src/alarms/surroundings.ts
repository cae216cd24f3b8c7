import type { Device, Registry } from '@zaojun/core'
import type { Rule, Surrounding } from '@zaojun/device-profiles'
import { isGood, isSure, type Sight } from '../points/sight.ts'
import type { Circumstances } from './judge.ts'

type Witness = { device: string; point: string }

/** What is so around a device: other points of it, and people and doors in its room. */
export class Surroundings {
  private readonly sight: Sight
  /** Who can tell what of a zone, by `zone what`; of the registry they were looked up in. */
  private readonly witnesses = new Map<string, Witness[]>()
  private lookedUpIn: Registry | undefined

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

  private knownFalse({ zone }: Device, what: 'person-present' | 'door-open'): boolean {
    const witnesses = this.witnessesIn(zone, what)
    return (
      witnesses.length > 0 &&
      witnesses.every(({ device, point }) => {
        const seen = this.sight.newest(device, point)
        return isSure(seen, this.sight) && seen.reading.value === false
      })
    )
  }

  /** The device's own points and those of all devices in its zone; without one nothing is known. */
  private witnessesIn(zone: string | undefined, what: string): Witness[] {
    const { catalogue, registry } = this.sight
    const current = registry()
    if (current !== this.lookedUpIn) this.witnesses.clear()
    this.lookedUpIn = current
    const key = `${zone} ${what}`
    const known = this.witnesses.get(key)
    if (known !== undefined) return known
    const found = current.devices
      .filter((device) => device.zone === zone && device.state !== 'retired')
      .flatMap(({ id, kind, points }) =>
        Object.entries(catalogue.kinds.get(kind)?.points ?? {})
          .filter(([point, { tells }]) => tells === what && points[point] !== undefined)
          .map(([point]) => ({ device: id, point })),
      )
    this.witnesses.set(key, found)
    return found
  }
}

const nameOf = (surrounding: Surrounding): string => ('point' in surrounding ? surrounding.point : surrounding.zone)
