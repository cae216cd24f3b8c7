import type { Batch, SeriesChunk } from './batch.ts'
import type { Entry, Era, Reading } from './entry.ts'
import { ORIGINS, QUALITIES } from './vocabulary.ts'
import type { Origin, Quality } from './words.ts'

/** Wire version of the payload. The cloud accepts this one and the two before. */
export const BATCH_VERSION = 1
export const BATCH_CONTENT_TYPE = 'application/vnd.zaojun.batch+json'
/** A statement on the key of a box, and the envelope by the new key around the one by the old key. */
export const KEY_STATEMENT_TYPE = 'application/vnd.zaojun.key+json'
export const KEY_HANDOVER_TYPE = 'application/vnd.zaojun.key-handover+cose'
export const HEARTBEAT_CONTENT_TYPE = 'application/vnd.zaojun.heartbeat+json'
export const RECEIPT_CONTENT_TYPE = 'application/vnd.zaojun.receipt+json'
export const MAX_BATCH_READINGS = 5_000
export const MAX_BATCH_BYTES = 4 * 1024 * 1024

/** What the box knows when it seals: everything of `Batch` but the entries' columns. */
export type BatchHead = Pick<Batch, 'box' | 'n' | 'prev' | 'from' | 'to' | 'eras' | 'force'>

/** Folds entries (in seq order) into the columnar payload. */
export function composeBatch(head: BatchHead, entries: Iterable<Entry>): Batch {
  const columns = new Map<string, Column>()
  const others: Batch['entries'] = []
  for (const entry of entries) {
    if (entry.type === 'reading') addReading(columns, entry)
    else {
      const { seq, era, mono, wall: _wall, clock: _clock, ...body } = entry
      others.push({ s: seq, e: era, m: mono, b: body })
    }
  }
  return { v: BATCH_VERSION, ...head, series: [...columns.values()].map(({ chunk }) => chunk), entries: others }
}

/** A chunk that grows; seq, time and calibration of its last reading. */
type Column = { chunk: SeriesChunk; seq: number; time: number; calibration?: string | undefined }

function addReading(columns: Map<string, Column>, entry: Entry & Reading): void {
  const key = `${entry.device}/${entry.point}/${entry.era}/${entry.origin}/${entry.late ?? false}`
  const time = entry.wall ?? entry.mono
  let column = columns.get(key)
  if (column === undefined) {
    const chunk: SeriesChunk = {
      d: entry.device,
      p: entry.point,
      e: entry.era,
      o: ORIGINS.indexOf(entry.origin),
      s0: entry.seq,
      ds: [],
      t0: time,
      dt: [],
      v: [entry.value],
      ...(entry.late === true ? { l: true } : {}),
    }
    column = { chunk, seq: entry.seq, time }
    columns.set(key, column)
  } else {
    column.chunk.ds.push(entry.seq - column.seq)
    column.chunk.dt.push(time - column.time)
    column.chunk.v.push(entry.value)
    column.seq = entry.seq
    column.time = time
  }
  const { chunk } = column
  const index = chunk.v.length - 1
  if (entry.quality !== 'good') chunk.q = mark(chunk.q, index, QUALITIES.indexOf(entry.quality))
  if (entry.reason !== undefined) chunk.r = mark(chunk.r, index, entry.reason)
  if (entry.deviceTime !== undefined) chunk.x = mark(chunk.x, index, entry.deviceTime)
  if (entry.calibration !== column.calibration) {
    chunk.c = mark(chunk.c, index, entry.calibration ?? '')
    column.calibration = entry.calibration
  }
}

function mark<T>(sparse: Record<string, T> = {}, index: number, value: T): Record<string, T> {
  sparse[index] = value
  return sparse
}

export const qualityAt = (chunk: SeriesChunk, index: number): Quality => QUALITIES[chunk.q?.[index] ?? 0] ?? 'bad'
export const originOfChunk = (chunk: SeriesChunk): Origin => ORIGINS[chunk.o] ?? 'measured'

/** Unfolds a batch into its entries in seq order. */
export function entriesOf(batch: Batch): Entry[] {
  const eras = new Map(batch.eras.map((era) => [era.era, era]))
  const entries: Entry[] = []
  for (const chunk of batch.series) {
    const era = eras.get(chunk.e) as Era
    let seq = chunk.s0
    let time = chunk.t0
    let calibration = ''
    chunk.v.forEach((value, index) => {
      if (index > 0) {
        seq += chunk.ds[index - 1] ?? 0
        time += chunk.dt[index - 1] ?? 0
      }
      calibration = chunk.c?.[index] ?? calibration
      entries.push({
        seq,
        era: chunk.e,
        mono: era.offset === null ? time : time - era.offset,
        wall: era.offset === null ? null : time,
        clock: era.clock,
        type: 'reading',
        device: chunk.d,
        point: chunk.p,
        value,
        quality: qualityAt(chunk, index),
        origin: originOfChunk(chunk),
        ...(chunk.r?.[index] === undefined ? {} : { reason: chunk.r[index] }),
        ...(chunk.x?.[index] === undefined ? {} : { deviceTime: chunk.x[index] }),
        ...(chunk.l === true ? { late: true } : {}),
        ...(calibration === '' ? {} : { calibration }),
      })
    })
  }
  for (const { s, e, m, b } of batch.entries) {
    const era = eras.get(e) as Era
    entries.push({ seq: s, era: e, mono: m, wall: era.offset === null ? null : m + era.offset, clock: era.clock, ...b })
  }
  return entries.sort((a, b) => a.seq - b.seq)
}
