import { ZaojunError } from '@zaojun/core/plain'
import { fail } from '../../errors.ts'
import { type Place, placeOf } from '../entities/boxes.ts'
import type { IngestOutcome, IngestRequest } from '../store.ts'
import { SiteIngest } from './ingest.ts'
import { SeriesNumbers } from './series-numbers.ts'
import type { Sessions } from './sessions.ts'

/** Batches that share one transaction at most: bounds how long the first of them waits. */
const MAX_GROUP = 24
/** HTTP 503. */
const UNAVAILABLE = 503
const MAX_PLACES = 100_000

type Waiting = { request: IngestRequest; resolve(outcome: IngestOutcome): void; reject(error: unknown): void }

/**
 * Group commit: batches of a site that come while its last transaction runs go into the next one, and several sites
 * commit side by side. One transaction, one site: it stays on one machine where sites are spread over several.
 */
export class GroupCommit {
  private readonly sessions: Sessions
  private readonly lanes: number
  private readonly numbers = new SeriesNumbers()
  private readonly places = new Map<string, Place>()
  private readonly waiting = new Map<string, Waiting[]>()
  private readonly busy = new Map<string, Promise<void>>()
  private underWay = 0

  constructor(sessions: Sessions, lanes: number) {
    this.sessions = sessions
    this.lanes = lanes
  }

  get queued(): number {
    return this.underWay
  }

  add(request: IngestRequest): Promise<IngestOutcome> {
    this.underWay++
    return new Promise<IngestOutcome>((resolve, reject) => {
      const queue = this.waiting.get(request.site) ?? []
      queue.push({ request, resolve, reject })
      this.waiting.set(request.site, queue)
      this.next()
    }).finally(() => {
      this.underWay--
    })
  }

  /** Resolves when what is under way has ended; what still waits is refused. */
  async stop(): Promise<void> {
    for (const queue of this.waiting.values()) for (const { reject } of queue) reject(fail('BUSY'))
    this.waiting.clear()
    await Promise.all(this.busy.values())
  }

  private next(): void {
    for (const [site, queue] of this.waiting) {
      if (this.busy.size >= this.lanes) return
      if (this.busy.has(site)) continue
      const group = queue.splice(0, MAX_GROUP)
      // What stays goes behind the other sites.
      this.waiting.delete(site)
      if (queue.length > 0) this.waiting.set(site, queue)
      this.busy.set(
        site,
        this.commit(group).finally(() => {
          this.busy.delete(site)
          this.next()
        }),
      )
    }
  }

  /** One batch that fails must not take the others with it: then each runs alone. Where the database is away, none can. */
  private async commit(group: Waiting[]): Promise<void> {
    try {
      const outcomes = await this.together(group.map(({ request }) => request))
      group.forEach(({ resolve }, index) => {
        const outcome = outcomes[index]
        if (outcome !== undefined) resolve(outcome)
      })
    } catch (error) {
      const isStoreAway = error instanceof ZaojunError && error.status >= UNAVAILABLE
      if (group.length === 1 || isStoreAway) for (const { reject } of group) reject(error)
      else for (const alone of group) await this.commit([alone])
    }
  }

  private async together(requests: IngestRequest[]): Promise<IngestOutcome[]> {
    const { outcomes, site, fresh } = await this.sessions.write(async (session) => {
      const batches: { place: Place; request: IngestRequest }[] = []
      for (const request of requests) {
        const place = this.places.get(request.batch.box) ?? (await placeOf(session, request.batch.box))
        if (place === undefined) throw new Error(`box ${request.batch.box} is not in the store`)
        if (this.places.size >= MAX_PLACES) this.places.clear()
        this.places.set(request.batch.box, place)
        batches.push({ place, request })
      }
      const site = batches[0]?.place.site ?? -1
      const ingest = new SiteIngest(session, this.numbers, site)
      return { outcomes: await ingest.take(batches), site, fresh: ingest.fresh }
    })
    this.numbers.committed(site, fresh)
    return outcomes
  }
}
