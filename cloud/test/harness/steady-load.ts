import { setTimeout as sleep } from 'node:timers/promises'
import type { Series } from '../../src/routes/series/schema.ts'
import { CloudClient } from './cloud-client.ts'
import { reading, TestBox } from './test-box.ts'

const ANSWER_MS = 5_000
const SHORTEST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 1_000
const POINT = 'core-temperature'
/** Readings asked for at once where what is held is compared. */
const COMPARED_AT_ONCE = 20_000

type Options = {
  /** Where boxes send to: a load balancer. */
  url: string
  site: string
  boxes: number
  /** A box seals a batch so often; readings in it. */
  everyMs: number
  readings: number
}
/** What was seen since the last look. `pauseMs`: longest time in which nothing at all was acknowledged. */
export type LoadWindow = {
  acknowledged: number
  pauseMs: number
  /** From the first try to the acknowledgement, each batch, ms. */
  latencies: number[]
  /** Answers that were no acknowledgement, by status or reason. */
  refused: Record<string, number>
}
export type Held = { readings: number; lost: number; duplicated: number; wrong: number }

/** One box: its value follows from the seq, so that any loss, doubling or mix-up shows. */
class Sender {
  readonly box = new TestBox()
  readonly device: string
  /** Wall time of each batch's first reading, in order. */
  readonly starts: number[] = []
  acknowledgedTo = 0

  constructor(index: number) {
    this.device = `probe-${index}`
  }

  seal(readings: number) {
    const now = Math.max(Date.now(), (this.starts.at(-1) ?? 0) + readings)
    const from = this.starts.length * readings + 1
    this.starts.push(now)
    return this.box.seal(
      Array.from({ length: readings }, (_, i) => ({
        body: reading(this.device, POINT, from + i + 0.5),
        wall: now + i,
      })),
    )
  }
}

/** Boxes that send all the time through one address, and send again until they are answered, as real ones do. */
export class SteadyLoad {
  private readonly options: Options
  readonly client: CloudClient
  private readonly senders: Sender[]
  private running: Promise<unknown> = Promise.resolve()
  private going = false
  private seen: LoadWindow = empty()
  private lastAt = 0
  /** Batches acknowledged in all. */
  total = 0

  constructor(options: Options) {
    this.options = options
    this.client = new CloudClient(options.url)
    this.senders = Array.from({ length: options.boxes }, (_, index) => new Sender(index + 1))
  }

  async start(): Promise<void> {
    await this.client.enrol(
      this.options.site,
      this.senders.map(({ box }) => box),
    )
    this.going = true
    this.lastAt = performance.now()
    this.running = Promise.all(this.senders.map((sender, index) => this.run(sender, index)))
  }

  /** What is sealed is still delivered. */
  async stop(): Promise<void> {
    this.going = false
    await this.running
  }

  /** What was seen since the last look. */
  look(): LoadWindow {
    const { seen } = this
    seen.pauseMs = Math.max(seen.pauseMs, performance.now() - this.lastAt)
    this.seen = empty()
    this.lastAt = performance.now()
    return seen
  }

  private async run(sender: Sender, index: number): Promise<void> {
    const { everyMs, readings, boxes } = this.options
    let due = performance.now() + (everyMs * index) / boxes
    while (this.going) {
      await sleep(Math.max(0, due - performance.now()))
      due = Math.max(due + everyMs, performance.now() - everyMs)
      const { envelope, to } = sender.seal(readings)
      const began = performance.now()
      for (let pause = SHORTEST_PAUSE_MS; !(await this.send(sender, envelope)); )
        pause = Math.min(LONGEST_PAUSE_MS, (await sleep(pause, pause)) * 2)
      const now = performance.now()
      sender.acknowledgedTo = to
      this.seen.latencies.push(now - began)
      this.seen.pauseMs = Math.max(this.seen.pauseMs, now - this.lastAt)
      this.seen.acknowledged += 1
      this.total += 1
      this.lastAt = now
    }
  }

  private async send({ box }: Sender, envelope: Uint8Array): Promise<boolean> {
    let outcome: string
    try {
      const answer = await fetch(`${this.options.url}/v1/batches`, {
        method: 'POST',
        headers: { authorization: `Bearer ${box.token}`, 'content-type': 'application/cose' },
        body: new Uint8Array(envelope),
        signal: AbortSignal.timeout(ANSWER_MS),
      })
      await answer.arrayBuffer()
      if (answer.status === 200) return true
      outcome = String(answer.status)
    } catch (error) {
      outcome = error instanceof Error ? error.name : 'failed'
    }
    this.seen.refused[outcome] = (this.seen.refused[outcome] ?? 0) + 1
    return false
  }

  /** What the cloud holds against what it acknowledged, reading by reading. Once stopped. */
  async compare(): Promise<Held> {
    const headers = { authorization: `Bearer ${await this.client.login()}` }
    const { readings, site } = this.options
    const step = Math.max(1, Math.floor(COMPARED_AT_ONCE / readings))
    const held: Held = { readings: 0, lost: 0, duplicated: 0, wrong: 0 }
    for (const { device, starts, acknowledgedTo } of this.senders) {
      const found = new Set<number>()
      for (let i = 0; i < starts.length; i += step) {
        const to = starts[i + step] ?? (starts.at(-1) ?? 0) + readings
        const query = `device=${device}&point=${POINT}&from=${starts[i]}&to=${to}&resolution=raw`
        const {
          s = [],
          v,
          truncated,
        } = await this.client.json<Series>(`/v1/sites/${site}/series?${query}`, { headers })
        if (truncated) throw new Error('more readings than one answer holds')
        s.forEach((seq, index) => {
          if (found.has(seq)) held.duplicated += 1
          if (v[index] !== seq + 0.5) held.wrong += 1
          found.add(seq)
        })
      }
      held.readings += found.size
      for (let seq = 1; seq <= acknowledgedTo; seq++) if (!found.has(seq)) held.lost += 1
    }
    return held
  }
}

const empty = (): LoadWindow => ({ acknowledged: 0, pauseMs: 0, latencies: [], refused: {} })
