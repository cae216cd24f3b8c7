import type { AttemptLimit } from '@zaojun/core'
import type { LiveMessage } from '../live/hub.ts'

/** What one process tells the others over the same store. Nothing rests on it: who misses it finds out from the store. */
export type News =
  | { topic: 'live'; site: string; message: LiveMessage }
  /** Somebody began or ended to look at a site. */
  | { topic: 'watched' }
  /** A box has another token or key. */
  | { topic: 'box'; box: string }
  /** A job has something to do now. */
  | { topic: 'wake'; job: Job }
export type Job = 'sequencer' | 'alarm-watch'

/** Counts failures by key in a window: `waitMs` until `key` may try again, 0 if it may now. */
export interface SharedAttempts {
  waitMs(key: string): Promise<number>
  failed(key: string): Promise<void>
  succeeded(key: string): Promise<void>
}

export type SharedStanding = {
  /** `none`: there is no Redis, each process is on its own. */
  state: 'none' | 'connected' | 'away'
  /** How often it failed or was not asked because it was away. */
  failures: number
}

/**
 * What several processes share for speed: news, limits, a cache. No method rejects or waits longer than a fraction of a
 * second; without Redis each process has its own.
 */
export interface Shared {
  start(): Promise<void>
  stop(): Promise<void>
  standing(): SharedStanding
  /** Tells the others, not this process. */
  tell(news: News): void
  /** What others tell. Returns what undoes it. */
  listen(listener: (news: News) => void): () => void
  /** Limits of one name are counted together by all. */
  attempts(name: string, limit: AttemptLimit): SharedAttempts
  /** What was remembered under the key, at most `seconds` ago. */
  recall(key: string): Promise<string | undefined>
  remember(key: string, value: string, seconds: number): void
  /** A number that `advance` makes larger, for all; 0 where it is not known. */
  version(key: string): Promise<number>
  advance(key: string): void
}
