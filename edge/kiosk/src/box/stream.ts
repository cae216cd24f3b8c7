import { report } from '../report.ts'

/** The gateway ticks every 5 s; silence past this means it is gone, whatever the socket says. */
export const SILENCE_MS = 12_000
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000
const WATCH_MS = 1_000
const EVENTS = [
  'live',
  'health',
  'uplink',
  'registry',
  'happened',
  'alarm',
  'alarm-overview',
  'interlock',
  'duties',
  'people',
  'person',
  'label',
  'tick',
] as const
export type StreamEvent = (typeof EVENTS)[number]

export type StreamListener = {
  /** The stream is open: fetch the whole picture. A rejection counts as a lost stream. */
  opened(): Promise<void>
  /** The picture is here and the stream still open: what is shown is current. */
  joined(): void
  lost(): void
  received(event: StreamEvent, data: unknown): void
}

/** Wait before the nth attempt: doubling, capped, and spread over the upper half so that screens do not march in step. */
export const retryDelay = (attempt: number, random: number): number =>
  Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt) * (0.5 + random / 2)

/** Keeps one server-sent event stream open. `now` is monotonic ms. */
export class BoxStream {
  readonly #listener: StreamListener
  readonly #now: () => number
  readonly #random: () => number
  #source: EventSource | undefined
  #heard = 0
  #attempt = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #watch: ReturnType<typeof setInterval> | undefined

  constructor(listener: StreamListener, now: () => number, random: () => number) {
    this.#listener = listener
    this.#now = now
    this.#random = random
  }

  start(): void {
    this.#watch = setInterval(() => {
      if (this.#source !== undefined && this.#now() - this.#heard > SILENCE_MS) this.#drop()
    }, WATCH_MS)
    this.#open()
  }

  stop(): void {
    clearInterval(this.#watch)
    clearTimeout(this.#retry)
    this.#source?.close()
    this.#source = undefined
  }

  #open(): void {
    const source = new EventSource('api/stream')
    this.#source = source
    this.#heard = this.#now()
    source.onopen = () => {
      this.#heard = this.#now()
      this.#listener.opened().then(
        () => {
          if (this.#source !== source) return
          this.#attempt = 0
          this.#listener.joined()
        },
        (error: unknown) => {
          report('stream', error)
          if (this.#source === source) this.#drop()
        },
      )
    }
    source.onerror = () => {
      if (this.#source === source) this.#drop()
    }
    for (const event of EVENTS) {
      source.addEventListener(event, (message) => {
        this.#heard = this.#now()
        try {
          this.#listener.received(event, JSON.parse(message.data))
        } catch (error) {
          report('stream', error)
        }
      })
    }
  }

  #drop(): void {
    this.#source?.close()
    this.#source = undefined
    this.#listener.lost()
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#open(), retryDelay(this.#attempt, this.#random()))
    this.#attempt += 1
  }
}
