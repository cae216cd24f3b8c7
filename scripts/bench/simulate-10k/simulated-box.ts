import { request } from 'node:http'
import { type Batch, RANGE_HEADER, type SeriesChunk } from '@zaojun/core'
import { digestOf, TestBox } from '../../../cloud/test/harness/test-box.ts'

export const READINGS = 50
const SERIES = 10
const POINTS = READINGS / SERIES
const MINUTE_MS = 60_000
const FORCE = { flows: 'a'.repeat(64), profiles: 'b'.repeat(64) }
const ANSWER_MS = 30_000
/** As a real box pauses (edge/src/uplink): doubling, capped, jittered. */
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000
/** HTTP answer that a batch has been taken. */
const TAKEN = 200

export type Sent = { ms: number; live: boolean; at: number }
type Pending = { n: number; digest: string; envelope: Uint8Array }
type Surroundings = {
  url: string
  random(): number
  isOnline(): boolean
  onSent(sent: Sent): void
  onRefused(outcome: string): void
}

/**
 * A box as the cloud sees it: its own key and chain, a batch of 50 readings a minute, kept until it is acknowledged. The
 * newest goes first, then what was left behind, one at a time; each request is a connection of its own, for a box that
 * says something once a minute holds none.
 */
export class SimulatedBox {
  readonly box = new TestBox()
  /** Number and digest of what was acknowledged. */
  readonly acknowledged: [number, string][] = []
  private readonly here: Surroundings
  private readonly start: number
  private readonly waiting: Pending[] = []
  private sealed = 0
  private prev: string | null = null
  private sending = false
  private pauseMs = FIRST_RETRY_MS
  /** What the cloud asked to wait at least. */
  private asideMs = 0

  constructor(here: Surroundings, start: number) {
    this.here = here
    this.start = start
  }

  get backlog(): number {
    return this.waiting.length
  }

  /** A minute is over. */
  seal(): void {
    const n = ++this.sealed
    const from = (n - 1) * READINGS + 1
    const minute = this.start + (n - 1) * MINUTE_MS
    const eras = [{ era: 1, boot: '0123456789abcdef', offset: this.start - MINUTE_MS, clock: 'synced' as const }]
    const to = from + READINGS - 1
    const series = Array.from({ length: SERIES }, (_, index) => this.chunk(index, from + index * POINTS, minute))
    const batch: Batch = {
      v: 1,
      box: this.box.id,
      n,
      prev: this.prev,
      from,
      to,
      eras,
      force: FORCE,
      series,
      entries: [],
    }
    const envelope = this.box.envelope(batch)
    this.prev = digestOf(envelope)
    this.waiting.push({ n, digest: this.prev, envelope })
    if (!this.sending) void this.deliver()
  }

  private chunk(index: number, s0: number, minute: number): SeriesChunk {
    const v = Array.from({ length: POINTS }, () => Math.round(this.here.random() * 1000) / 100)
    const every = MINUTE_MS / POINTS
    return {
      d: `fridge-${Math.floor(index / 2)}`,
      p: index % 2 === 0 ? 'air-temperature' : 'relative-humidity',
      e: 1,
      o: 0,
      s0,
      ds: Array.from({ length: POINTS - 1 }, () => 1),
      t0: minute + index,
      dt: Array.from({ length: POINTS - 1 }, () => every),
      v,
    }
  }

  private async deliver(): Promise<void> {
    this.sending = true
    while (this.waiting.length > 0) {
      // The newest first; once it is there the rest, oldest first.
      const newest = this.waiting.at(-1)
      const live = newest?.n === this.sealed
      const next = live ? newest : this.waiting[0]
      if (next === undefined) break
      const began = performance.now()
      if (await this.post(next)) {
        this.waiting.splice(this.waiting.indexOf(next), 1)
        this.acknowledged.push([next.n, next.digest])
        this.pauseMs = FIRST_RETRY_MS
        this.here.onSent({ ms: performance.now() - began, live, at: performance.now() })
        continue
      }
      const own = this.pauseMs / 2 + (this.here.random() * this.pauseMs) / 2
      const pause = Math.max(own, Math.min(LONGEST_RETRY_MS, this.asideMs * (1 + this.here.random() / 2)))
      this.asideMs = 0
      this.pauseMs = Math.min(LONGEST_RETRY_MS, this.pauseMs * 2)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
    this.sending = false
  }

  private post({ n, envelope }: Pending): Promise<boolean> {
    if (!this.here.isOnline()) return Promise.resolve(false)
    const pending = this.waiting.filter((each) => each.n !== n).map((each): [number, number] => [each.n, each.n])
    const headers = {
      authorization: `Bearer ${this.box.token}`,
      'content-type': 'application/cose',
      'content-length': envelope.length,
      [RANGE_HEADER]: JSON.stringify({ oldest: 1, newest: this.sealed, pending }),
    }
    return new Promise((resolve) => {
      const refused = (outcome: string) => {
        this.here.onRefused(outcome)
        resolve(false)
      }
      const options = { method: 'POST', agent: false, headers, timeout: ANSWER_MS }
      const call = request(`${this.here.url}/v1/batches`, options, (answer) => {
        answer.resume()
        this.asideMs = Number(answer.headers['retry-after'] ?? 0) * 1000
        answer.on('end', () => (answer.statusCode === TAKEN ? resolve(true) : refused(String(answer.statusCode))))
        answer.on('error', (error) => refused(error.message))
      })
      call.on('timeout', () => call.destroy(new Error('timeout')))
      call.on('error', (error: NodeJS.ErrnoException) => refused(error.code ?? error.message))
      call.end(envelope)
    })
  }
}
