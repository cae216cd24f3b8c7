import type { UnitOnBus } from '../unit-on-bus.ts'

/**
 * A message as it came from the broker. `retained`: the broker kept it from before. `speaksFor`: whose words it may be,
 * where the broker is ours and knows who sent it.
 */
export type Arrival = {
  topic: string
  bytes: Uint8Array
  retained: boolean
  speaksFor?(unit: UnitOnBus): boolean
}

/** What the driver is told by its side of the broker. */
export type ExchangeEvents = {
  /** Resolves when the message has been dealt with; only then is it acknowledged. */
  onMessage(arrival: Arrival): Promise<void>
  /** `reason` is a stable code, `detail` what an installer should look at. */
  onState(connected: boolean, reason?: string, detail?: string): void
  count(code: string): void
  /** Somebody logs in under a name nobody configured. */
  onStranger(name: string): void
  /** A bridge published what no unit here is called. */
  onForeign(topic: string): void
}

/** A topic to be heard. `kept`: an outside broker keeps what comes while the box is away; events are, values are not. */
export type Followed = { topic: string; kept: boolean }

/** An order was acknowledged: by the unit or its bridge on our own broker, by the broker on an outside one. */
export type Delivery = 'acknowledged' | 'sent'

/** Why an order did not go out, or nobody said it came: the message is the stable code. */
export class NotDelivered extends Error {
  /** Nothing was written. */
  readonly refused: boolean

  constructor(code: string, refused = false) {
    super(code)
    this.refused = refused
  }
}

/** One side of MQTT: our own broker, or a connection to an outside one. */
export type Exchange = {
  start(): void
  stop(): Promise<void>
  /** The topics units of this bus publish on; replaces the ones before. */
  follow(topics: Followed[]): void
  /** Sends an order to whoever listens now; rejects `NotDelivered`. Nothing is kept for later. */
  publish(topic: string, bytes: Uint8Array): Promise<Delivery>
}

export type MqttLimits = {
  /** A reading is a few hundred bytes; what a bridge tells of itself may be longer. A picture does not come this way. */
  packetBytes: number
  clients: number
  topicLength: number
  /** New connections a second of one address, and how many at once after a pause. */
  connectionsPerSecond: number
  connectionBurst: number
  /** Messages a second of one client; so many more at once after a pause. Whoever sends more is read more slowly. */
  messagesPerSecond: number
  messageBurst: number
}

export const MQTT_LIMITS: MqttLimits = {
  packetBytes: 256 * 1024,
  clients: 256,
  topicLength: 256,
  connectionsPerSecond: 10,
  connectionBurst: 100,
  messagesPerSecond: 200,
  messageBurst: 1000,
}
