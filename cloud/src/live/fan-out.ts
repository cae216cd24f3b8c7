import { Repeating } from '../repeating.ts'
import type { LatestRow } from '../routes/latest/schema.ts'
import type { Shared } from '../shared/shared.ts'
import { MAX_SERIES, type Store } from '../store/store.ts'
import type { BoxNews } from './box-news.ts'
import type { Hub, LiveMessage } from './hub.ts'

/** How soon others know without Redis that somebody looks, and watchers what others took. */
export const POLL_MS = 2_000
/** With Redis: news that was lost on the way is made up for. */
const SELDOM = 5
/** Who looks says so again before this is over; a process that died no longer does. */
const WATCH_SECONDS = 15

type Options = {
  store: Store
  hub: Hub
  boxNews: BoxNews
  shared: Shared
  onFailure(place: string, error: unknown): void
}

/**
 * Carries live values and "somebody watches" between the processes over one store. Who looks at what stands in the store;
 * Redis tells it at once, and the values. Without Redis, or while it is away, both are asked for every 2 s.
 */
export class FanOut {
  private readonly options: Options
  private readonly repeating: Repeating
  /** Per watched site and series, which reading was given out last. */
  private readonly given = new Map<string, Map<string, string>>()
  private said = ''
  private round = 0
  private forget = () => {}

  constructor(options: Options) {
    this.options = options
    const { onFailure } = options
    this.repeating = new Repeating({ place: 'fan-out', everyMs: POLL_MS, work: () => this.look(), onFailure })
  }

  start(): void {
    const { store, hub, shared } = this.options
    if (!store.isShared) return
    hub.onPublish = (site, message) => {
      this.gave(site, message)
      if (hub.watchedElsewhere(site)) shared.tell({ topic: 'live', site, message })
    }
    hub.onWatched = () => this.repeating.wake()
    const unlisten = shared.listen((news) => {
      if (news.topic === 'watched') this.repeating.wake()
      if (news.topic !== 'live' || !hub.watchedHere(news.site)) return
      this.gave(news.site, news.message)
      hub.publishHere(news.site, news.message)
    })
    this.forget = unlisten
    this.repeating.start()
  }

  async stop(): Promise<void> {
    this.forget()
    await this.repeating.stop()
  }

  private async look(): Promise<void> {
    const { store, hub, shared } = this.options
    const here = hub.sitesHere()
    await this.say(here)
    hub.seeElsewhere(await store.watchedElsewhere())
    for (const site of this.given.keys()) if (!here.includes(site)) this.given.delete(site)
    for (const site of here) if (!this.given.has(site)) this.note(site, await this.latest(site))
    this.round++
    if (shared.standing().state === 'connected' && this.round % SELDOM !== 0) return
    for (const site of here) await this.catchUp(site)
  }

  /** Said when it changes, and again in time. */
  private async say(here: string[]): Promise<void> {
    const { store, shared } = this.options
    const now = here.toSorted().join(' ')
    const changed = now !== this.said
    if (!changed && (here.length === 0 || this.round % 2 !== 0)) return
    await store.sayWatched(here, WATCH_SECONDS)
    this.said = now
    if (changed) shared.tell({ topic: 'watched' })
  }

  /** Gives watchers here what came elsewhere and was not told. */
  private async catchUp(site: string): Promise<void> {
    const { hub, boxNews } = this.options
    const known = this.given.get(site) ?? new Map<string, string>()
    const moved = (await this.latest(site)).filter((row) => known.get(placeOf(row)) !== printOf(row))
    this.note(site, moved)
    if (moved.length > 0) hub.publishHere(site, { event: 'latest', data: moved })
    await boxNews.tellHere(site)
  }

  private async latest(site: string): Promise<LatestRow[]> {
    const rows: LatestRow[] = []
    for (let after: number | null = 0; after !== null; ) {
      const page = await this.options.store.latest(site, { after, limit: MAX_SERIES })
      rows.push(...page.latest)
      after = page.next
    }
    return rows
  }

  /** Before a site is looked at for the first time nothing is compared: whoever begins to watch asks for what is newest. */
  private gave(site: string, message: LiveMessage): void {
    if (message.event === 'latest' && this.given.has(site)) this.note(site, message.data)
  }

  private note(site: string, rows: LatestRow[]): void {
    const known = this.given.get(site) ?? new Map<string, string>()
    this.given.set(site, known)
    for (const row of rows) known.set(placeOf(row), printOf(row))
  }
}

const placeOf = ({ device, point }: LatestRow): string => `${device}\0${point}`
const printOf = ({ box, seq }: LatestRow): string => `${box} ${seq}`
