import type { Jt808Session } from './session.ts'

/** Which connection speaks for which unit: the newest that proved itself. */
export class Terminals {
  private readonly sessions = new Map<string, Jt808Session>()

  /** The one before is ended: a terminal that lost its connection has often not told. */
  claim(unit: string, session: Jt808Session): void {
    const before = this.sessions.get(unit)
    this.sessions.set(unit, session)
    if (before !== undefined && before !== session) before.replaced()
  }

  release(unit: string, session: Jt808Session): void {
    if (this.sessions.get(unit) === session) this.sessions.delete(unit)
  }

  of(unit: string): Jt808Session | undefined {
    return this.sessions.get(unit)
  }
}
