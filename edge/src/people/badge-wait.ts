import { fail } from './errors.ts'

/** How long somebody has to find their badge. */
export const BADGE_WAIT_MS = 30_000

type Taker = (code: string | undefined) => void

/**
 * The next code a reader reads is somebody's new badge: it goes to whoever waits for it, and nowhere else. One waits at
 * a time, the newest.
 */
export class BadgeWait {
  private taker: Taker | undefined

  /** Rejects `BADGE_NONE` when none came in time, another waits now, or `given up` came first. */
  async next(givenUp: AbortSignal): Promise<string> {
    this.taker?.(undefined)
    const ended = AbortSignal.any([givenUp, AbortSignal.timeout(BADGE_WAIT_MS)])
    const code = await new Promise<string | undefined>((resolve) => {
      const take: Taker = (read) => {
        ended.removeEventListener('abort', none)
        if (this.taker === take) this.taker = undefined
        resolve(read)
      }
      const none = () => take(undefined)
      if (ended.aborted) return resolve(undefined)
      ended.addEventListener('abort', none)
      this.taker = take
    })
    if (code === undefined) throw fail('BADGE_NONE')
    return code
  }

  /** A reader read it: whether somebody waited for it. */
  take(code: string): boolean {
    if (this.taker === undefined) return false
    this.taker(code)
    return true
  }
}
