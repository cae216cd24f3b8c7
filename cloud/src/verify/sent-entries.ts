import { createHash } from 'node:crypto'
import type { Batch } from '@zaojun/core'
import { otherEntries } from '../ingest/decode.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import type { Find } from './finding.ts'

/** `digest`: of the entries that stand in the envelope; undefined where that was removed by policy or cannot be read. */
type Sent = { n: number; first: number; last: number; digest: string | undefined }
type Row = { box: number; seq: number; body: string }

/** Events, records, alarms, orders and gaps as screens and the API show them, against the envelopes they came in. */
export class SentEntries {
  private readonly boxes = new Map<number, Sent[]>()

  /** A batch by its row, and what stands in it; `box`: the number of its box. */
  add(
    { box, n, first, last }: { box: number; n: number; first: number; last: number },
    batch: Batch | undefined,
  ): void {
    const digest = batch === undefined ? undefined : digestOf(batch)
    const sent = this.boxes.get(box) ?? []
    this.boxes.set(box, sent)
    sent.push({ n, first, last, digest })
  }

  /** `names`: box by number. What differs is named by its batch. */
  async compare(snapshot: StoreSnapshot, names: (box: number) => string, find: Find): Promise<void> {
    const rows = new Shown(snapshot)
    for (const [box, sent] of [...this.boxes].sort(([a], [b]) => a - b))
      for (const { n, first, last, digest } of sent.sort((a, b) => a.first - b.first)) {
        if (await rows.skipTo(box, first)) find(`entries of box ${names(box)}`, 'are in no batch')
        const shown = await rows.digestTo(box, last)
        if (digest !== undefined && shown !== digest)
          find(`entries of batch ${names(box)}/${n}`, 'are shown otherwise than they were sent')
      }
    if (await rows.skipTo(Number.POSITIVE_INFINITY, 0)) find('entries', 'are in no batch')
  }
}

/** The rows in the order of boxes and entries, read once. */
class Shown {
  private readonly rows: AsyncIterator<Row>
  private next: Row | undefined
  private begun = false

  constructor(snapshot: StoreSnapshot) {
    const text = 'SELECT box, seq, body FROM entry WHERE seq IS NOT NULL ORDER BY box, seq, id'
    this.rows = snapshot.each<Row>(text)[Symbol.asyncIterator]()
  }

  /** Passes over what stands before; resolves whether there was anything. */
  async skipTo(box: number, seq: number): Promise<boolean> {
    let skipped = false
    for (let row = await this.peek(); row !== undefined && isBefore(row, box, seq); row = await this.take())
      skipped = true
    return skipped
  }

  /** Digest of the box's entries up to that one. */
  async digestTo(box: number, last: number): Promise<string> {
    const hash = createHash('sha256')
    for (let row = await this.peek(); row !== undefined && isBefore(row, box, last + 1); row = await this.take())
      hash.update(wordsOf(row.seq, row.body))
    return hash.digest('hex')
  }

  private async peek(): Promise<Row | undefined> {
    return this.begun ? this.next : this.take()
  }

  private async take(): Promise<Row | undefined> {
    this.begun = true
    const { done, value } = await this.rows.next()
    this.next = done ? undefined : value
    return this.next
  }
}

const isBefore = (row: Row, box: number, seq: number): boolean => row.box < box || (row.box === box && row.seq < seq)

function digestOf(batch: Batch): string {
  const hash = createHash('sha256')
  const entries = otherEntries(batch).entries.sort((a, b) => a.seq - b.seq)
  for (const entry of entries) hash.update(wordsOf(entry.seq, JSON.stringify(entry)))
  return hash.digest('hex')
}

/** Of text that is no JSON nothing that was sent comes out. */
const wordsOf = (seq: number, body: string): string => `${seq} ${body}\n`
