import type { DataKind } from '@zaojun/core/proof/index'
import { fail } from '../errors.ts'
import { type Grant, OPERATOR } from '../store/rights.ts'
import type { Store } from '../store/store.ts'

/** Who asks: a party, and the person or token that asks for it. */
export type Reader = { party: string; by: string }
/** Room for what is asked for in a record of a read. */
const MOST_CHARACTERS = 500

/**
 * Who may read what of a site. The owner reads its own; whoever runs the cloud reads as that; everybody else reads
 * under a grant that holds now. A read by anybody but the owner is on record before the data is given out.
 */
export class Access {
  private readonly store: Store
  private readonly now: () => number

  constructor(store: Store, now: () => number) {
    this.store = store
    this.now = now
  }

  /** Throws `NOT_GRANTED`. `what`: what is asked for, as the owner will read it. */
  async admit(reader: Reader, site: string, kind: DataKind, what: string): Promise<void> {
    const grant = await this.grantFor(reader, site, kind)
    if (grant === 'own') return
    const { party, by } = reader
    const under = grant === 'operator' ? { grant: null, purpose: null } : { grant: grant.id, purpose: grant.purpose }
    await this.store.addRead(site, { at: this.now(), party, by, ...under, kind, what: what.slice(0, MOST_CHARACTERS) })
  }

  /** Those of `kinds` that the reader may read there. */
  async admitted(reader: Reader, site: string, kinds: readonly DataKind[]): Promise<DataKind[]> {
    const allowed = await Promise.all(
      kinds.map((kind) =>
        this.grantFor(reader, site, kind).then(
          () => [kind],
          () => [],
        ),
      ),
    )
    return allowed.flat()
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

  private async grantFor({ party }: Reader, site: string, kind: DataKind): Promise<Grant | 'own' | 'operator'> {
    const { owner } = await this.store.siteRights(site)
    if (owner === party) return 'own'
    if (party === OPERATOR) return 'operator'
    const grants = await this.store.grantsOf(party, this.now())
    const grant = grants.find((each) => each.site === site && each.kinds.includes(kind))
    if (grant === undefined) throw fail('NOT_GRANTED', { name: `${site}: ${kind}` })
    return grant
  }
}
