import type { Committed, Entry } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import TypeValue from 'typebox/value'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'
import { DAY_MS, type Fact } from './quantity.ts'

const META_KEY = 'quantity-facts'
/** So many of them, the newest; a kitchen takes in some dozens of lots a day. */
const MOST_FACTS = 5_000
/** Kept this often; what came since stands in the ledger anyway. */
const KEEP_MS = 10 * 60_000

const Kept = Type.Array(
  Type.Object(
    { seq: Type.Integer(), form: Type.String(), at: Type.Integer(), data: Type.Record(Type.String(), Type.Unknown()) },
    { additionalProperties: false },
  ),
)
type Kept = Static<typeof Kept>
type Parts = { ledger: Ledger; clock: BoxClock; report: Report; meta: Record<string, string> }

/**
 * Records that still matter. The ledger forgets what the cloud has, so they are kept beside it as they stand there:
 * personal values are commitments, and are read from their detached part when they are needed.
 */
export class Facts {
  private readonly parts: Parts
  /** Form → days a record of it matters. */
  private readonly days: ReadonlyMap<string, number>
  private readonly standing = new Map<number, Fact>()
  private readonly revealed = new Map<number, Fact>()
  private changed = false
  private keptAt: number | undefined

  constructor(parts: Parts, days: ReadonlyMap<string, number>) {
    this.parts = parts
    this.days = days
  }

  async start(): Promise<void> {
    const { ledger, clock, meta } = this.parts
    const kept: unknown = JSON.parse(meta[META_KEY] ?? '[]')
    if (TypeValue.Check(Kept, kept)) for (const fact of kept) await this.put(fact)
    const { wall } = clock.now()
    const longest = Math.max(0, ...this.days.values())
    if (wall !== null) await this.take(await ledger.read('recordsSince', wall - longest * DAY_MS))
  }

  /** Oldest first. */
  all(wall: number): Fact[] {
    for (const [seq, { form, at }] of this.standing) if (wall - at > (this.days.get(form) ?? 0) * DAY_MS) this.drop(seq)
    return [...this.revealed.values()].sort((a, b) => a.seq - b.seq)
  }

  /** True where one of them matters. */
  async take(entries: Entry[]): Promise<boolean> {
    let any = false
    for (const entry of entries) {
      if (entry.type !== 'record' || entry.wall === null || !this.days.has(entry.form)) continue
      const { seq, form, wall: at, data } = entry
      any = true
      await this.put({ seq, form, at, data })
    }
    for (const seq of [...this.standing.keys()].sort((a, b) => a - b).slice(0, -MOST_FACTS)) this.drop(seq)
    this.changed ||= any
    return any
  }

  /** A personal value was erased: what rested on it is known no more. */
  async review(): Promise<void> {
    for (const fact of this.standing.values()) if (hasPersonal(fact)) await this.put(fact)
  }

  private async put(fact: Fact): Promise<void> {
    this.standing.set(fact.seq, fact)
    const data = { ...fact.data }
    for (const [field, value] of Object.entries(fact.data)) {
      if (!isCommitted(value)) continue
      const held = await this.parts.ledger.read('part', value.commitment)
      if (held !== undefined && 'value' in held) data[field] = held.value
      else delete data[field]
    }
    this.revealed.set(fact.seq, { ...fact, data })
  }

  private drop(seq: number): void {
    this.standing.delete(seq)
    this.revealed.delete(seq)
  }

  /** Writes them, where they changed and it was not done lately. */
  keep(now = true): void {
    const { ledger, report, clock } = this.parts
    const mono = clock.mono()
    if (!this.changed || (!now && mono - (this.keptAt ?? mono - KEEP_MS) < KEEP_MS)) return
    this.changed = false
    this.keptAt = mono
    const value = JSON.stringify([...this.standing.values()] satisfies Kept)
    report.watch('quantities.facts', ledger.write('remember', { key: META_KEY, value }))
  }
}

const isCommitted = (value: unknown): value is Committed =>
  typeof value === 'object' && value !== null && 'commitment' in value && typeof value.commitment === 'string'
const hasPersonal = ({ data }: Fact): boolean => Object.values(data).some(isCommitted)
