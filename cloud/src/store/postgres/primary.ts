import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { fail } from '../../errors.ts'
import { isRefusal, storeFailure } from './failures.ts'
import type { Host } from './hosts.ts'
import { types } from './types.ts'

const { Client, Pool } = pg
const CONNECT_MS = 3_000
const SHORTEST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** How long requests wait for a server that is being looked for; after that they are told at once. */
const PATIENCE_MS = 2_000
/** A statement that the server does not end is given up on this side so much later: the network may be gone. */
const SILENCE_MS = 2_000
const DURABLE = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`
const OLDEST_VERSION = 150_000
const LOCK_MS = 5_000

export type PrimaryOptions = {
  hosts: Host[]
  connections: number
  /** Longest a statement may take. */
  statementMs: number
  random(): number
  onFailure(place: string, error: unknown): void
}

type Found = { host: Host; pool: pg.Pool }

/**
 * The server that takes writes: of the list, the one not in recovery. When it is lost it is looked for again, with
 * capped and jittered pauses, until it is found; whoever asks meanwhile waits a little, then gets `STORE_UNREACHABLE`.
 */
export class Primary {
  private readonly options: PrimaryOptions
  private found: Found | undefined
  private search: Promise<Found> | undefined
  private first = 0
  private reason: unknown
  private lookingSince = 0
  private readonly ending = new AbortController()

  constructor(options: PrimaryOptions) {
    this.options = options
  }

  /** Waits longer than a request would: at start nobody can be served yet. Throws at once what waiting cannot mend. */
  async start(patienceMs: number): Promise<void> {
    await this.within(patienceMs, true)
  }

  async stop(): Promise<void> {
    this.ending.abort()
    await this.search?.catch(() => {})
    await this.found?.pool.end()
    this.found = undefined
  }

  get alive(): boolean {
    return this.found !== undefined
  }

  /** Name of the server in use. */
  get host(): string | undefined {
    return this.found?.host.name
  }

  /** A connection of the pool; to be released, with `true` where it is of no use any more. */
  async connect(): Promise<pg.PoolClient> {
    const found = this.found ?? (await this.within(PATIENCE_MS, false))
    try {
      return await found.pool.connect()
    } catch (error) {
      this.lost(found.pool)
      throw storeFailure(error)
    }
  }

  /** What was just used has gone, or takes no writes any more: look again. */
  lost(pool: pg.Pool | undefined = this.found?.pool): void {
    if (pool === undefined || this.found?.pool !== pool) return
    this.found = undefined
    pool.end().catch((error) => this.options.onFailure('store', error))
    this.look()
  }

  private look(): Promise<Found> {
    if (this.search === undefined) this.lookingSince = performance.now()
    this.search ??= this.find().finally(() => {
      this.search = undefined
    })
    this.search.catch(() => {})
    return this.search
  }

  private async within(patienceMs: number, starting: boolean): Promise<Found> {
    const ended = new AbortController()
    const search = this.look()
    try {
      for (;;) {
        const waited = sleep(SHORTEST_PAUSE_MS, undefined, { signal: ended.signal })
        const found = await Promise.race([search, waited])
        if (found !== undefined) return found
        if (starting && isRefusal(this.reason)) throw storeFailure(this.reason)
        const names = starting ? this.options.hosts.map(({ name }) => name).join(', ') : ''
        if (performance.now() - this.lookingSince >= patienceMs) throw fail('STORE_UNREACHABLE', { name: names })
      }
    } finally {
      ended.abort()
    }
  }

  private async find(): Promise<Found> {
    const { hosts, random, onFailure } = this.options
    for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      for (let i = 0; i < hosts.length && !this.ending.signal.aborted; i++) {
        const at = (this.first + i) % hosts.length
        const host = hosts[at]
        if (host === undefined) continue
        try {
          if (await this.takesWrites(host)) {
            this.first = at
            this.reason = undefined
            this.found = { host, pool: this.poolOf(host) }
            return this.found
          }
          this.reason = new Error(`${host.name} is in recovery`)
        } catch (error) {
          // Told once a reason, not at each try.
          if (String(error) !== String(this.reason)) onFailure('store', new Error(`${host.name}: ${String(error)}`))
          this.reason = error
        }
      }
      if (this.ending.signal.aborted) throw fail('STORE_UNREACHABLE', { name: 'stopping' })
      await sleep(pause / 2 + (random() * pause) / 2, undefined, { signal: this.ending.signal }).catch(() => {})
    }
  }

  private async takesWrites({ config, name }: Host): Promise<boolean> {
    const client = new Client({ ...config, connectionTimeoutMillis: CONNECT_MS, query_timeout: CONNECT_MS, types })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query(
        `SELECT pg_is_in_recovery() AS recovering, current_setting('server_version_num')::int AS version`,
      )
      const { recovering, version } = rows[0] as { recovering: boolean; version: number }
      if (version < OLDEST_VERSION) throw fail('STORE_VERSION', { name: `${name}: ${version} < ${OLDEST_VERSION}` })
      return !recovering
    } finally {
      await client.end().catch(() => {})
    }
  }

  private poolOf({ config, name }: Host): pg.Pool {
    const { connections, statementMs, onFailure } = this.options
    const pool = new Pool({
      ...config,
      types,
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: statementMs,
      query_timeout: statementMs + SILENCE_MS,
      lock_timeout: Math.min(LOCK_MS, statementMs),
      idle_in_transaction_session_timeout: statementMs,
      application_name: 'zaojun-cloud',
      keepAlive: true,
      // A server set to acknowledge before its log is on disk would let acknowledged batches be lost.
      onConnect: async (client) => {
        await client.query(DURABLE)
      },
    })
    pool.on('error', ({ message }) => {
      // The error itself carries the whole client.
      onFailure('store', new Error(`${name}: ${message}`))
      this.lost(pool)
    })
    return pool
  }
}
