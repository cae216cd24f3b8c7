import { type DecodedBatch, NEWEST, NEWEST_FIELDS } from '../../ingest/decoded.ts'
import type { LatestRow } from '../../routes/latest/schema.ts'
import type { Place } from './boxes.ts'
import { latestRow } from './series.ts'

/** The newest reading of a series in a batch. `value` is JSON; quality and origin are codes. */
export type Newest = {
  box: number
  seq: number
  at: number | null
  value: string
  quality: number
  origin: number
  reason: string | null
  receivedAt: number
}
type NewestColumns = Pick<DecodedBatch, 'newest' | 'newestValues' | 'newestReasons'>
/** Where `latest` stands. */
export type Stand = Pick<Newest, 'box' | 'seq' | 'at'>

/** By index of the batch's series; null where all of a series was told late and none is the newest. */
export function newestReadings({ box }: Place, batch: NewestColumns, receivedAt: number): (Newest | null)[] {
  const values = batch.newestValues.split('\n')
  return values.map((value, index) => {
    const base = index * NEWEST_FIELDS
    const field = (of: number) => batch.newest[base + of] ?? 0
    const seq = field(NEWEST.seq)
    if (seq === 0) return null
    const at = field(NEWEST.at)
    return {
      box,
      seq,
      at: Number.isNaN(at) ? null : at,
      value,
      quality: field(NEWEST.quality),
      origin: field(NEWEST.origin),
      reason: batch.newestReasons[index] ?? null,
      receivedAt,
    }
  })
}

/** Within a box the seq decides, whatever the clock says; between boxes the time, and failing that the later box. */
export function isNewer(stand: Stand, { box, seq, at }: Stand): boolean {
  if (stand.box === box) return seq > stand.seq
  if (stand.at !== null && at !== null) return at > stand.at
  return box > stand.box
}

/** A row of `latest` that moved; `key` is `device/point`. */
export function movedRow(box: string, key: string, { receivedAt, ...newest }: Newest): LatestRow {
  const [device = '', point = ''] = key.split('/')
  return latestRow({ ...newest, device, point, box, received_at: receivedAt })
}
