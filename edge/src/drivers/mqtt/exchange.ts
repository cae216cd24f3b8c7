/** A message as it came from the broker. `client`: who sent it, where the broker is ours. */
export type Arrival = { topic: string; bytes: Uint8Array; retained: boolean }

/** What the driver is told by its side of the broker. */
export type ExchangeEvents = {
  /** Resolves when the message has been dealt with; only then is it acknowledged. */
  onMessage(arrival: Arrival): Promise<void>
  onState(connected: boolean, reason?: string): void
  count(code: string): void
  /** Somebody logs in under a name nobody configured. */
  onStranger(name: string): void
}

/** One side of MQTT: our own broker, or a connection to an outside one. */
export type Exchange = {
  start(): void
  stop(): Promise<void>
  /** The topics units of this bus publish on; replaces the ones before. */
  follow(topics: string[]): void
  /** Resolves when the broker has it; rejects where it has not. */
  publish(topic: string, bytes: Uint8Array): Promise<void>
}

export const MQTT_LIMITS = {
  /** A reading is a few hundred bytes; a picture does not come this way. */
  packetBytes: 64 * 1024,
  clients: 256,
  topicLength: 256,
}
