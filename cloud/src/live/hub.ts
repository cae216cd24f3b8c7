import type { BoxRow } from '../routes/boxes/schema.ts'
import type { LatestRow } from '../routes/latest/schema.ts'

export type LiveMessage = { event: 'latest'; data: LatestRow[] } | { event: 'boxes'; data: BoxRow[] }
export type Listener = (message: LiveMessage) => void

/** Who looks at which site, and what they are told. In-process: with several aggregators this is where fan-out joins. */
export class Hub {
  private readonly sites = new Map<string, Set<Listener>>()
  private readonly waiting = new Map<string, Set<() => void>>()

  watched(site: string): boolean {
    return this.sites.has(site)
  }

  /** Returns what undoes it. */
  listen(site: string, listener: Listener): () => void {
    const listeners = this.sites.get(site) ?? new Set()
    this.sites.set(site, listeners)
    listeners.add(listener)
    if (listeners.size === 1) this.changed(site)
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return
      this.sites.delete(site)
      this.changed(site)
    }
  }

  publish(site: string, message: LiveMessage): void {
    for (const listener of this.sites.get(site) ?? []) listener(message)
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

  private changed(site: string): void {
    const callbacks = this.waiting.get(site)
    this.waiting.delete(site)
    for (const callback of callbacks ?? []) callback()
  }
}
