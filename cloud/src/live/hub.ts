import type { BoxRow } from '../routes/boxes/schema.ts'
import type { LatestRow } from '../routes/latest/schema.ts'

export type LiveMessage = { event: 'latest'; data: LatestRow[] } | { event: 'boxes'; data: BoxRow[] }
export type Listener = (message: LiveMessage) => void

/** Who looks at which site, at this process or another, and what they are told. `FanOut` joins several processes here. */
export class Hub {
  private readonly sites = new Map<string, Set<Listener>>()
  private readonly waiting = new Map<string, Set<() => void>>()
  private elsewhere = new Set<string>()
  /** Called with everything that is published at this process. */
  onPublish: (site: string, message: LiveMessage) => void = () => {}
  /** Called when somebody begins or ends to look at a site here. */
  onWatched: () => void = () => {}

  /** Whether anybody looks at the site, wherever. */
  watched(site: string): boolean {
    return this.watchedHere(site) || this.watchedElsewhere(site)
  }

  watchedHere(site: string): boolean {
    return this.sites.has(site)
  }

  watchedElsewhere(site: string): boolean {
    return this.elsewhere.has(site)
  }

  sitesHere(): string[] {
    return [...this.sites.keys()]
  }

  /** Returns what undoes it. */
  listen(site: string, listener: Listener): () => void {
    const listeners = this.sites.get(site) ?? new Set()
    this.sites.set(site, listeners)
    listeners.add(listener)
    if (listeners.size === 1) this.changedHere(site)
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return
      this.sites.delete(site)
      this.changedHere(site)
    }
  }

  /** For those who look, here or elsewhere. */
  publish(site: string, message: LiveMessage): void {
    this.publishHere(site, message)
    this.onPublish(site, message)
  }

  publishHere(site: string, message: LiveMessage): void {
    for (const listener of this.sites.get(site) ?? []) listener(message)
  }

  /** Sites that somebody looks at, at another process. */
  seeElsewhere(sites: string[]): void {
    const before = this.elsewhere
    this.elsewhere = new Set(sites)
    for (const site of new Set([...before, ...sites]))
      if (before.has(site) !== this.elsewhere.has(site) && !this.watchedHere(site)) this.callBack(site)
  }

  /** Calls back once when somebody begins or ends to look at the site. Returns what undoes it. */
  onceChanged(site: string, callback: () => void): () => void {
    const callbacks = this.waiting.get(site) ?? new Set()
    this.waiting.set(site, callbacks)
    callbacks.add(callback)
    return () => {
      callbacks.delete(callback)
      if (callbacks.size === 0 && this.waiting.get(site) === callbacks) this.waiting.delete(site)
    }
  }

  private changedHere(site: string): void {
    if (!this.watchedElsewhere(site)) this.callBack(site)
    this.onWatched()
  }

  private callBack(site: string): void {
    const callbacks = this.waiting.get(site)
    this.waiting.delete(site)
    for (const callback of callbacks ?? []) callback()
  }
}
