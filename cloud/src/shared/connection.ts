import { Redis, type RedisOptions } from 'ioredis'
import { Repeating } from '../repeating.ts'

/** A server that says nothing for so long is away: whoever asks goes on without. */
const ANSWER_MS = 250
const CONNECT_MS = 2_000
const ASK_MS = 1_000
const SHORTEST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** Unanswered at once; more is dropped. */
const MOST_PENDING = 1_000

export type ConnectionOptions = {
  name: string
  options: RedisOptions
  random(): number
  onFailure(place: string, error: unknown): void
}

/**
 * One connection to Redis that never holds anybody up: asks are bounded in time and number, and while it is away they are
 * not sent at all. It is looked for again with capped, jittered pauses; a server that hangs is found out by asking.
 */
export class RedisConnection {
  private readonly client: Redis
  private readonly options: ConnectionOptions
  private readonly asking: Repeating
  private pending = 0
  private told = false
  private answering = false
  failures = 0

  /** `onReady`: whenever it is there (again). */
  constructor(options: ConnectionOptions, onReady: (client: Redis) => Promise<unknown> = async () => {}) {
    const { random, onFailure } = options
    this.options = options
    this.client = new Redis({
      ...options.options,
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: ANSWER_MS,
      connectTimeout: CONNECT_MS,
      socketTimeout: CONNECT_MS,
      connectionName: 'zaojun-cloud',
      // A standby that was the primary: look again, the name may lead elsewhere now.
      reconnectOnError: ({ message }) => message.startsWith('READONLY'),
      retryStrategy: (times) =>
        Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** Math.min(times, 10)) * (0.5 + random() / 2),
    })
    this.client.on('error', (error) => this.failed(error))
    this.client.on('close', () => {
      this.answering = false
    })
    this.client.on('ready', () => {
      onReady(this.client).then(
        () => {
          this.answering = true
          this.told = false
        },
        (error) => this.failed(error),
      )
    })
    this.asking = new Repeating({ place: 'redis', everyMs: ASK_MS, work: () => this.look(), onFailure })
  }

  start(): void {
    this.client.connect().catch((error) => this.failed(error))
    this.asking.start()
  }

  async stop(): Promise<void> {
    await this.asking.stop()
    this.client.disconnect()
  }

  get connected(): boolean {
    return this.answering
  }

  /** Resolves undefined where it is away or fails; that is counted. */
  async ask<Result>(work: (client: Redis) => Promise<Result>): Promise<Result | undefined> {
    if (!this.answering || this.pending >= MOST_PENDING) {
      this.failures++
      return undefined
    }
    this.pending++
    try {
      return await work(this.client)
    } catch (error) {
      this.failed(error)
      return undefined
    } finally {
      this.pending--
    }
  }

  private async look(): Promise<void> {
    if (this.client.status !== 'ready') return
    try {
      await this.client.ping()
    } catch (error) {
      this.failed(error)
      this.client.disconnect(true)
    }
  }

  /** Told once an outage. What the client throws carries the command, and with it the password: only its words go on. */
  private failed(error: unknown): void {
    const words = error instanceof Error ? error.message : String(error)
    this.failures++
    if (/timed out|timeout/i.test(words)) this.answering = false
    if (this.told) return
    this.told = true
    this.options.onFailure('redis', new Error(`${this.options.name}: ${words}`))
  }
}
