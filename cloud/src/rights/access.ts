import type { DataKind } from '@zaojun/core/proof/index'
import { fail } from '../errors.ts'
import { type Grant, OPERATOR } from '../store/rights.ts'
import type { Store } from '../store/store.ts'
import { covers, type Span, type Spans, spanOf, spansOf } from './spans.ts'

/** Who asks: a party, and the person or token that asks for it. */
export type Reader = { party: string; by: string }
/** Under what somebody reads: as the owner, as whoever runs the cloud, or by grants. */
type Standing = 'own' | 'operator' | Grant[]
/** Room for what is asked for in a record of a read. */
const MOST_CHARACTERS = 500

/**
 * Who may read what of a site. The owner reads its own; whoever runs the cloud reads as that; everybody else reads
 * under a grant that holds now, and data of the grant's span alone. A read by anybody but the owner is on record before
 * the data is given out.
 */
export class Access {
  private readonly store: Store
  private readonly now: () => number

  constructor(store: Store, now: () => number) {
    this.store = store
    this.now = now
  }

  /**
   * Throws `NOT_GRANTED`. `what`: what is asked for, as the owner will read it; `about`: the time the data is of, where that
   * is known before. Resolves of which times it may be given out.
   */
  async admit(reader: Reader, site: string, kind: DataKind, what: string, about?: Span): Promise<Spans> {
    const standing = await this.standing(reader, site, kind)
    if (standing === 'own') return null
    const { party, by } = reader
    const read = { at: this.now(), party, by, kind, what: what.slice(0, MOST_CHARACTERS) }
    if (standing === 'operator') {
      await this.store.addRead(site, { ...read, grant: null, purpose: null })
      return null
    }
    const grant = standing.find((each) => about === undefined || covers([spanOf(each)], about))
    if (grant === undefined) throw fail('NOT_GRANTED', { name: `${site}: ${kind}, ${about && words(about)}` })
    await this.store.addRead(site, { ...read, grant: grant.id, purpose: grant.purpose })
    return spansOf(standing)
  }

  /** Of which times the reader may see data of that kind now; undefined where of none. Nothing is put on record. */
  async spans(reader: Reader, site: string, kind: DataKind): Promise<Spans | undefined> {
    const standing = await this.standing(reader, site, kind).catch(() => undefined)
    return standing === undefined || typeof standing !== 'string' ? standing && spansOf(standing) : null
  }

  /** Those of `kinds` that the reader may read there. */
  async admitted(reader: Reader, site: string, kinds: readonly DataKind[]): Promise<DataKind[]> {
    const spans = await Promise.all(kinds.map((kind) => this.spans(reader, site, kind)))
    return kinds.filter((_kind, at) => spans[at] !== undefined)
  }

  /** Throws `OWNER_ONLY` where the data of the site is somebody else's. */
  async demandOwner({ party }: Reader, site: string): Promise<void> {
    const { owner } = await this.store.siteRights(site)
    if (owner !== party) throw fail('OWNER_ONLY', { name: site })
  }

  /** The owner may look at who looked, and so may whoever runs the cloud. Throws `OWNER_ONLY`. */
  async demandOwnerOrOperator(reader: Reader, site: string): Promise<void> {
    if (reader.party !== OPERATOR) await this.demandOwner(reader, site)
  }

  /** Sites the reader may know of; null: all. */
  async sites({ party }: Reader): Promise<Set<string> | null> {
    if (party === OPERATOR) return null
    const [own, grants] = await Promise.all([this.store.sitesOwnedBy(party), this.store.grantsOf(party, this.now())])
    return new Set([...own, ...grants.map(({ site }) => site)])
  }

  private async standing({ party }: Reader, site: string, kind: DataKind): Promise<Standing> {
    const { owner } = await this.store.siteRights(site)
    if (owner === party) return 'own'
    if (party === OPERATOR) return 'operator'
    const held = await this.store.grantsOf(party, this.now())
    const grants = held.filter((each) => each.site === site && each.kinds.includes(kind))
    if (grants.length === 0) throw fail('NOT_GRANTED', { name: `${site}: ${kind}` })
    return grants
  }
}

const words = ({ from, to }: Span): string =>
  [from, to].map((at) => (Number.isFinite(at) ? new Date(at).toISOString() : '…')).join('–')
