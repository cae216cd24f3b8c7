import type { Bus, Quality, Unit, Value } from '@zaojun/core'

/** One value of one channel as the unit gave it; the gateway turns it into readings of the devices bound to it. */
export type ChannelSample = {
  unit: string
  channel: string
  value: Value
  quality: Quality
  reason?: string
  /** Monotonic ms (the injected clock) at which the answer arrived. */
  mono: number
  deviceTime?: number
}

/** `connecting`: no answer yet · `online` · `offline`: breaker open, probed with back-off · `error`: configuration. */
export type UnitHealth = {
  unit: string
  health: 'connecting' | 'online' | 'offline' | 'error'
  /** Monotonic ms of the change. */
  since: number
  attempt: number
  reason?: string
}

/** A line of a unit's traffic trace, newest last. `at` is wall ms for people's eyes only. */
export type TraceLine = {
  at: number
  direction: 'tx' | 'rx'
  hex: string
  decoded?: Record<string, Value>
  note?: string
}

export type BusStats = {
  bus: string
  connected: boolean
  transactions: number
  errors: Record<string, number>
  units: (UnitHealth & { polls: number; answers: number })[]
}

/** An order to a unit: a command of its profile, on a channel. */
export type UnitOrder = { unit: string; channel: string; command: string; value?: Value }
/** `confirmed` by read-back; `accepted` where the unit acknowledged and no read-back exists. */
export type UnitOrderResult = { result: 'accepted' | 'confirmed' | 'refused' | 'timed-out'; reason?: string }

/** What a driver is given. Every failure inside a driver ends in `report`. */
export type DriverContext = {
  /** Monotonic ms. */
  now(): number
  random(): number
  /** Wall ms, for the traffic trace alone; the system clock when left out. */
  wall?(): number
  onSamples(samples: ChannelSample[]): void
  onHealth(health: UnitHealth): void
  report(fault: { bus: string; unit?: string; code: string; message: string }): void
}

/** One bus: its connection, its scheduler, its units. Constructors do nothing; `stop` undoes all of `start`. */
export type BusDriver = {
  readonly bus: Bus
  start(): void
  stop(): Promise<void>
  /** Replaces the set of units; unchanged units keep their schedule and health. */
  setUnits(units: Unit[]): void
  command(order: UnitOrder): Promise<UnitOrderResult>
  trace(unit: string): TraceLine[]
  stats(): BusStats
}
