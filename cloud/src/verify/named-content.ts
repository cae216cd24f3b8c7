import type { Batch } from '@zaojun/core'
import { detachedIn } from '@zaojun/core/proof/index'
import type { StoreSnapshot } from '../store/table-rows.ts'

const ASKED_AT_ONCE = 500
/** Of those that are not here, so many by name. */
const MOST_NAMED = 20
const KEPT = { photo: { table: 'attachment', key: 'digest' }, part: { table: 'part', key: 'commitment' } } as const

export type Absent = { count: number; names: string[] }
type Kind = keyof typeof KEPT
type Named = { site: number; kind: Kind; digest: string; batch: string }

/**
 * Photos, clips and personal values that entries name and of which there is no trace here: not sent yet, or sent and gone
 * with all that said so. Which of the two, the store alone cannot tell.
 */
export class NamedContent {
  private readonly snapshot: StoreSnapshot
  private open: Named[] = []
  /** How many are not here, and the first of them, as `<digest> of batch <box>/<n>`. */
  readonly absent: Record<Kind, Absent> = { photo: { count: 0, names: [] }, part: { count: 0, names: [] } }

  constructor(snapshot: StoreSnapshot) {
    this.snapshot = snapshot
  }

  async add(site: number, batch: Batch): Promise<void> {
    for (const { kind, digest } of detachedIn(batch))
      this.open.push({ site, kind, digest, batch: `${batch.box}/${batch.n}` })
    if (this.open.length >= ASKED_AT_ONCE) await this.ask()
  }

  async ask(): Promise<void> {
    const asked = Map.groupBy(this.open.splice(0), ({ site, kind }) => `${site} ${kind}`)
    for (const named of asked.values()) await this.askOf(named)
  }

  private async askOf(named: Named[]): Promise<void> {
    const [first] = named
    if (first === undefined) return
    const { table, key } = KEPT[first.kind]
    const batches = new Map(named.map(({ digest, batch }) => [digest, batch]))
    // Of a parsed entry: nothing but hexadecimal digits.
    const list = [...batches.keys()].map((digest) => `'${digest}'`).join(', ')
    const held = await this.snapshot.all<{ digest: string }>(
      `SELECT ${key} AS digest FROM ${table} WHERE site = ${first.site} AND ${key} IN (${list})`,
    )
    for (const { digest } of held) batches.delete(digest)
    const absent = this.absent[first.kind]
    absent.count += batches.size
    for (const [digest, batch] of batches)
      if (absent.names.length < MOST_NAMED) absent.names.push(`${digest} of batch ${batch}`)
  }
}
