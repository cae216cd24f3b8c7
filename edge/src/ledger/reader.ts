import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { AlarmEntry, Entry, Era } from '@zaojun/core'
import { type AlarmFigures, alarmFigures, type FiguresQuery } from './alarm-figures.ts'
import { type AlarmSpan, type AlarmSpansQuery, alarmSpans } from './alarm-spans.ts'
import { AttachmentFiles } from './attachments.ts'
import { type ErasureRow, Erasures } from './erasures.ts'
import { type AttachmentRow, type BatchRow, Outbox, type PartRow, type Unproven } from './outbox.ts'
import { ALARM_KIND, ENTRY_SELECT, type EntryRow, entryOf, KIND_CODES } from './rows.ts'
import { openForReading } from './schema.ts'
import { type SeriesAnswer, type SeriesQuery, SeriesReader } from './series.ts'
import { serve } from './thread.ts'

const MAX_RECORDS = 5_000
/** `first`…`last`: its entries that are here; `correctedMs`: how much later it was than they say. */
export type ClockEra = Era & { first: number; last: number; correctedMs: number }
export type EntriesQuery = { after: number; limit: number; types: string[] }

/** The thread that answers questions about the ledger, so that no question ever delays a commit. */
export type ReaderOps = {
  series: [SeriesQuery, SeriesAnswer]
  entries: [EntriesQuery, { entries: Entry[]; next: number | null }]
  batch: [number, BatchRow | undefined]
  unproven: [null, Unproven]
  parts: [{ limit: number }, PartRow[]]
  attachments: [{ limit: number }, AttachmentRow[]]
  attachment: [string, { bytes: Uint8Array; mediaType: string } | { erased: string } | undefined]
  part: [string, { value: unknown } | { erased: string } | undefined]
  /** What the cloud is still to be told of erasures. */
  erasures: [{ limit: number }, ErasureRow[]]
  gaps: [null, number]
  /** Stretches of time with one clock of which something is here. */
  eras: [null, ClockEra[]]
  /** Records not older than this wall time, oldest first; at most 5,000. */
  recordsSince: [number, Entry[]]
  /** Alarms that are over, newest first; `raised` is the seq of their first entry. */
  closedAlarms: [{ before: number; limit: number }, { raised: number; alarm: AlarmEntry }[]]
  alarmFigures: [FiguresQuery, AlarmFigures]
  /** Every step of an alarm, oldest first. */
  alarmSteps: [string, (Entry & AlarmEntry)[]]
  /** When alarms about a point held, oldest first. */
  alarmSpans: [AlarmSpansQuery, AlarmSpan[]]
}

if (parentPort !== null) {
  const { folder } = workerData as { folder: string }
  const db = openForReading(join(folder, 'ledger.db'))
  const outbox = new Outbox(db)
  const files = new AttachmentFiles(folder)
  const erasures = new Erasures(db, files)
  const series = new SeriesReader(db)
  const everyKind = Object.values(KIND_CODES).flat()

  serve<ReaderOps>(parentPort, {
    series: (query) => series.read(query),
    entries: ({ after, limit, types }) => {
      const kinds = types.length === 0 ? everyKind : types.flatMap((type) => KIND_CODES[type] ?? [])
      const rows = db
        .prepare(`${ENTRY_SELECT} WHERE e.seq > ? AND e.kind IN (${kinds.join(',')}) ORDER BY e.seq LIMIT ?`)
        .all(after, limit) as EntryRow[]
      return { entries: rows.map(entryOf), next: rows.length < limit ? null : (rows.at(-1)?.seq ?? null) }
    },
    batch: (n) => outbox.batch(n),
    unproven: () => outbox.unproven(),
    parts: ({ limit }) => outbox.pendingParts(limit),
    erasures: ({ limit }) => erasures.pending(limit),
    attachments: ({ limit }) => outbox.pendingAttachments(limit),
    attachment: (digest) => {
      const row = db.prepare('SELECT media_type AS mediaType, erased FROM attachment WHERE digest = ?').get(digest) as
        | { mediaType: string; erased: string | null }
        | undefined
      if (row === undefined) return undefined
      if (row.erased !== null) return { erased: row.erased }
      const bytes = files.read(digest)
      return bytes === undefined ? undefined : { bytes, mediaType: row.mediaType }
    },
    eras: () =>
      db
        .prepare(
          `SELECT era.era, boot, offset, clock, min(seq) AS first, max(seq) AS last,
           coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'era-correction:' || era.era), 0) AS correctedMs
           FROM entry JOIN era ON era.era = entry.era GROUP BY era.era ORDER BY era.era`,
        )
        .all() as ClockEra[],
    part: (commitment) => {
      const row = db.prepare('SELECT value, erased FROM part WHERE commitment = ?').get(commitment) as
        | { value: string | null; erased: string | null }
        | undefined
      if (row === undefined) return undefined
      return row.value === null ? { erased: row.erased ?? '' } : { value: JSON.parse(row.value) }
    },
    closedAlarms: ({ before, limit }) =>
      (
        db
          .prepare('SELECT raised, body FROM alarm WHERE open = 0 AND raised < ? ORDER BY raised DESC LIMIT ?')
          .all(before, limit) as { raised: number; body: string }[]
      ).map(({ raised, body }) => ({ raised, alarm: JSON.parse(body) as AlarmEntry })),
    alarmFigures: (query) => alarmFigures(db, query),
    alarmSteps: (id) =>
      (
        db
          .prepare(
            `${ENTRY_SELECT} WHERE e.kind = ${ALARM_KIND} AND e.seq >= (SELECT raised FROM alarm WHERE id = ?)
             AND json_extract(e.body, '$.id') = ? ORDER BY e.seq`,
          )
          .all(id, id) as EntryRow[]
      ).map((row) => entryOf(row) as Entry & AlarmEntry),
    alarmSpans: ({ device, point, ...span }) => {
      const rows = db
        .prepare(
          `${ENTRY_SELECT} WHERE e.kind = ${ALARM_KIND} AND e.series IS NULL AND json_extract(e.body, '$.device') = ?
           AND json_extract(e.body, '$.point') = ? ORDER BY e.seq`,
        )
        .all(device, point) as EntryRow[]
      return alarmSpans(
        rows.map((row) => entryOf(row) as Entry & AlarmEntry),
        span,
      )
    },
    recordsSince: (wall) =>
      (
        db
          .prepare(
            `${ENTRY_SELECT} WHERE e.kind = ${KIND_CODES.record?.[0]} AND s.id IS NULL ORDER BY e.seq DESC LIMIT ?`,
          )
          .all(MAX_RECORDS) as EntryRow[]
      )
        .map(entryOf)
        .filter((entry) => entry.wall !== null && entry.wall >= wall)
        .reverse(),
    gaps: () =>
      (db.prepare('SELECT count(*) AS n FROM entry WHERE kind = ?').get(KIND_CODES.gap?.[0]) as { n: number }).n,
  })
}
