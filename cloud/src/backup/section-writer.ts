import type { Row } from '../store/table-rows.ts'
import type { PartRecord, Section } from './manifest.ts'
import type { PartPool } from './pool.ts'
import { RowDigest } from './row-digest.ts'
import { encodeRow } from './rows-cbor.ts'

/** A part ends at a row whose digest says so, so that a row more does not move all ends behind it; or when it is full. */
const PART_BYTES = { least: 2 * 1024 * 1024, most: 16 * 1024 * 1024 }
const ONE_ROW_IN = 32
/** Parts being packed and written while rows go on coming. */
const UNDER_WAY = 3

/** Writes the rows of one table as parts. */
export class SectionWriter {
  private readonly pool: PartPool
  private readonly digest = new RowDigest()
  private readonly parts: Promise<PartRecord>[] = []
  private rowsAhead: Buffer[] = []
  private bytesAhead = 0
  bytes = 0

  constructor(pool: PartPool) {
    this.pool = pool
  }

  get rows(): number {
    return this.digest.rows
  }

  async add(rows: Row[]): Promise<void> {
    for (const row of rows) {
      const bytes = encodeRow(row)
      const digest = this.digest.add(bytes)
      this.rowsAhead.push(bytes)
      this.bytesAhead += bytes.length
      this.bytes += bytes.length
      const isEnd = this.bytesAhead >= PART_BYTES.least && (digest[0] ?? 0) % ONE_ROW_IN === 0
      if (isEnd || this.bytesAhead >= PART_BYTES.most) await this.endPart()
    }
  }

  private async endPart(): Promise<void> {
    if (this.rowsAhead.length === 0) return
    const plain = Buffer.concat(this.rowsAhead)
    const rows = this.rowsAhead.length
    this.rowsAhead = []
    this.bytesAhead = 0
    const part = this.pool.put(plain).then((record) => ({ ...record, rows }))
    part.catch(() => {})
    this.parts.push(part)
    await this.parts.at(-1 - UNDER_WAY)
  }

  async end(): Promise<Pick<Section, 'rows' | 'digest' | 'parts'>> {
    await this.endPart()
    return { rows: this.digest.rows, digest: this.digest.hex(), parts: await Promise.all(this.parts) }
  }
}
