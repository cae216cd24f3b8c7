import { Turns } from '@zaojun/core'
import type { Client } from 'aedes'
import type { Caller } from './access.ts'
import { type Delivery, NotDelivered } from './exchange.ts'

const SECOND_MS = 1000

type Pace = { perSecond: number; burst: number; now(): number }
type Waiting = { done(delivery: Delivery): void; failed(error: Error): void }

/** One client of our own broker: who it is, what it hears, how fast it may speak, which orders it has not acknowledged. */
export class Session {
  readonly caller: Caller
  private readonly client: Client
  private readonly pace: Pace
  private readonly heard = new Map<string, number>()
  private readonly waiting: Waiting[] = []
  private readonly turns = new Turns()
  private tokens: number
  private filledAt: number

  constructor(client: Client, caller: Caller, pace: Pace) {
    this.client = client
    this.caller = caller
    this.pace = pace
    this.tokens = pace.burst
    this.filledAt = pace.now()
  }

  subscribed(filter: string, qos: number): void {
    this.heard.set(filter, qos)
  }

  unsubscribed(filters: string[]): void {
    for (const filter of filters) this.heard.delete(filter)
  }

  /** The best QoS it hears a topic with; undefined where it does not listen. */
  hears(topic: string): number | undefined {
    const fitting = [...this.heard].filter(([filter]) => matches(filter, topic)).map(([, qos]) => qos)
    return fitting.length === 0 ? undefined : Math.max(...fitting)
  }

  /** One message after the other, none before its turn: they are acknowledged in the order they came. */
  inTurn(deal: () => Promise<void>): Promise<void> {
    return this.turns.take(async () => {
      await this.token()
      await deal()
    })
  }

  send(topic: string, bytes: Uint8Array, qos: number): Promise<Delivery> {
    return new Promise((done, failed) => {
      const packet = { topic, payload: Buffer.from(bytes), retain: false, dup: false }
      if (qos > 0) this.waiting.push({ done, failed })
      this.client.publish({ cmd: 'publish', ...packet, qos: qos > 0 ? 1 : 0 }, (error) => {
        if (error) failed(new NotDelivered('bus-disconnected'))
        else if (qos === 0) done('sent')
      })
    })
  }

  /** The client acknowledged the oldest order it has not acknowledged (MQTT 3.1.1, section 4.6: in their order). */
  acknowledged(): void {
    this.waiting.shift()?.done('acknowledged')
  }

  ended(): void {
    for (const { failed } of this.waiting.splice(0)) failed(new NotDelivered('bus-disconnected'))
  }

  close(): void {
    this.client.close()
  }

  /** Waits until the client may speak again. Meanwhile the broker does not read on. */
  private async token(): Promise<void> {
    const { perSecond, burst, now } = this.pace
    const at = now()
    this.tokens = Math.min(burst, this.tokens + ((at - this.filledAt) / SECOND_MS) * perSecond) - 1
    this.filledAt = at
    if (this.tokens >= 0) return
    const waitMs = (-this.tokens / perSecond) * SECOND_MS
    await new Promise<void>((done) => setTimeout(done, waitMs))
  }
}

/** Whether a topic filter covers a topic (MQTT 3.1.1, section 4.7). */
export function matches(filter: string, topic: string): boolean {
  const wanted = filter.split('/')
  const given = topic.split('/')
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true
    if (index >= given.length || (level !== '+' && level !== given[index])) return false
  }
  return wanted.length === given.length
}
