import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { AlarmEntry } from './alarm.ts'
import { BATCH_VERSION, MAX_BATCH_READINGS } from './batch-columns.ts'
import { CommandEntry, Era, Event, Gap, RecordEntry, RegistryEntry } from './entry.ts'
import { defineErrors } from './errors.ts'
import { ORIGINS, QUALITIES } from './vocabulary.ts'
import { Id, Sha256Hex, Value } from './words.ts'

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
