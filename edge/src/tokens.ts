import { randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32

/** What a token stands for, until its time (monotonic ms) is over. */
export type Held<Holder> = { holder: Holder; until: number }

/** Random tokens, in memory alone; where there are too many the oldest goes. */
export class Tokens<Holder> {
  private readonly most: number
  private readonly now: () => number
  private readonly held = new Map<string, Held<Holder>>()

  constructor(most: number, now: () => number) {
    this.most = most
    this.now = now
  }

  give(holder: Holder, until: number): string {
    for (const [token, each] of this.held) if (each.until <= this.now()) this.held.delete(token)
    const [oldest] = this.held.keys()
    if (this.held.size >= this.most && oldest !== undefined) this.held.delete(oldest)
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    this.held.set(token, { holder, until })
    return token
  }

  /** Undefined where there is none, or its time is over. */
  find(token: string): Held<Holder> | undefined {
    const held = this.held.get(token)
    return held !== undefined && held.until > this.now() ? held : undefined
  }

  drop(token: string): void {
    this.held.delete(token)
  }

  dropAll(of: (holder: Holder) => boolean): void {
    for (const [token, { holder }] of this.held) if (of(holder)) this.held.delete(token)
  }
}
