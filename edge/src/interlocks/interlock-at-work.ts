import type { Value } from '@zaojun/core'
import type { Surroundings } from '../alarms/surroundings.ts'
import { Driving, type DrivingParts } from './driving.ts'
import type { Cause, Instance } from './instances.ts'
import type { Mode, Trip } from './memory.ts'

const SECOND_MS = 1000
/** After so many orders that did not show, people are called. */
const ATTEMPTS_UNTIL_ALARM = 3

export type State = 'ready' | 'counting' | 'held' | 'tripped'
/** What others are told of at once. `would-trip`: in test mode. */
export type Turn = 'counting' | 'calmed' | 'tripped' | 'would-trip' | 'released' | 'shown'

type Parts = DrivingParts & {
  surroundings: Surroundings
  wall(): number | null
  onTurn(work: InterlockAtWork, turn: Turn): void
  /** Whether another interlock wants this of the device now. */
  wantedElsewhere(work: InterlockAtWork, device: string, command: string): boolean
}

/** One interlock in one place: from its causes to its orders. Times are monotonic ms. */
export class InterlockAtWork {
  readonly instance: Instance
  mode: Mode
  state: State = 'ready'
  trip: Trip | undefined
  /** When a countdown ends, or a hold. */
  endsAt: number | undefined
  drivings: Driving[] = []
  private readonly parts: Parts
  private wouldTrip = false

  constructor(instance: Instance, mode: Mode, parts: Parts) {
    this.instance = instance
    this.mode = mode
    this.parts = parts
  }

  /** The cause that holds now. */
  cause(): (Cause & { value: Value | undefined }) | undefined {
    const now = this.parts.now()
    for (const cause of this.instance.causes) {
      const { active, value } = cause.judge.verdict(now, this.parts.surroundings.of(cause.rule, cause.device))
      if (active) return { ...cause, value }
    }
    return undefined
  }

  /** No order of it shows although it was given again and again. */
  get unconfirmed(): boolean {
    return this.drivings.some(({ progress }) => !progress.shown && progress.attempts >= ATTEMPTS_UNTIL_ALARM)
  }

  /** Called with every value that concerns it, and as time passes. */
  decide(): void {
    if (this.mode === 'off') return
    const cause = this.cause()
    if (this.mode === 'test') this.watchOnly(cause !== undefined)
    else if (this.state === 'tripped') this.goOn(cause !== undefined)
    else if (cause === undefined) this.calm()
    else this.close(cause)
  }

  hold(): void {
    this.state = 'held'
    this.endsAt = this.parts.now() + (this.instance.interlock.countdown?.holdSeconds ?? 0) * SECOND_MS
  }

  /** Acts now. */
  engage(trip: Trip): void {
    this.trip = trip
    this.state = 'tripped'
    this.endsAt = undefined
    this.drivings = this.instance.targets.map((target) => new Driving(target, this.instance.interlock.id, this.parts))
    for (const driving of this.drivings) driving.step()
  }

  /** Stops acting; what it ordered stays as it is, but for what the interlock says. */
  disengage(): void {
    for (const driving of this.drivings) driving.end()
    this.drivings = []
    this.trip = undefined
    this.state = 'ready'
    for (const { act, device } of this.instance.targets) {
      if (act.release === undefined || this.parts.wantedElsewhere(this, device.id, act.command)) continue
      const order = { device: device.id, command: act.release, by: this.instance.interlock.id }
      this.parts.report.watch('interlocks.release', this.parts.commands.act(order))
    }
  }

  private watchOnly(holds: boolean): void {
    if (holds && !this.wouldTrip) this.parts.onTurn(this, 'would-trip')
    this.wouldTrip = holds
  }

  private goOn(holds: boolean): void {
    const steps = this.drivings.map((driving) => driving.step())
    if (steps.some(Boolean)) this.parts.onTurn(this, 'shown')
    if (holds || this.instance.interlock.latching || this.trip?.testedBy !== undefined) return
    this.disengage()
    this.parts.onTurn(this, 'released')
  }

  private calm(): void {
    if (this.state === 'ready') return
    this.state = 'ready'
    this.endsAt = undefined
    this.parts.onTurn(this, 'calmed')
  }

  private close({ device, point, value }: Cause & { value: Value | undefined }): void {
    const { countdown } = this.instance.interlock
    const now = this.parts.now()
    if (countdown !== undefined && (this.state === 'ready' || (this.state === 'held' && now >= (this.endsAt ?? 0)))) {
      this.state = 'counting'
      this.endsAt = now + countdown.seconds * SECOND_MS
      this.parts.onTurn(this, 'counting')
      return
    }
    if (countdown !== undefined && now < (this.endsAt ?? 0)) return
    this.engage({ at: this.parts.wall(), device: device.id, point, value: value ?? null })
    this.parts.onTurn(this, 'tripped')
  }
}
