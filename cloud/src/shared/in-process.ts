import { type AttemptLimit, Attempts } from '@zaojun/core'
import type { Shared, SharedAttempts } from './shared.ts'

/** Limits of this process alone. */
export function ownAttempts(limit: AttemptLimit, now: () => number): SharedAttempts {
  const attempts = new Attempts(limit, now)
  return {
    waitMs: async (key) => attempts.waitMs(key),
    failed: async (key) => attempts.failed(key),
    succeeded: async (key) => attempts.succeeded(key),
  }
}

/** Without Redis: nobody to tell, and limits of this process alone. */
export const inProcess = (now: () => number): Shared => ({
  start: async () => {},
  stop: async () => {},
  standing: () => ({ state: 'none', failures: 0 }),
  tell: () => {},
  listen: () => () => {},
  attempts: (_name, limit) => ownAttempts(limit, now),
  recall: async () => undefined,
  remember: () => {},
  version: async () => 0,
  advance: () => {},
})
