import { createHash, type KeyObject, verify } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import {
  BATCH_CONTENT_TYPE,
  type Batch,
  type Entry,
  MAX_BATCH_BYTES,
  parseBatch,
  parseSign1,
  type Registry,
  type Sign1,
} from '@zaojun/core'
import { fail as batchErrors } from '@zaojun/core/batch'
import { fail } from '../errors.ts'
import { kidOf, publicKeyOf } from '../keys.ts'
import type { BoxKey } from '../store/box-keys.ts'
import type { DecodedBatch } from './decoded.ts'
import { segmentBatch } from './segment.ts'

export type Delivered = { box: string; keys: BoxKey[]; bytes: Uint8Array; zstd: boolean }

const ARCHIVE_LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
/** About the year 10 000. */
const MAX_WALL_MS = 2 ** 48
const MAX_KEYS_KEPT = 1_000
const keys = new Map<string, { key: KeyObject; kid: Uint8Array }>()

/** Verifies the exact bytes against the box's key, then takes the batch apart. Throws `BATCH_…`, `COSE_…`, `CBOR_…`. */
export function decodeDelivery({ box, keys: held, bytes, zstd }: Delivered): DecodedBatch {
  const envelope = zstd ? inflate(bytes) : bytes
  const message = parseSign1(envelope)
  const signer = checkHeaders(message, box, held)
  const batch = parseBatch(message.payload)
  checkSpan(signer, batch.n)
  if (batch.box !== box) throw fail('BATCH_WRONG_BOX', { name: batch.box })
  if (message.subject !== `urn:zaojun:batch:${batch.n}`) throw fail('BATCH_WRONG_BOX', { name: message.subject })
  if ((batch.n === 1) !== (batch.prev === null)) throw fail('BATCH_CHAIN', { name: `batch ${batch.n} and its prev` })
  checkMagnitudes(batch)
  const { entries, registry, newestEntryWall } = otherEntries(batch)
  const segmented = segmentBatch(batch)
  const newestEra = batch.eras.reduce((newest, era) => (era.era > newest.era ? era : newest), {
    era: 0,
    clock: 'unknown',
  })
  return {
    box,
    n: batch.n,
    digest: createHash('sha256').update(envelope).digest('hex'),
    prev: batch.prev,
    from: batch.from,
    to: batch.to,
    clock: newestEra.clock,
    archive: zstd ? bytes : new Uint8Array(zstdCompressSync(envelope, ARCHIVE_LEVEL)),
    entries,
    registry,
    ...segmented,
    newestWall: latestOf(segmented.newestWall, newestEntryWall),
  }
}

const latestOf = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b))

/** Output is bounded before it is made: a bomb costs no more than the largest batch. */
export function inflate(bytes: Uint8Array): Uint8Array {
  try {
    return new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength: MAX_BATCH_BYTES }))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') throw fail('BATCH_TOO_LARGE', { name: String(MAX_BATCH_BYTES) })
    throw fail('BATCH_ENCODING', { name: message })
  }
}

/** Numbers and times stay where integers are exact and an hour is a small number. */
function checkMagnitudes(batch: Batch): void {
  const inTime = (t: number) => t >= 0 && t <= MAX_WALL_MS
  const wrong = (place: string) => batchErrors('BATCH_MALFORMED', { name: 'out of range', place })
  if (!Number.isSafeInteger(batch.n) || !Number.isSafeInteger(batch.to) || batch.to < batch.from) throw wrong('/to')
  for (const { era, offset } of batch.eras)
    if (!Number.isSafeInteger(era) || Math.abs(offset ?? 0) > MAX_WALL_MS) throw wrong('/eras')
  for (const [index, { t0, dt, l, x = {} }] of batch.series.entries()) {
    if (l === true && !Object.values(x).every(inTime)) throw wrong(`/series/${index}/x`)
    let t = t0
    if (!inTime(t)) throw wrong(`/series/${index}/t0`)
    for (const step of dt) {
      t += step
      if (!inTime(t)) throw wrong(`/series/${index}/dt`)
    }
  }
  for (const [index, { m }] of batch.entries.entries()) if (!inTime(m)) throw wrong(`/entries/${index}/m`)
}

function checkHeaders(message: Sign1, box: string, held: BoxKey[]): BoxKey {
  const signer = held.find(({ key }) => Buffer.compare(keyOf(key).kid, message.kid) === 0)
  if (message.contentType !== BATCH_CONTENT_TYPE) throw fail('REQUEST_MEDIA_TYPE', { name: message.contentType })
  if (message.issuer !== `urn:zaojun:box:${box}`) throw fail('BATCH_WRONG_BOX', { name: message.issuer })
  if (signer === undefined) throw fail('BATCH_SIGNATURE')
  if (!verify(null, message.signed, keyOf(signer.key).key, message.signature)) throw fail('BATCH_SIGNATURE')
  return signer
}

/** A key signs the batches of its own time, and none once it was revoked or replaced. */
function checkSpan({ from, to, revoked }: BoxKey, n: number): void {
  if (n >= from && (to === null || n <= to)) return
  throw fail(revoked === null ? 'KEY_OTHER_TIME' : 'KEY_REVOKED', { name: `batch ${n}` })
}

function keyOf(raw: Uint8Array): { key: KeyObject; kid: Uint8Array } {
  const name = Buffer.from(raw).toString('base64')
  let known = keys.get(name)
  if (known === undefined) {
    if (keys.size >= MAX_KEYS_KEPT) keys.clear()
    known = { key: publicKeyOf(raw), kid: kidOf(raw) }
    keys.set(name, known)
  }
  return known
}

/** Entries of a batch that are no readings, each with its stamp, as the cloud keeps them. */
export function otherEntries(
  batch: Batch,
): Pick<DecodedBatch, 'entries' | 'registry'> & { newestEntryWall: number | null } {
  const eras = new Map(batch.eras.map((era) => [era.era, era]))
  let registry: { registry: Registry; seq: number } | null = null
  let newestEntryWall: number | null = null
  const entries = batch.entries.map(({ s, e, m, b }): Entry => {
    const era = eras.get(e)
    const offset = era?.offset ?? null
    const wall = offset === null ? null : m + offset
    newestEntryWall = latestOf(newestEntryWall, wall)
    if (b.type === 'registry' && (registry === null || s > registry.seq)) registry = { registry: b.registry, seq: s }
    return { seq: s, era: e, mono: m, wall, clock: era?.clock ?? 'unknown', ...b }
  })
  return { entries, registry, newestEntryWall }
}
