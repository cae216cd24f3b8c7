import type { Transport } from '@zaojun/core'
import { Hj212Caller } from './hj212/hj212-caller.ts'
import { HttpCaller } from './http/http-caller.ts'
import { Jt808Caller } from './jt808/jt808-caller.ts'
import { MqttCaller } from './mqtt/mqtt-caller.ts'
import type { KitchenPlan } from './plan.ts'
import type { Place } from './ports.ts'
import type { SimulatedUnit } from './simulated-unit.ts'

/** Units that come to the box by themselves: they dial its listener or its broker, and try again for ever. */
export type Caller = { start(): void; stop(): Promise<void> }

export type CallerOptions = {
  bus: KitchenPlan['buses'][number]
  units: SimulatedUnit[]
  /** Where the box listens. */
  place: Place
  now(): number
  random(): number
  /** The password of a unit or bus, as the box's secret store names it. */
  secret(name: string): string | undefined
}

/** Which caller speaks which transport; a new protocol is a folder and a row here. */
export const CALLERS: Partial<Record<Transport, (options: CallerOptions) => Caller>> = {
  'hj-212': (options) => new Hj212Caller(options),
  http: (options) => new HttpCaller(options),
  'jt-808': (options) => new Jt808Caller(options),
  mqtt: (options) => new MqttCaller(options),
}
