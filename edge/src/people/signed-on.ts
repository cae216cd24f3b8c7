import { Tokens } from '../tokens.ts'
import type { Person } from './people.ts'

/** At a screen on the wall the next person stands there soon: whoever does nothing is signed off. */
export const IDLE_MS = 3 * 60_000
const MOST_MS = 30 * 60_000
const MOST_AT_ONCE = 64

/** `reader`: the badge reader it came from, where it was one of the kitchen's. */
export type SignOn = { token: string; person: Person; reader?: string }

/** Who has shown who they are, for a few minutes, in memory alone. */
export class SignedOn {
  private readonly now: () => number
  /** `end`: when even who does something is asked anew. */
  private readonly tokens: Tokens<{ person: string; end: number }>
  private readonly listeners = new Set<(signOn: SignOn) => void>()

  /** `now`: monotonic ms. */
  constructor(now: () => number) {
    this.now = now
    this.tokens = new Tokens(MOST_AT_ONCE, now)
  }

  open(person: Person, reader?: string): SignOn {
    const now = this.now()
    const token = this.tokens.give({ person: person.id, end: now + MOST_MS }, now + IDLE_MS)
    const signOn = { token, person, ...(reader === undefined ? {} : { reader }) }
    if (reader !== undefined) for (const listener of this.listeners) listener(signOn)
    return signOn
  }

  /** Whose token it is; each use keeps it a while longer. */
  use(token: string): string | undefined {
    const held = this.tokens.find(token)
    if (held === undefined) return undefined
    held.until = Math.min(held.holder.end, this.now() + IDLE_MS)
    return held.holder.person
  }

  close(token: string): void {
    this.tokens.drop(token)
  }

  /** Nothing they held is good any more. */
  closeAll(person: string): void {
    this.tokens.dropAll((holder) => holder.person === person)
  }

  /** Somebody held a badge to a reader of the kitchen. */
  onReader(listener: (signOn: SignOn) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
