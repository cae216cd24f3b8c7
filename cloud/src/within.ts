import { setTimeout as sleep } from 'node:timers/promises'

/** What `work` comes to, or `late` where it takes longer than `ms`. It goes on then, and comes to nothing. */
export async function within<Result, Late>(ms: number, work: Promise<Result>, late: Late): Promise<Result | Late> {
  const ended = new AbortController()
  const waited = sleep(ms, late, { signal: ended.signal }).catch(() => late)
  try {
    return await Promise.race([work, waited])
  } finally {
    ended.abort()
    work.catch(() => {})
  }
}
