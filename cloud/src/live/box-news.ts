import { boxRowAt } from '../routes/boxes/standing.ts'
import type { Store } from '../store/store.ts'
import type { Hub, LiveMessage } from './hub.ts'

/** At most this often are watchers told how a site's boxes stand. */
const NEWS_MS = 1_000

type Options = { store: Store; hub: Hub; now(): number; onFailure(place: string, error: unknown): void }

/** Tells those who watch a site when the standing of its boxes changed, a second's changes at a time. */
export class BoxNews {
  private readonly options: Options
  private readonly timers = new Map<string, NodeJS.Timeout>()

  constructor(options: Options) {
    this.options = options
  }

  changed(site: string): void {
    if (!this.options.hub.watched(site) || this.timers.has(site)) return
    this.timers.set(
      site,
      setTimeout(() => {
        this.timers.delete(site)
        this.tell(site).catch((error) => this.options.onFailure('box-news', error))
      }, NEWS_MS),
    )
  }

  /** Those who watch at this process. */
  async tellHere(site: string): Promise<void> {
    this.options.hub.publishHere(site, await this.news(site))
  }

  private async tell(site: string): Promise<void> {
    this.options.hub.publish(site, await this.news(site))
  }

  private async news(site: string): Promise<LiveMessage> {
    const { store, now } = this.options
    const standings = await store.boxes(site)
    return { event: 'boxes', data: standings.map((standing) => boxRowAt(standing, now())) }
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
  }
}
