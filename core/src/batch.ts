import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { AlarmEntry } from './alarm.ts'
import type { Entry, Reading } from './entry.ts'
import { CommandEntry, Era, Event, Gap, RecordEntry, RegistryEntry } from './entry.ts'
import { defineErrors } from './errors.ts'
import { Id, ORIGINS, type Origin, QUALITIES, type Quality, Sha256Hex, Value } from './words.ts'

/** Wire version of the payload. The cloud accepts this one and the two before. */
export const BATCH_VERSION = 1
export const BATCH_CONTENT_TYPE = 'application/vnd.zaojun.batch+json'
export const MAX_BATCH_READINGS = 5_000
export const MAX_BATCH_BYTES = 4 * 1024 * 1024

const closed = { additionalProperties: false }
const Deltas = Type.Array(Type.Integer(), { maxItems: MAX_BATCH_READINGS })

/**
 * One series' readings of one era in seq order. `t0` and `dt` (n − 1 deltas) are wall ms, or monotonic ms
 * where the era's offset is null; `s0` and `ds` likewise the seqs. `q`: index → quality code, absent = good.
 * `r`: index → reason. `x`: index → device time ms. `o`: origin code.
 * `l`: told late, each is of its time in `x`. `c`: index → calibration from here on, '' for none.
 */
export const SeriesChunk = Type.Object(
  {
    d: Id,
    p: Id,
    e: Type.Integer({ minimum: 1 }),
    o: Type.Integer({ minimum: 0, maximum: ORIGINS.length - 1 }),
    s0: Type.Integer({ minimum: 1 }),
    ds: Deltas,
    t0: Type.Integer(),
    dt: Deltas,
    v: Type.Array(Value, { minItems: 1, maxItems: MAX_BATCH_READINGS }),
    q: Type.Optional(Type.Record(Type.String(), Type.Integer({ minimum: 0, maximum: QUALITIES.length - 1 }))),
    r: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 64 }))),
    x: Type.Optional(Type.Record(Type.String(), Type.Integer())),
    l: Type.Optional(Type.Literal(true)),
    c: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 64 }))),
  },
  closed,
)
export type SeriesChunk = Static<typeof SeriesChunk>

const Place = { s: Type.Integer({ minimum: 1 }), e: Type.Integer({ minimum: 1 }), m: Type.Integer({ minimum: 0 }) }
/** Any entry that is no reading: seq, era, monotonic ms and the body. Its wall time is `m` + the era's offset. */
export const OtherEntry = Type.Object(
  { ...Place, b: Type.Union([Event, RecordEntry, CommandEntry, AlarmEntry, Gap, RegistryEntry]) },
  closed,
)

/** The signed payload of one batch (design 6). `prev` is the SHA-256 of the previous envelope, null for the first. */
export const Batch = Type.Object(
  {
    v: Type.Literal(BATCH_VERSION),
    box: Id,
    n: Type.Integer({ minimum: 1 }),
    prev: Type.Union([Sha256Hex, Type.Null()]),
    from: Type.Integer({ minimum: 1 }),
    to: Type.Integer({ minimum: 1 }),
    eras: Type.Array(Era, { maxItems: 1024 }),
    /** Hashes of what was in force: flows, profiles, rules. */
    force: Type.Record(Type.String(), Sha256Hex),
    series: Type.Array(SeriesChunk, { maxItems: MAX_BATCH_READINGS }),
    entries: Type.Array(OtherEntry, { maxItems: MAX_BATCH_READINGS }),
  },
  closed,
)
export type Batch = Static<typeof Batch>

export const fail = defineErrors({
  BATCH_MALFORMED: { status: 400, zh: '批次内容不合规范', en: 'the batch payload is not well formed: {name}' },
  BATCH_VERSION: { status: 400, zh: '批次版本不受支持', en: 'batch version {name} is not supported' },
})

const batchCheck = Compile(Batch)
const decoder = new TextDecoder('utf-8', { fatal: true })

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

/** Parses and checks payload bytes; throws `BATCH_MALFORMED` with the place, or `BATCH_VERSION`. */
export function parseBatch(payload: Uint8Array): Batch {
  let parsed: unknown
  try {
    parsed = JSON.parse(decoder.decode(payload))
  } catch (error) {
    throw fail('BATCH_MALFORMED', { name: error instanceof Error ? error.message : 'not JSON' })
  }
  if (!batchCheck.Check(parsed)) {
    const version = (parsed as { v?: unknown } | null)?.v
    if (typeof version === 'number' && version !== BATCH_VERSION) throw fail('BATCH_VERSION', { name: String(version) })
    const first = batchCheck.Errors(parsed)[0]
    throw fail('BATCH_MALFORMED', { name: first?.message ?? 'unknown', place: first?.instancePath ?? '' })
  }
  checkColumns(parsed)
  return parsed
}

/** What the schema cannot say: columns of one length, every seq inside the range and none missing, eras known. */
function checkColumns(batch: Batch): void {
  const eras = new Set(batch.eras.map(({ era }) => era))
  let count = batch.entries.length
  const wrong = (name: string, place: string) => fail('BATCH_MALFORMED', { name, place })
  const inRange = (seq: number) => seq >= batch.from && seq <= batch.to
  for (const [index, chunk] of batch.series.entries()) {
    const place = `/series/${index}`
    count += chunk.v.length
    if (chunk.ds.length !== chunk.v.length - 1 || chunk.dt.length !== chunk.v.length - 1)
      throw wrong('columns differ in length', place)
    if (!eras.has(chunk.e)) throw wrong('unknown era', place)
    if (chunk.l && chunk.v.some((_value, at) => chunk.x?.[at] === undefined)) throw wrong('late without a time', place)
    let seq = chunk.s0
    for (const step of chunk.ds) {
      if (step < 1) throw wrong('seqs do not grow', place)
      seq += step
    }
    if (!inRange(chunk.s0) || !inRange(seq)) throw wrong('seq outside the range', place)
  }
  for (const [index, other] of batch.entries.entries()) {
    if (!inRange(other.s)) throw wrong('seq outside the range', `/entries/${index}`)
    if (!eras.has(other.e)) throw wrong('unknown era', `/entries/${index}`)
  }
  if (count !== batch.to - batch.from + 1)
    throw wrong(`${count} entries in a range of ${batch.to - batch.from + 1}`, '/to')
  checkEverySeqOnce(batch)
}

function checkEverySeqOnce(batch: Batch): void {
  const seen = new Uint8Array(batch.to - batch.from + 1)
  const mark = (seq: number) => {
    const index = seq - batch.from
    if (seen[index] !== 0) throw fail('BATCH_MALFORMED', { name: `seq ${seq} stands twice`, place: '/series' })
    seen[index] = 1
  }
  for (const chunk of batch.series) {
    let seq = chunk.s0
    mark(seq)
    for (const step of chunk.ds) {
      seq += step
      mark(seq)
    }
  }
  for (const other of batch.entries) mark(other.s)
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
