import type { Bus, Correction, Quality, Unit, Value } from '@zaojun/core'
import type { ReadRange } from '@zaojun/device-profiles/modbus/pdu'

/** One value of one channel as the unit gave it; the gateway turns it into readings of the devices bound to it. */
export type ChannelSample = {
  unit: string
  channel: string
  value: Value
  quality: Quality
  reason?: string
  /** Monotonic ms (the injected clock) at which the answer arrived. */
  mono: number
  /** The unit's own time, UTC ms. */
  deviceTime?: number
  /** The unit kept it and tells it now: it was so at `deviceTime`, and is never the newest. */
  late?: true
  /** The calibration the value was corrected with. */
  calibration?: string
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
  /** Addresses that spoke here and belong to no unit, newest last. `at` is wall ms for people's eyes only. */
  strangers?: { address: string; at: number }[]
  units: (UnitHealth & { polls: number; answers: number })[]
}

/** An order to a unit: a command of its profile, on a channel. */
export type UnitOrder = { unit: string; channel: string; command: string; value?: Value }
/** `confirmed` by read-back; `accepted` where the unit acknowledged and no read-back exists. */
export type UnitOrderResult = { result: 'accepted' | 'confirmed' | 'refused' | 'timed-out'; reason?: string }

/** What a probe brought: the data bytes of the answer, or a stable code; `frame` is what came, as it came. */
export type ProbeAnswer = { data: Uint8Array; frame: Uint8Array } | { error: string; frame: Uint8Array }

/** A picture that came with a message of a unit. */
export type Picture = { bytes: Uint8Array; mediaType: 'image/jpeg' | 'image/png' | 'image/webp' }

/**
 * Something a unit told of at once, as it told it. Personal fields are taken apart behind this door; a driver never
 * logs or traces them. The same `key` from the same unit is the same event.
 */
export type UnitEvent = {
  unit: string
  event: string
  fields: Record<string, number | boolean | string>
  pictures: Picture[]
  key?: string
  deviceTime?: number
}

/** What a channel of a unit is to the kitchen: the point of a device bound to it. */
export type ChannelRole = { channel: string; device: string; kind: string; point: string }
/** Unit id → the roles of its channels. */
export type ChannelRoles = ReadonlyMap<string, readonly ChannelRole[]>

/** What a driver is given. Every failure inside a driver ends in `report`. */
export type DriverContext = {
  /** Monotonic ms. */
  now(): number
  random(): number
  /** Wall ms, for the traffic trace alone; the system clock when left out. */
  wall?(): number
  /** The box's own time, UTC ms, null while it knows none: what a unit's own time is judged by. */
  time?(): number | null
  onSamples(samples: ChannelSample[]): void
  /** Resolves when the event is on disk; only then may the driver tell the unit that it was taken. */
  onEvent(event: UnitEvent): Promise<void>
  /** A password or key of the box's secret store (`bus.<id>`, `unit.<id>`); undefined where none was set. */
  secret(name: string): string | undefined
  /** Keeps what a unit was given to prove itself with, under `terminal.<unit>`; without it nothing outlives a restart. */
  keep?(name: string, secret: string): void
  /**
   * Why an order that harms people must not go to this device now (design 12): `denied-person-present`,
   * `denied-door-open`, both also where that is unknown, stale or missing; undefined when the room is known clear.
   */
  harm(device: string): string | undefined
  /** The calibrations in force of a unit by channel; undefined where there are none. */
  corrections?(unit: string): ReadonlyMap<string, Correction> | undefined
  onHealth(health: UnitHealth): void
  report(fault: { bus: string; unit?: string; code: string; message: string }): void
}

/** One bus: its connection, its scheduler, its units. Constructors do nothing; `stop` undoes all of `start`. */
export type BusDriver = {
  readonly bus: Bus
  start(): void
  stop(): Promise<void>
  /**
   * Replaces the set of units and what their channels are to the kitchen; unchanged units keep their schedule and
   * health. Without a role a channel takes no orders.
   */
  setUnits(units: Unit[], roles?: ChannelRoles): void
  command(order: UnitOrder): Promise<UnitOrderResult>
  /**
   * Reads at an address that need not be a unit's, in a pause of the bus; orders and polls go first. Only buses of
   * units that are asked have it, and it can only read.
   */
  probe?(address: number, range: ReadRange, withinMs: number): Promise<ProbeAnswer>
  trace(unit: string): TraceLine[]
  stats(): BusStats
}
