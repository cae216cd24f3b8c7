import type { Device, Registry } from '@zaojun/core'
import type { Catalogue, Rule, Surrounding } from '@zaojun/device-profiles'
import type { LivePoint } from '../points/points.ts'
import type { Circumstances } from './judge.ts'

/** An answer older than this is no knowledge about a room. */
const FRESH_MS = 30_000
const isGood = (point: LivePoint | undefined): point is LivePoint => point?.reading.quality === 'good'

export type Sight = {
  catalogue: Pick<Catalogue, 'kinds'>
  registry(): Registry
  newest(device: string, point: string): LivePoint | undefined
  now(): number
}

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
    const { catalogue, registry, newest, now } = this.sight
    const witnesses = registry()
      .devices.filter((device) => device.zone === zone && device.state !== 'retired')
      .flatMap(({ id, kind, points }) =>
        Object.entries(catalogue.kinds.get(kind)?.points ?? {})
          .filter(([point, { tells }]) => tells === what && points[point] !== undefined)
          .map(([point]) => newest(id, point)),
      )
    const sure = (point: LivePoint | undefined) =>
      isGood(point) && point.reading.value === false && now() - point.mono <= FRESH_MS
    return witnesses.length > 0 && witnesses.every(sure)
  }
}

const nameOf = (surrounding: Surrounding): string => ('point' in surrounding ? surrounding.point : surrounding.zone)
