import { randomBytes } from 'node:crypto'
import type { Person } from './people.ts'

/** At a screen on the wall the next person stands there soon: whoever does nothing is signed off. */
export const IDLE_MS = 3 * 60_000
const MOST_MS = 30 * 60_000
const MOST_AT_ONCE = 64
const TOKEN_BYTES = 32

/** `reader`: the badge reader it came from, where it was one of the kitchen's. */
export type SignOn = { token: string; person: Person; reader?: string }
type Held = { person: string; until: number; end: number }

/** Who has shown who they are, for a few minutes, in memory alone. */
export class SignedOn {
  private readonly now: () => number
  private readonly held = new Map<string, Held>()
  private readonly listeners = new Set<(signOn: SignOn) => void>()

  /** `now`: monotonic ms. */
  constructor(now: () => number) {
    this.now = now
  }

  open(person: Person, reader?: string): SignOn {
    for (const [token, { until }] of this.held) if (until <= this.now()) this.held.delete(token)
    const [oldest] = this.held.keys()
    if (this.held.size >= MOST_AT_ONCE && oldest !== undefined) this.held.delete(oldest)
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    const now = this.now()
    this.held.set(token, { person: person.id, until: now + IDLE_MS, end: now + MOST_MS })
    const signOn = { token, person, ...(reader === undefined ? {} : { reader }) }
    if (reader !== undefined) for (const listener of this.listeners) listener(signOn)
    return signOn
  }

  /** Whose token it is; each use keeps it a while longer. */
  use(token: string): string | undefined {
    const held = this.held.get(token)
    if (held === undefined || held.until <= this.now()) return undefined
    held.until = Math.min(held.end, this.now() + IDLE_MS)
    return held.person
  }

  close(token: string): void {
    this.held.delete(token)
  }

  /** Nothing they held is good any more. */
  closeAll(person: string): void {
    for (const [token, held] of this.held) if (held.person === person) this.held.delete(token)
  }

  /** Somebody held a badge to a reader of the kitchen. */
  onReader(listener: (signOn: SignOn) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
