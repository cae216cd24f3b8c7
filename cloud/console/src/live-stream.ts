/**
 * One live connection (SSE) that heals itself. `EventSource` alone retries at a fixed pace for ever and hides
 * why; this one backs off, capped and jittered, and always says where it stands.
 */
export type LiveState =
  | { state: 'connecting' }
  | { state: 'open'; since: number }
  | { state: 'waiting'; since: number; retryAt: number; attempt: number }

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000
/** A stream that stays silent this long is taken for dead, even if the socket never says so. */
const LONGEST_SILENCE_MS = 45_000

/** Full jitter between half and all of the capped doubling step: `random` is 0 … 1. */
export function retryDelayMs(attempt: number, random: number): number {
  const step = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10))
  return step / 2 + (random * step) / 2
}

type Options = {
  url: string
  /** What to do with the JSON of each event type. */
  on: Record<string, (data: unknown) => void>
  changed: (state: LiveState) => void
  /** A connection failed: ask whether the session still stands, for instance. */
  failed: () => void
  now: () => number
  random: () => number
}

export class LiveStream {
  private source: EventSource | undefined
  private timer: number | undefined
  private silence: number | undefined
  private attempt = 0
  private readonly options: Options

  constructor(options: Options) {
    this.options = options
  }

  start(): void {
    this.stop()
    this.connect()
  }

  stop(): void {
    window.clearTimeout(this.timer)
    window.clearTimeout(this.silence)
    this.source?.close()
    this.source = undefined
  }

  private connect(): void {
    const { url, on, changed, now } = this.options
    changed({ state: 'connecting' })
    const source = new EventSource(url)
    this.source = source
    source.onopen = () => {
      this.attempt = 0
      changed({ state: 'open', since: now() })
      this.heard()
    }
    source.onerror = () => this.fail()
    const deaf = () => this.heard()
    source.onmessage = deaf
    for (const [type, take] of Object.entries(on))
      source.addEventListener(type, (event) => {
        this.heard()
        take(JSON.parse((event as MessageEvent<string>).data))
      })
    for (const type of ['tick', 'ping']) source.addEventListener(type, deaf)
  }

  private heard(): void {
    window.clearTimeout(this.silence)
    this.silence = window.setTimeout(() => this.fail(), LONGEST_SILENCE_MS)
  }

  private fail(): void {
    if (this.source === undefined) return
    this.stop()
    const { changed, failed, now, random } = this.options
    const delay = retryDelayMs(this.attempt, random())
    this.attempt += 1
    changed({ state: 'waiting', since: now(), retryAt: now() + delay, attempt: this.attempt })
    failed()
    this.timer = window.setTimeout(() => this.connect(), delay)
  }
}
