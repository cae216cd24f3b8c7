import { createHash, randomUUID } from 'node:crypto'
import type { AttemptLimit } from '@zaojun/core'
import type { Redis } from 'ioredis'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { redisAddress } from './address.ts'
import { RedisConnection } from './connection.ts'
import { ownAttempts } from './in-process.ts'
import type { News, Shared, SharedAttempts, SharedStanding } from './shared.ts'

const MOST_NEWS_BYTES = 1024 * 1024
const rows = Type.Array(Type.Object({}))
const NewsShape = Type.Union([
  Type.Object({
    topic: Type.Literal('live'),
    site: Type.String(),
    message: Type.Object({ event: Type.Enum(['latest', 'boxes'] as const), data: rows }),
  }),
  Type.Object({ topic: Type.Literal('watched') }),
  Type.Object({ topic: Type.Literal('box'), box: Type.String() }),
  Type.Object({ topic: Type.Literal('wake'), job: Type.Enum(['sequencer', 'alarm-watch'] as const) }),
])
const check = Compile(Type.Object({ from: Type.String(), news: NewsShape }))
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32)

export type RedisOptions = {
  /** `redis://…` or `rediss://…`. */
  url: string
  /** What is kept apart where several clouds use one Redis. */
  prefix: string
  /** UTC ms. */
  now(): number
  random(): number
  onFailure(place: string, error: unknown): void
}

/** What processes share, in Redis. Losing it loses nothing: each goes on with its own. Throws `REDIS_URL`. */
export class RedisShared implements Shared {
  private readonly options: RedisOptions
  private readonly channel: string
  private readonly own = randomUUID()
  private readonly asks: RedisConnection
  private readonly news: RedisConnection
  private readonly listeners = new Set<(news: News) => void>()

  constructor(options: RedisOptions) {
    this.options = options
    this.channel = this.key('news')
    const address = { ...redisAddress(options.url), ...options }
    this.asks = new RedisConnection({ ...address, options: redisAddress(options.url).options })
    this.news = new RedisConnection({ ...address, options: redisAddress(options.url).options }, (client) =>
      this.subscribe(client),
    )
  }

  async start(): Promise<void> {
    this.asks.start()
    this.news.start()
  }

  async stop(): Promise<void> {
    await Promise.all([this.asks.stop(), this.news.stop()])
  }

  standing(): SharedStanding {
    const isUp = this.asks.connected && this.news.connected
    return { state: isUp ? 'connected' : 'away', failures: this.asks.failures + this.news.failures }
  }

  tell(news: News): void {
    const text = JSON.stringify({ from: this.own, news })
    if (text.length <= MOST_NEWS_BYTES) void this.asks.ask((client) => client.publish(this.channel, text))
  }

  listen(listener: (news: News) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Counted here too: what was counted before Redis went away still counts. */
  attempts(name: string, limit: AttemptLimit): SharedAttempts {
    const { now } = this.options
    const own = ownAttempts(limit, now)
    const keyOf = (key: string) => this.key(`attempts:${name}:${hashOf(key)}`)
    return {
      waitMs: async (key) => {
        const [ownMs, oldest] = await Promise.all([
          own.waitMs(key),
          this.asks.ask((client) => client.zrange(keyOf(key), -limit.failures, -limit.failures, 'WITHSCORES')),
        ])
        const at = Number(oldest?.[1] ?? Number.NEGATIVE_INFINITY)
        return Math.max(ownMs, at + limit.windowMs - now(), 0)
      },
      failed: async (key) => {
        await own.failed(key)
        await this.asks.ask((client) =>
          client
            .multi()
            .zadd(keyOf(key), now(), randomUUID())
            .zremrangebyrank(keyOf(key), 0, -limit.failures - 1)
            .pexpire(keyOf(key), limit.windowMs)
            .exec(),
        )
      },
      succeeded: async (key) => {
        await own.succeeded(key)
        await this.asks.ask((client) => client.del(keyOf(key)))
      },
    }
  }

  async recall(key: string): Promise<string | undefined> {
    return (await this.asks.ask((client) => client.get(this.key(key)))) ?? undefined
  }

  remember(key: string, value: string, seconds: number): void {
    void this.asks.ask((client) => client.set(this.key(key), value, 'EX', seconds))
  }

  async version(key: string): Promise<number> {
    return Number((await this.asks.ask((client) => client.get(this.key(`version:${key}`)))) ?? 0)
  }

  advance(key: string): void {
    void this.asks.ask((client) => client.incr(this.key(`version:${key}`)))
  }

  private key(name: string): string {
    return `zaojun:${this.options.prefix}:${name}`
  }

  private async subscribe(client: Redis): Promise<void> {
    client.removeAllListeners('message')
    client.on('message', (_channel: string, text: string) => this.hear(text))
    await client.subscribe(this.channel)
  }

  /** Whatever stands in Redis must not end this process. */
  private hear(text: string): void {
    try {
      const heard: unknown = JSON.parse(text)
      if (!check.Check(heard) || heard.from === this.own) return
      for (const listener of this.listeners) listener(heard.news as News)
    } catch (error) {
      this.options.onFailure('redis', error instanceof SyntaxError ? new Error('news that is no JSON') : error)
    }
  }
}
