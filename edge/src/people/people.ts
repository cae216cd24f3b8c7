import { join } from 'node:path'
import { type AttemptLimit, Attempts, Id, Turns } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Pseudonyms } from '../gateway/pseudonyms.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { PrivateFile } from '../private-file.ts'
import { fitsSecret, hashSecret, SecretHash } from '../secret-hash.ts'
import { fail } from './errors.ts'
import { ROLES, type Role } from './roles.ts'

const FILE = 'people.json'
const MOST_PEOPLE = 500
const MOST_BADGES = 4
const WRONG_PINS: AttemptLimit = { failures: 5, windowMs: 5 * 60_000 }
const closed = { additionalProperties: false }

export const StaffNumber = Type.String({
  pattern: '^[0-9]{1,16}$',
  description: 'As on the wall screen and the devices',
})
export const Pin = Type.String({ pattern: '^[0-9]{4,8}$' })
export const BadgeCode = Type.String({ minLength: 4, maxLength: 128 })

/** Someone who works here. `id` is what stands in entries: the number's pseudonym, as devices' events have it. */
const Kept = Type.Object(
  {
    id: Id,
    number: StaffNumber,
    role: Type.Enum(ROLES),
    active: Type.Boolean(),
    pin: Type.Optional(SecretHash),
    /** Keyed hashes of what the reader reads. */
    badges: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { maxItems: MOST_BADGES }),
  },
  closed,
)
type Kept = Static<typeof Kept>
const isList = Compile(Type.Array(Kept, { maxItems: MOST_PEOPLE }))

/** A person as anyone on the box may see them: no PIN, no badge. */
export type Person = { id: string; number: string; role: Role; active: boolean; pin: boolean; badges: number }

export type PeopleParts = { folder: string; pseudonyms: Pseudonyms; ledger: Ledger; now(): number }

/** Who works in this kitchen and what they may do; kept on this box alone. Every change is an entry in the ledger. */
export class People {
  private readonly parts: PeopleParts
  private readonly file: PrivateFile<Kept[]>
  private readonly guesses: Attempts
  private readonly turns = new Turns()
  private readonly listeners = new Set<() => void>()

  constructor(parts: PeopleParts) {
    this.parts = parts
    this.file = new PrivateFile(join(parts.folder, FILE), 'a list of people', isList, [])
    this.guesses = new Attempts(WRONG_PINS, parts.now)
  }

  /** Once a manager is registered, whoever writes has to say who they are. */
  get known(): boolean {
    return this.file.value.some(isManager)
  }

  all(): Person[] {
    return this.file.value.map(shown)
  }

  get(id: string): Person | undefined {
    const found = this.file.value.find((person) => person.id === id)
    return found && shown(found)
  }

  /** Adds or changes one. Rejects `PIN_WEAK`, `PERSON_LAST_MANAGER`, `PEOPLE_FULL`. */
  async set(number: string, wanted: { role: Role; active?: boolean; pin?: string }, by: string): Promise<Person> {
    const { role, active = true, pin } = wanted
    if (pin !== undefined && isWeak(pin)) throw fail('PIN_WEAK', { place: 'body/pin' })
    const fresh = pin === undefined ? undefined : await hashSecret(pin)
    return this.turns.take(() => {
      const before = this.file.value.find((person) => person.number === number)
      const base = { id: this.parts.pseudonyms.of(number), number, role, active }
      // Whoever left signs on nowhere; that they were here stays.
      if (!active) return this.replace({ ...base, badges: [] }, by)
      const hash = fresh ?? before?.pin
      const badges = before?.badges ?? []
      return this.replace({ ...base, badges, ...(hash === undefined ? {} : { pin: hash }) }, by)
    })
  }

  /** Rejects `PERSON_UNKNOWN`, `BADGE_TAKEN`. */
  addBadge(number: string, code: string, by: string): Promise<Person> {
    return this.turns.take(() => {
      const person = this.file.value.find((each) => each.number === number && each.active)
      if (person === undefined) throw fail('PERSON_UNKNOWN', { name: number, place: number })
      const badge = this.parts.pseudonyms.badge(code)
      const owner = this.file.value.find(({ badges }) => badges.includes(badge))
      if (owner !== undefined && owner !== person) throw fail('BADGE_TAKEN', { place: 'body/code' })
      const badges = [...person.badges.filter((each) => each !== badge), badge].slice(-MOST_BADGES)
      return this.replace({ ...person, badges }, by)
    })
  }

  dropBadges(number: string, by: string): Promise<Person> {
    return this.turns.take(() => {
      const person = this.file.value.find((each) => each.number === number)
      if (person === undefined) throw fail('PERSON_UNKNOWN', { name: number, place: number })
      return this.replace({ ...person, badges: [] }, by)
    })
  }

  /** Rejects `PERSON_WRONG`, and `PERSON_LOCKED` after a few wrong PINs. An unknown number is as wrong as a wrong PIN. */
  async byPin(number: string, pin: string): Promise<Person> {
    const waitMs = this.waitMs(number)
    if (waitMs > 0) throw fail('PERSON_LOCKED', { name: String(Math.ceil(waitMs / 1000)) })
    // Counted before it is looked at: many at once are no way round.
    this.guesses.failed(number)
    const person = this.file.value.find((each) => each.number === number && each.active)
    const fits = await fitsSecret(pin, person?.pin ?? NOBODY)
    if (person?.pin === undefined || !fits) throw fail('PERSON_WRONG')
    this.guesses.succeeded(number)
    return shown(person)
  }

  /** How long that number waits after wrong PINs, ms. */
  waitMs(number: string): number {
    return this.guesses.waitMs(number)
  }

  /** Somebody came, left or changed. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Undefined where it is nobody's badge. */
  byBadge(code: string): Person | undefined {
    const badge = this.parts.pseudonyms.badge(code)
    const person = this.file.value.find(({ active, badges }) => active && badges.includes(badge))
    return person && shown(person)
  }

  /** In its turn alone: what it finds is what it replaces. */
  private async replace(person: Kept, by: string): Promise<Person> {
    const others = this.file.value.filter(({ number }) => number !== person.number)
    if (this.known && ![...others, person].some(isManager)) throw fail('PERSON_LAST_MANAGER', { place: person.number })
    if (others.length >= MOST_PEOPLE) throw fail('PEOPLE_FULL', { name: String(MOST_PEOPLE) })
    const { id, role, active, pin, badges } = person
    const data = { person: id, role, active, pin: pin !== undefined, badges: badges.length, by }
    await this.parts.ledger.append({ type: 'event', event: 'person-changed', data }, { urgent: true })
    this.file.set([...others, person].sort((a, b) => a.number.localeCompare(b.number)))
    for (const listener of this.listeners) listener()
    return shown(person)
  }
}

const isManager = ({ role, active, pin, badges }: Kept): boolean =>
  role === 'manager' && active && (pin !== undefined || badges.length > 0)

const shown = ({ id, number, role, active, pin, badges }: Kept): Person => ({
  id,
  number,
  role,
  active,
  pin: pin !== undefined,
  badges: badges.length,
})

/** What nobody's PIN fits: an unknown number takes as long as a known one. */
const NOBODY: SecretHash = { salt: '00'.repeat(16), hash: '00'.repeat(32) }

/** One digit over and over, or digits that count up or down. */
function isWeak(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at]))
  return [-1, 0, 1].some((step) => steps.every((each) => each === step))
}
