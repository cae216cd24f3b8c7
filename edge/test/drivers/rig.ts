import { setTimeout as pause } from 'node:timers/promises'
import type { Bus, Unit } from '@zaojun/core'
import { loadCatalogue } from '@zaojun/device-profiles'
import { onTestFinished } from 'vitest'
import type { KitchenPlan } from '../../../scripts/simulator/plan.ts'
import { hasSocat } from '../../../scripts/simulator/ports.ts'
import { Simulator, type SimulatorOptions } from '../../../scripts/simulator/simulator.ts'
import type {
  BusDriver,
  ChannelRole,
  ChannelRoles,
  ChannelSample,
  UnitEvent,
  UnitHealth,
} from '../../src/drivers/driver.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { itNeeding } from '../harness/needing.ts'

export const catalogue = loadCatalogue()
type Units = KitchenPlan['buses'][number]['units']

/** Undone when the test is over, last things first. */
export const atEnd = (cleanup: () => Promise<void>): void => onTestFinished(cleanup)

/** A test over a pseudo-terminal. */
export const itOnSerial = (title: string, body: () => Promise<void>): void =>
  itNeeding(hasSocat() ? [] : ['socat'], title, body)

/** Everything a driver said, and a way to await the next thing it says. */
export class Ear {
  readonly samples: ChannelSample[] = []
  readonly health: UnitHealth[] = []
  readonly faults: { code: string; unit?: string; message: string }[] = []
  readonly events: UnitEvent[] = []
  readonly secrets = new Map<string, string>()
  /** Device → why it must not run; a room nobody told of is clear here. */
  readonly harms = new Map<string, string>()
  private readonly listeners = new Set<() => void>()

  readonly context = {
    now: () => performance.now(),
    random: () => 0.5,
    onEvent: async (event: UnitEvent) => this.heard(() => this.events.push(event)),
    secret: (name: string) => this.secrets.get(name),
    harm: (device: string) => this.harms.get(device),
    onSamples: (samples: ChannelSample[]) => this.heard(() => this.samples.push(...samples)),
    onHealth: (health: UnitHealth) => this.heard(() => this.health.push(health)),
    report: (fault: { bus: string; unit?: string; code: string; message: string }) =>
      this.heard(() => this.faults.push(fault)),
  }

  /** Settles as soon as `find` gives something. */
  async until<T>(find: () => T | undefined | false): Promise<T> {
    for (;;) {
      const found = find()
      if (found !== undefined && found !== false) return found
      await new Promise<void>((done) => {
        const listener = () => {
          this.listeners.delete(listener)
          done()
        }
        this.listeners.add(listener)
      })
    }
  }

  /** The first sample of a channel from now on (or since `from`) that fits. */
  sample(
    channel: string,
    fits: (sample: ChannelSample) => boolean = () => true,
    from = this.samples.length,
  ): Promise<ChannelSample> {
    return this.until(() => this.samples.slice(from).find((sample) => sample.channel === channel && fits(sample)))
  }

  reaches(unit: string, health: UnitHealth['health'], from = this.health.length): Promise<UnitHealth> {
    return this.until(() => this.health.slice(from).find((each) => each.unit === unit && each.health === health))
  }

  private heard(keep: () => void): void {
    keep()
    for (const listener of [...this.listeners]) listener()
  }
}

/** Every channel bound as its profile proposes: one device of each kind at each position. */
export function rolesOf(units: Unit[]): ChannelRoles {
  return new Map(
    units.map((unit) => {
      const profile = catalogue.profiles.get(unit.profile)
      const roles: ChannelRole[] = []
      for (const [kind, points] of Object.entries(profile?.bindings ?? {}))
        for (let position = 1; position <= (profile?.positions ?? 0); position++)
          for (const [point, channel] of Object.entries(points))
            roles.push({
              channel: channel.replace('{position}', String(position)),
              device: `${unit.id}-${kind}-${position}`,
              kind,
              point,
            })
      return [unit.id, roles]
    }),
  )
}

export type Rig = { simulator: Simulator; driver: BusDriver; ear: Ear; bus: Bus }

/** One simulated bus with its units, and the real driver of it, started. */
export async function rigOf(
  transport: Bus['transport'],
  units: Units,
  options: SimulatorOptions & { baudRate?: number } = {},
): Promise<Rig> {
  const { baudRate = 115200, ...rest } = options
  const plan: KitchenPlan = { buses: [{ id: 'line', name: 'line', transport, baudRate, units }], devices: [] }
  const simulator = new Simulator({ plan, catalogue, random: () => 0.5, ...rest })
  await simulator.start()
  atEnd(() => simulator.stop())
  const { buses, units: registered } = simulator.kitchen()
  const bus = buses[0]
  if (!bus) throw new Error('no bus')
  const ear = new Ear()
  const driver = createBusDriver(bus, catalogue, ear.context)
  driver.setUnits(registered, rolesOf(registered))
  atEnd(() => driver.stop())
  driver.start()
  return { simulator, driver, ear, bus }
}

/** Awaits what only a counter shows; no statement about time. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(10)
}
