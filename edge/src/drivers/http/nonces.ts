import { randomBytes } from 'node:crypto'

/** A terminal that reports once a minute need not be challenged each time. */
const LIVES_MS = 300_000
const MOST_NONCES = 4096
const NONCE_BYTES = 16

type Nonce = { at: number; highest: number }

/** The nonces of one listener (RFC 7616 §5.4): each lives for a while, and no count of it is taken twice. */
export class Nonces {
  private readonly now: () => number
  private readonly issued = new Map<string, Nonce>()

  /** `now` is monotonic ms. */
  constructor(now: () => number) {
    this.now = now
  }

  issue(): string {
    const now = this.now()
    for (const [nonce, { at }] of this.issued) {
      if (now - at < LIVES_MS && this.issued.size < MOST_NONCES) break
      this.issued.delete(nonce)
    }
    const nonce = randomBytes(NONCE_BYTES).toString('base64url')
    this.issued.set(nonce, { at: now, highest: 0 })
    return nonce
  }

  /** True once for each count, counts ascending; without a count (RFC 2069) once at all. Call it when all else is right. */
  spend(nonce: string, count: number | undefined): boolean {
    const known = this.issued.get(nonce)
    if (known === undefined || this.now() - known.at >= LIVES_MS) return false
    if (count === undefined) {
      this.issued.delete(nonce)
      return known.highest === 0
    }
    if (count <= known.highest) return false
    known.highest = count
    return true
  }
}
