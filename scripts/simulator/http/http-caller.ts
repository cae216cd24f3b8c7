import type { Caller, CallerOptions } from '../callers.ts'
import type { SimulatedUnit } from '../simulated-unit.ts'
import { eventOf, greetingOf, reportOf } from './bodies.ts'
import { type Posted, PushClient } from './push-client.ts'

const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 10_000
const MOST_WAITING = 200

/** One unit: what it has to say goes out in order, each thing until it is taken. */
class PushingUnit {
  private readonly unit: SimulatedUnit
  private readonly client: PushClient
  private readonly random: () => number
  private readonly waiting: Posted[] = []
  private timer: NodeJS.Timeout | undefined
  private retry: NodeJS.Timeout | undefined
  private forget: (() => void) | undefined
  private sending = false
  private failures = 0
  private stopped = true

  constructor(unit: SimulatedUnit, client: PushClient, random: () => number) {
    this.unit = unit
    this.client = client
    this.random = random
  }

  start(): void {
    this.stopped = false
    const { everyMs } = this.unit.profile.http ?? {}
    const greeting = greetingOf(this.unit)
    if (greeting !== undefined) this.say(greeting)
    this.forget = this.unit.onTold((told) => {
      if (this.unit.alive) this.say(eventOf(this.unit, told, Date.now()))
    })
    if (everyMs === undefined) return
    this.report()
    this.timer = setInterval(() => this.report(), everyMs)
  }

  stop(): void {
    this.stopped = true
    clearInterval(this.timer)
    clearTimeout(this.retry)
    this.forget?.()
    this.client.stop()
  }

  /** A report is of now: it waits for nobody. */
  private report(): void {
    if (this.unit.alive && this.waiting.length === 0) this.say(reportOf(this.unit, Date.now()))
  }

  private say(posted: Posted): void {
    this.waiting.push(posted)
    if (this.waiting.length > MOST_WAITING) this.waiting.shift()
    void this.send()
  }

  private async send(): Promise<void> {
    if (this.sending || this.stopped) return
    this.sending = true
    while (!this.stopped && this.waiting[0] !== undefined) {
      const [posted] = this.waiting
      const answer = await this.client.send(posted).catch(() => undefined)
      if (answer?.status === 200) {
        this.failures = 0
        this.waiting.shift()
      } else if (!this.stopped) {
        const longest = Math.min(FIRST_RETRY_MS * 2 ** this.failures++, LONGEST_RETRY_MS)
        this.retry = setTimeout(() => void this.send(), longest * (0.5 + this.random() / 2))
        break
      }
    }
    this.sending = false
  }
}

/** Units that push over HTTP, each as its profile words it, with a password where the box asks for one. */
export class HttpCaller implements Caller {
  private readonly units: PushingUnit[]

  constructor({ bus, units, place, random, secret }: CallerOptions) {
    const port = 'port' in place ? place.port : 0
    this.units = units.map((unit) => {
      const known = secret(`unit.${unit.unit.id}`) ?? secret(`bus.${bus.id}`)
      const by = unit.profile.http?.adapter === 'json' ? 'bearer' : 'digest'
      return new PushingUnit(unit, new PushClient(port, { secret: known, by }), random)
    })
  }

  start(): void {
    for (const unit of this.units) unit.start()
  }

  async stop(): Promise<void> {
    for (const unit of this.units) unit.stop()
  }
}
