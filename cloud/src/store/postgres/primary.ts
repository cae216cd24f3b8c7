import { setTimeout as sleep } from 'node:timers/promises'
import { ZaojunError } from '@zaojun/core/plain'
import type pg from 'pg'
import { fail } from '../../errors.ts'
import { Repeating } from '../../repeating.ts'
import { isRefusal, storeFailure, unreachable, wordsOf } from './failures.ts'
import type { Host } from './hosts.ts'
import { CONNECT_MS, ServerPool } from './pool.ts'
import type { History, Seen } from './seen.ts'
import { standingOf } from './standing.ts'

const SHORTEST_PAUSE_MS = 100
/** Asking a few servers is cheap, and a promoted one is to be found soon. */
const LONGEST_PAUSE_MS = 1_000
/** How long requests wait for a server that is being looked for; after that they are told at once. */
const PATIENCE_MS = 2_000
/** How often the other servers of the list are asked whether one of them has been promoted meanwhile. */
const WATCH_MS = 2_000

export type PrimaryOptions = {
  hosts: Host[]
  connections: number
  /** Longest a statement may take; 0: as long as it takes. */
  statementMs: number
  seen: Seen
  random(): number
  onFailure(place: string, error: unknown): void
}

const isStale = (reason: unknown): reason is Error => reason instanceof ZaojunError && reason.code === 'STORE_STALE'

const unreachableAt = (name: string, words: string) => unreachable(`${name}: ${words}`, name)

type Standing = { host: Host; history: History }

/**
 * The server that takes writes: of the list, the one not in recovery; of several, the one of the highest timeline, never
 * one of a lower timeline than was seen before, which is an old primary that came back. When it is lost it is looked for
 * again, with capped and jittered pauses, until it is found; whoever asks meanwhile waits a little, then gets
 * `STORE_UNREACHABLE`.
 */
export class Primary {
  private readonly options: PrimaryOptions
  private found: ServerPool | undefined
  private readonly lent = new WeakMap<pg.PoolClient, ServerPool>()
  /** Lost, with something under way yet. */
  private readonly left = new Set<ServerPool>()
  private search: Promise<ServerPool> | undefined
  /** Why each server of the list is not used. */
  private readonly reasons = new Map<string, unknown>()
  private wasFound = false
  private lookingSince = 0
  private readonly ending = new AbortController()
  private readonly watch: Repeating

  constructor(options: PrimaryOptions) {
    this.options = options
    const { onFailure } = options
    this.watch = new Repeating({ place: 'store', everyMs: WATCH_MS, work: () => this.lookAround(), onFailure })
  }

  /** Waits longer than a request would: at start nobody can be served yet. Throws at once what waiting cannot mend. */
  async start(patienceMs: number): Promise<void> {
    await this.within(patienceMs, true)
    if (this.options.hosts.length > 1) this.watch.start()
  }

