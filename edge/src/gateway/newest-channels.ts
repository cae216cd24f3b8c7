import type { ChannelSample } from '../drivers/driver.ts'

/** What every channel of every unit said last, bound to a point or not: for the installer's screens. */
export class NewestChannels {
  private readonly units = new Map<string, Map<string, ChannelSample>>()

  note(samples: readonly ChannelSample[]): void {
    for (const sample of samples) {
      if (sample.late === true) continue
      let channels = this.units.get(sample.unit)
      if (channels === undefined) {
        channels = new Map()
        this.units.set(sample.unit, channels)
      }
      channels.set(sample.channel, sample)
    }
  }

  /** Forgets units that are gone. */
  follow(units: readonly { id: string }[]): void {
    const kept = new Set(units.map(({ id }) => id))
    for (const id of this.units.keys()) if (!kept.has(id)) this.units.delete(id)
  }

  of(unit: string): ReadonlyMap<string, ChannelSample> {
    return this.units.get(unit) ?? new Map()
  }
}
