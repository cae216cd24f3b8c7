import type { Bus, Unit, Value } from '@zaojun/core'
import {
  type Catalogue,
  type ChannelValues,
  type Params,
  type Profile,
  paramsOf,
  UnitDecoder,
} from '@zaojun/device-profiles'
import { addressFault } from '@zaojun/device-profiles/stream/request'
import type { ChannelSample, DriverContext, UnitHealth } from './driver.ts'
import { Trace } from './trace.ts'

export type DriverCatalogue = Pick<Catalogue, 'profiles' | 'kinds'>

/** Why a unit cannot be spoken to as configured; undefined when it can. */
function faultOf(unit: Unit, bus: Bus, profile: Profile | undefined, faults: string[]): string | undefined {
  if (!profile) return 'unknown-profile'
  if (!profile.transports.includes(bus.transport)) return 'wrong-transport'
  if (profile.modbus && typeof unit.address !== 'number') return 'no-address'
  if (!profile.modbus && !profile.stream && unit.address === undefined) return 'no-address'
  const uncallable = profile.stream && addressFault(profile.stream, unit.address)
  if (uncallable !== undefined) return uncallable
  if (faults.length > 0) return `bad-parameter-${faults[0]}`.slice(0, 64)
  return undefined
}

/** One unit as its driver sees it: profile, decoder, health, counters and trace. */
export class UnitOnBus {
  readonly unit: Unit
  readonly profile: Profile | undefined
  readonly params: Params
  readonly trace: Trace
  /** Set where the configuration is wrong; such a unit is never spoken to. */
  readonly fault: string | undefined
  readonly decoder: UnitDecoder | undefined
  polls = 0
  answers = 0
  /** Sort of message → the unit's own time (UTC ms) of the newest that was news. */
  readonly newest = new Map<string, number>()
  private lateOne: UnitDecoder | undefined
  private readonly context: DriverContext
  private state: UnitHealth
  /** The readings were already declared stale; said once per silence. */
  private silent = false

  /** `taken`: the fault of a unit that is right in itself but has no place left on its bus. */
  constructor(unit: Unit, bus: Bus, catalogue: DriverCatalogue, context: DriverContext, taken?: string) {
    this.unit = unit
    this.context = context
    this.profile = catalogue.profiles.get(unit.profile)
    const { params, faults } = this.profile ? paramsOf(this.profile, unit.params) : { params: {}, faults: [] }
    this.params = params
    this.fault = faultOf(unit, bus, this.profile, faults) ?? taken
    const corrections = () => context.corrections?.(unit.id)
    this.decoder = this.profile && !this.fault ? new UnitDecoder(this.profile, params, corrections) : undefined
    this.trace = new Trace(context.wall ?? Date.now)
    this.state = { unit: unit.id, health: 'connecting', since: context.now(), attempt: 0 }
  }

  get health(): UnitHealth {
    return this.state
  }

  /** Tells the first state of a unit that has just been added. */
  announce(): void {
    if (this.fault) {
      this.state = { ...this.state, health: 'error', reason: this.fault }
      this.context.report({
        bus: this.unit.bus,
        unit: this.unit.id,
        code: 'unit-configuration',
        message: `${this.unit.id}: ${this.fault}`,
      })
    }
    this.context.onHealth(this.state)
  }

  alive(): void {
    this.silent = false
    this.change('online', 0)
  }

  /** The unit has fallen silent, or only garbage comes. Once per silence its channels are declared lost. */
  lost(reason: string, attempt: number, quality: 'stale' | 'bad' = 'stale'): void {
    if (this.fault) return
    this.change('offline', attempt, reason)
    if (this.silent) return
    this.silent = true
    if (this.decoder) this.emit(this.decoder.fail(reason, quality))
  }

  /** One answer that could not be used: its channels are bad for now. */
  spoiled(reason: string, channels?: string[]): void {
    if (this.decoder && !this.silent) this.emit(this.decoder.fail(reason, 'bad', channels))
  }

  /** Decodes what was kept and is told late; what is worked out from it has nothing to do with now. */
  get lateDecoder(): UnitDecoder | undefined {
    if (this.profile !== undefined && this.decoder !== undefined)
      this.lateOne ??= new UnitDecoder(this.profile, this.params, () => this.context.corrections?.(this.unit.id))
    return this.lateOne
  }

  /** `own`: the unit's own time of these values, and whether they were kept and are told late. */
  emit(values: ChannelValues, own: { deviceTime?: number; late?: true } = {}): void {
    const mono = this.context.now()
    const samples: ChannelSample[] = Object.entries(values).map(
      ([channel, { value, quality, reason, calibration }]) => ({
        unit: this.unit.id,
        channel,
        value,
        quality,
        ...(reason === undefined ? {} : { reason }),
        ...(calibration === undefined ? {} : { calibration }),
        ...own,
        mono,
      }),
    )
    if (samples.length > 0) this.context.onSamples(samples)
  }

  private change(health: UnitHealth['health'], attempt: number, reason?: string): void {
    const { health: before, reason: why } = this.state
    if (before === health && why === reason) {
      this.state = { ...this.state, attempt }
      return
    }
    this.state = { unit: this.unit.id, health, since: this.context.now(), attempt, ...(reason ? { reason } : {}) }
    this.context.onHealth(this.state)
  }
}

/** The values alone, as the trace shows them. */
export const shown = (values: ChannelValues): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).map(([key, { value }]) => [key, value]))
