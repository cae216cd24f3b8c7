import { Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { appendRecord } from './records.ts'

const NOTE = 'consent/'

/** A person's word on one purpose, the newest of it. `at` is wall ms; null where no clock was known. */
export const Consent = Type.Object({
  person: Id,
  purpose: Id,
  granted: Type.Boolean(),
  by: Id,
  at: Type.Union([Type.Integer(), Type.Null()]),
})
export type Consent = Static<typeof Consent>
const check = Compile(Consent)

/**
 * Who has consented to what. Each word given is a `consent` record in the ledger; the newest of each person and
 * purpose is kept beside it in the same transaction, for as long as the box lives.
 */
export class Consents {
  private readonly ledger: Ledger
  private readonly clock: BoxClock
  private readonly held = new Map<string, Consent>()

  /** `meta`: the ledger's notes as it was opened. */
  constructor(ledger: Ledger, clock: BoxClock, meta: Record<string, string>) {
    this.ledger = ledger
    this.clock = clock
    for (const [key, text] of Object.entries(meta)) {
      const consent: unknown = key.startsWith(NOTE) ? JSON.parse(text) : undefined
      if (check.Check(consent)) this.held.set(keyOf(consent), consent)
    }
  }

  holds(person: string, purpose: string): boolean {
    return this.held.get(keyOf({ person, purpose }))?.granted === true
  }

  all(): Consent[] {
    return [...this.held.values()]
  }

  /** Resolves once it is on disk; where it was withdrawn, once all that was kept under it here is erased. */
  async give(word: Omit<Consent, 'at'>): Promise<Consent> {
    const consent: Consent = { ...word, at: this.clock.now().wall }
    const key = keyOf(consent)
    // A withdrawal counts from when it is said, a consent from when it is on record.
    if (!consent.granted) this.held.set(key, consent)
    const { person, purpose, granted, by } = consent
    const note = { key: NOTE + key, value: JSON.stringify(consent) }
    await appendRecord(this.ledger, { form: 'consent', by, origin: 'manual', data: { person, purpose, granted }, note })
    if (granted) this.held.set(key, consent)
    else await this.eraseConsented(person, purpose)
    return consent
  }

  /** Erases all that is held of a person by consent for a purpose, and says so in the ledger. */
  async eraseConsented(person: string, purpose: string): Promise<void> {
    const erased = await this.ledger.write('eraseConsented', { person, purpose })
    const data = { person, purpose, ...erased }
    await this.ledger.append({ type: 'event', event: 'consented-data-erased', data }, { urgent: true })
  }
}

const keyOf = ({ person, purpose }: Pick<Consent, 'person' | 'purpose'>): string => `${person}/${purpose}`