  async stop(): Promise<void> {
    this.ending.abort()
    await this.watch.stop()
    await this.search?.catch(() => {})
    await this.found?.end()
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
      const client = await found.connections.connect()
      this.lent.set(client, found)
      return client
    } catch (error) {
      // All are in use and none came back in time: the server is there, but there is more to do than it can.
      if (found.isBusy(error)) throw fail('STORE_SLOW')
      this.lose(found)
      throw storeFailure(error)
    }
  }

  /** The server behind a connection has gone, or takes no writes any more: look again, unless another is in use by now. */
  lost(client: pg.PoolClient): void {
    const pool = this.lent.get(client)
    if (pool !== undefined) this.lose(pool)
  }

  private lose(pool: ServerPool): void {
    if (this.found !== pool) return
    this.leave(pool)
    this.look()
  }

  /**
   * A machine that lost its power or its network says nothing: what was sent to it would be waited for until it is given
   * up. Once another has been promoted nothing that comes from the old one counts.
   */
  private async lookAround(): Promise<void> {
    const { found } = this
    if (found === undefined) return
    const { system, timeline } = found.history
    const hosts = this.options.hosts.filter(({ name }) => name !== found.host.name)
    const others = (await Promise.all(hosts.map((host) => this.ask(host)))).flat()
    const isPromoted = ({ history }: Standing) => history.system === system && history.timeline > timeline
    const promoted = this.newest(others.filter(isPromoted))
    if (promoted === undefined || this.found !== found) return
    this.leave(found)
    this.use(promoted)
  }

  /** What is under way there may still end well. */
  private leave(pool: ServerPool): void {
    this.found = undefined
    this.left.add(pool)
    pool
      .end()
      .catch((error) => this.options.onFailure('store', error))
      .finally(() => this.left.delete(pool))
  }

  private look(): Promise<ServerPool> {
    if (this.search === undefined) this.lookingSince = performance.now()
    this.search ??= this.find().finally(() => {
      this.search = undefined
    })
    this.search.catch(() => {})
    return this.search
  }

  private async within(patienceMs: number, starting: boolean): Promise<ServerPool> {
    const ended = new AbortController()
    const search = this.look()
    try {
      for (;;) {
        const waited = sleep(SHORTEST_PAUSE_MS, undefined, { signal: ended.signal })
        const found = await Promise.race([search, waited])
        if (found !== undefined) return found
        const refusal = starting ? this.refusal() : undefined
        if (refusal !== undefined) throw storeFailure(refusal)
        if (performance.now() - this.lookingSince < patienceMs) continue
        throw (starting && this.stale()) || unreachable(starting ? this.told() : '')
      }
    } finally {
      ended.abort()
    }
  }

  /** What no waiting mends: no server of the list can be used, and one of them refuses. */
  private refusal(): unknown {
    const reasons = [...this.reasons.values()]
    if (reasons.length < new Set(this.options.hosts.map(({ name }) => name)).size) return undefined
    return reasons.find((reason) => isRefusal(reason) && !isStale(reason))
  }

  /** Each server of the list, and why it is not used. */
  private told(): string {
    const names = [...new Set(this.options.hosts.map(({ name }) => name))]
    const why = (name: string) => (this.reasons.has(name) ? `: ${wordsOf(this.reasons.get(name))}` : '')
    return names.map((name) => name + why(name)).join('; ')
  }

  private stale(): Error | undefined {
    return [...this.reasons.values()].find(isStale)
  }

  /**
   * Each server is asked again and again by itself: one that says nothing must not keep the others from being heard. None is
   * used before all have answered or were given up once, for the first to answer may be an old primary that came back.
   */
  private async find(): Promise<ServerPool> {
    const { hosts, random } = this.options
    const heard = new Map<string, Standing[]>()
    const names = new Set(hosts.map(({ name }) => name))
    const found = Promise.withResolvers<Standing>()
    const over = new AbortController()
    const signal = AbortSignal.any([over.signal, this.ending.signal])
    const asking = hosts.map(async (host) => {
      for (let pause = SHORTEST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        heard.set(host.name, await this.ask(host))
        const standing = signal.aborted || heard.size < names.size ? undefined : this.newest([...heard.values()].flat())
        if (standing !== undefined) found.resolve(standing)
        await sleep(pause / 2 + (random() * pause) / 2, undefined, { signal }).catch(() => {})
      }
    })
    const standing = await Promise.race([found.promise, Promise.all(asking).then(() => undefined)])
    over.abort()
    if (standing === undefined || this.ending.signal.aborted) throw unreachable('stopping')
    return this.use(standing)
  }

  private use(standing: Standing): ServerPool {
    // What still waits there for an answer would wait until it is given up, and hold up what comes after it.
    for (const pool of this.left) if (pool.history.timeline < standing.history.timeline) pool.cut()
    this.reasons.clear()
    this.remember(standing.history)
    this.found = this.poolOf(standing)
    return this.found
  }

  /** None where it is in recovery, cannot be reached, or refuses. */
  private async ask(host: Host): Promise<Standing[]> {
    try {
      const history = await standingOf(host, CONNECT_MS)
      if (history === null) this.reasons.set(host.name, new Error('it is in recovery'))
      return history === null ? [] : [{ host, history }]
    } catch (error) {
      this.refuse(host, error)
      return []
    }
  }

  private remember({ system, timeline }: History): void {
    const { seen, onFailure } = this.options
    const before = seen.read()
    if (before?.system === system && before.timeline === timeline) return
    try {
      seen.write({ system, timeline })
    } catch (error) {
      onFailure('store', error)
    }
  }

  private newest(standings: Standing[]): Standing | undefined {
    const seen = this.options.seen.read()
    // Another cluster altogether is a deliberate act, but not one that happens to a running process.
    const isOther = ({ system }: History) => seen !== null && system !== seen.system
    const isOld = (history: History) =>
      isOther(history) ? this.wasFound : seen !== null && history.timeline < seen.timeline
    for (const { host, history } of standings.filter(({ history }) => isOld(history)))
      this.refuse(
        host,
        fail('STORE_STALE', { name: `${host.name}: ${history.timeline}, ${seen?.timeline}`, place: host.name }),
      )
    const usable = standings.filter(({ history }) => !isOld(history))
    const own = usable.filter(({ history }) => !isOther(history))
    const [newest] = (own.length > 0 ? own : usable).toSorted((a, b) => b.history.timeline - a.history.timeline)
    this.wasFound ||= newest !== undefined
    return newest
  }

  /** Told once a reason, not at each try. */
  private refuse({ name }: Host, reason: unknown): void {
    if (String(this.reasons.get(name)) !== String(reason))
      this.options.onFailure('store', reason instanceof ZaojunError ? reason : unreachableAt(name, wordsOf(reason)))
    this.reasons.set(name, reason)
  }

  private poolOf({ host, history }: Standing): ServerPool {
    const { connections, statementMs, onFailure } = this.options
    // All its connections say so when a server goes: the first will do.
    const onError = (message: string) => {
      if (this.found !== pool) return
      onFailure('store', unreachableAt(host.name, message))
      this.lose(pool)
    }
    const pool = new ServerPool(host, history, { connections, statementMs, onError })
    return pool
  }
}
