import type { ChannelSample, DriverContext, UnitEvent, UnitHealth } from '../../edge/src/drivers/driver.ts'

/** What a driver says, kept for whoever tries a unit: the newest of each channel, events, health, faults. */
export class Listener {
  readonly newest = new Map<string, ChannelSample>()
  readonly events: UnitEvent[] = []
  readonly faults: { code: string; message: string }[] = []
  health: UnitHealth | undefined
  private readonly secrets: ReadonlyMap<string, string>

  constructor(secrets: ReadonlyMap<string, string> = new Map()) {
    this.secrets = secrets
  }

  /** Nobody vouches for the room here: nothing that harms people may run. */
  context(): DriverContext {
    return {
      now: () => performance.now(),
      random: Math.random,
      onSamples: (samples) => {
        for (const sample of samples) this.newest.set(sample.channel, sample)
      },
      onEvent: async (event) => {
        this.events.push(event)
      },
      secret: (name) => this.secrets.get(name),
      harm: () => 'denied-person-present',
      onHealth: (health) => {
        this.health = health
      },
      report: ({ code, message }) => this.faults.push({ code, message }),
    }
  }

  /** Waits until `holds`, at most `withinMs`; whether it came to hold. */
  async until(holds: () => boolean, withinMs: number): Promise<boolean> {
    const end = performance.now() + withinMs
    while (!holds()) {
      if (performance.now() >= end) return false
      await new Promise((done) => setTimeout(done, 20))
    }
    return true
  }
}
