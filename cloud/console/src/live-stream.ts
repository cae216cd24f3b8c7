import { type Failure, failureFrom, failureOf } from './api/failure.ts'
import { EventText } from './event-text.ts'
import { retryDelayMs } from './retry-delay.ts'

/**
 * One live connection (server-sent events over fetch) that heals itself. `EventSource` retries at a fixed pace
 * for ever, hides why, and does not see the server's heartbeat; this one backs off, capped and jittered, says
 * where it stands and takes a silent line for dead.
 */
export type LiveState =
  | { state: 'connecting' }
  | { state: 'open'; since: number }
  | { state: 'waiting'; since: number; retryAt: number; attempt: number; failure: Failure }

/** Three heartbeats of the server missed. */
const LONGEST_SILENCE_MS = 45_000

type Options = {
  url: string
  /** What to do with the JSON of each event type. */
  on: Record<string, (data: unknown) => void>
  changed: (state: LiveState) => void
  now: () => number
  random: () => number
}

export class LiveStream {
  private connection: AbortController | undefined
  private timer: number | undefined
  private silence: number | undefined
  private attempt = 0
  private readonly options: Options

  constructor(options: Options) {
    this.options = options
  }

  start(): void {
    this.stop()
    const connection = new AbortController()
    this.connection = connection
    this.options.changed({ state: 'connecting' })
    this.listen(connection.signal).catch((thrown) => {
      // Stopped or started anew: this connection is nobody's any more.
      if (this.connection === connection) this.fail(failureOf(thrown))
    })
  }

  stop(): void {
    window.clearTimeout(this.timer)
    window.clearTimeout(this.silence)
    const connection = this.connection
    this.connection = undefined
    connection?.abort()
  }

  private async listen(signal: AbortSignal): Promise<void> {
    const { url, changed, now } = this.options
    this.heard()
    const response = await fetch(url, { signal, headers: { accept: 'text/event-stream' }, cache: 'no-store' })
    if (!response.ok || response.body === null)
      throw failureFrom(response, await response.json().catch(() => undefined))
    this.attempt = 0
    changed({ state: 'open', since: now() })
    const text = new EventText()
    const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      this.heard()
      for (const { event, data } of text.take(piece.value))
        if (data !== undefined) this.options.on[event]?.(JSON.parse(data))
    }
    throw new TypeError('the live stream ended')
  }

  private heard(): void {
    window.clearTimeout(this.silence)
    this.silence = window.setTimeout(() => this.fail(failureOf(new TypeError('silent too long'))), LONGEST_SILENCE_MS)
  }

  private fail(failure: Failure): void {
    this.stop()
    const { changed, now, random } = this.options
    const delay = retryDelayMs(this.attempt, random())
    this.attempt += 1
    changed({ state: 'waiting', since: now(), retryAt: now() + delay, attempt: this.attempt, failure })
    this.timer = window.setTimeout(() => this.start(), delay)
  }
}
