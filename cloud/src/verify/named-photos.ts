import type { Batch } from '@zaojun/core'
import type { StoreSnapshot } from '../store/table-rows.ts'

const ASKED_AT_ONCE = 500
/** Of those that are not here, so many by name. */
const MOST_NAMED = 20

/**
 * Photos and clips that entries name and of which there is no trace here: not sent yet, or sent and gone with all that said
 * so. Which of the two, the store alone cannot tell.
 */
export class NamedPhotos {
  private readonly snapshot: StoreSnapshot
  /** Number of a site → digests to ask for. */
  private readonly open = new Map<number, Set<string>>()
  private asked = 0
  /** How many are not here, and the first of them, as `<digest> of <box>/<batch>`. */
  absent = 0
  readonly names: string[] = []
  private readonly namedIn = new Map<string, string>()

  constructor(snapshot: StoreSnapshot) {
    this.snapshot = snapshot
  }

  async add(site: number, { box, n, entries }: Batch): Promise<void> {
    for (const { b: body } of entries) {
      const attachments = body.type === 'record' || body.type === 'event' ? (body.attachments ?? []) : []
      for (const digest of attachments) {
        const ofSite = this.open.get(site) ?? new Set()
        this.open.set(site, ofSite.add(digest))
        this.namedIn.set(digest, `${box}/${n}`)
        this.asked++
      }
    }
    if (this.asked >= ASKED_AT_ONCE) await this.ask()
  }

  async ask(): Promise<void> {
    for (const [site, digests] of this.open) {
      // Of a parsed entry: nothing but hexadecimal digits.
      const list = [...digests].map((digest) => `'${digest}'`).join(', ')
      const held = await this.snapshot.all<{ digest: string }>(
        `SELECT digest FROM attachment WHERE site = ${site} AND digest IN (${list})`,
      )
      for (const { digest } of held) digests.delete(digest)
      this.absent += digests.size
      for (const digest of digests)
        if (this.names.length < MOST_NAMED) this.names.push(`${digest} of batch ${this.namedIn.get(digest)}`)
    }
    this.open.clear()
    this.namedIn.clear()
    this.asked = 0
  }
}
