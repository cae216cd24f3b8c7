import { createHash } from 'node:crypto'
import { zstdDecompressSync } from 'node:zlib'
import { MAX_BATCH_BYTES, parseBatch, parseSign1 } from '@zaojun/core'
import { fail } from '../errors.ts'
import type { DecodedBatch } from '../ingest/decoded.ts'
import { segmentBatch } from '../ingest/segment.ts'
import { HOURS_A_DAY } from '../sealing/chunk.ts'
import { DerivedTurns } from '../sealing/derived-turns.ts'
import type { ArchivedBatch, NewestOf, Rederived } from '../store/entities/archive.ts'
import { isNewer, newestReadings } from '../store/entities/newest.ts'
import type { Turn } from '../store/entities/turns.ts'
import type { Store } from '../store/store.ts'

const BATCHES_AT_ONCE = 20
const SERIES_AT_ONCE = 50
const ROWS_AT_ONCE = 200

export type RebuildOptions = {
  store: Store
  /** One site; all where it is undefined. */
  site?: string | undefined
  now(): number
  /** Told after each step. */
  progress?(done: { site: string; batches: number }): void
}
/** `skipped`: envelopes that a policy has removed; what was made of them stays. `broken`: whose bytes are not their digest’s. */
export type Rebuilt = { sites: number; batches: number; skipped: number; broken: string[] }

/**
 * Makes segments, marks of hours and newest readings again from the archive of envelopes, in short steps, while the cloud
 * runs or not; queries answer throughout. Chunks go once their segments are there, and are sealed again by the job; hours are
 * summed again by theirs. Broken off, it goes on where it was. Throws `SITE_UNKNOWN`, and where a site is another's for now.
 */
export async function rebuild({ store, site, now, progress }: RebuildOptions): Promise<Rebuilt> {
  const turns = new DerivedTurns(store, now)
  const total: Rebuilt = { sites: 0, batches: 0, skipped: 0, broken: [] }
  for (const { no, id } of await store.siteNumbers()) {
    if (site !== undefined && site !== id) continue
    const turn = () => turns.of(no)
    const work = () => rebuildSite({ store, turn, id, total, progress: progress ?? (() => {}) })
    if (!(await turns.take(no, work))) throw new Error(`site ${id}: another job is at work; try again later`)
    total.sites++
  }
  if (site !== undefined && total.sites === 0) throw fail('SITE_UNKNOWN', { name: site })
  return total
}

type Site = {
  store: Store
  turn(): Turn
  id: string
  total: Rebuilt
  progress(done: { site: string; batches: number }): void
}

/** What `held` resolves false for is another's by now. */
async function held(step: Promise<boolean>, id: string): Promise<void> {
  if (!(await step)) throw new Error(`site ${id}: another job has taken over`)
}

async function rebuildSite(of: Site): Promise<void> {
  const { store, turn, id } = of
  const { site } = turn()
  const newest = new Map<string, NewestOf['newest']>()
  const seen: { box: number; seq: number }[] = []
  for (const box of await store.boxNumbers({ site }))
    seen.push(await rebuildBox(of, { box: box.no, boxId: box.id }, newest))
  const rows = [...newest].map(([key, newest]): NewestOf => ({ key, newest }))
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
    await held(store.saveNewest({ turn: turn(), rows: rows.slice(start, start + ROWS_AT_ONCE), seen }), id)
  const numbers = await store.seriesNumbers({ site })
  for (let day = await store.nextSealedDay({ site, after: -1 }); day !== null; ) {
    for (let start = 0; start < numbers.length; start += SERIES_AT_ONCE)
      await held(store.dropDerived({ turn: turn(), day, series: numbers.slice(start, start + SERIES_AT_ONCE) }), id)
    day = await store.nextSealedDay({ site, after: day })
  }
  for (let hour = await store.nextHour({ site, from: 0 }); hour !== null; ) {
    const day = Math.floor(hour / HOURS_A_DAY)
    await held(store.remark({ turn: turn(), day }), id)
    hour = await store.nextHour({ site, from: (day + 1) * HOURS_A_DAY })
  }
  await held(store.rebuildDone({ turn: turn() }), id)
}

async function rebuildBox(
  { store, turn, id, total, progress }: Site,
  { box, boxId }: { box: number; boxId: string },
  newest: Map<string, NewestOf['newest']>,
): Promise<{ box: number; seq: number }> {
  const { site } = turn()
  const done = await store.rebuilt({ site, box })
  let [after, seq] = [0, 0]
  for (;;) {
    const some = await store.archivedBatches({ site, box, after, limit: BATCHES_AT_ONCE })
    if (some.length === 0) return { box, seq }
    const fresh: Rederived[] = []
    for (const row of some) {
      after = row.n
      seq = row.last_seq
      if (row.envelope.length === 0) {
        total.skipped++
        continue
      }
      const batch = takenApart(row)
      if (batch === undefined) {
        total.broken.push(`${boxId}/${row.n}`)
        continue
      }
      gather(newest, { site, box, boxId }, batch, row.received_at)
      if (row.n > done) fresh.push(batch)
    }
    if (fresh.length > 0) await held(store.rederive({ turn: turn(), box, batches: fresh }), id)
    total.batches += some.length
    progress({ site: id, batches: total.batches })
  }
}

type TakenApart = Rederived & Pick<DecodedBatch, 'newest' | 'newestValues' | 'newestReasons'>

/** Undefined where the bytes are not those of the digest. */
function takenApart({ digest, envelope }: ArchivedBatch): TakenApart | undefined {
  try {
    const bytes = new Uint8Array(zstdDecompressSync(envelope, { maxOutputLength: MAX_BATCH_BYTES }))
    if (createHash('sha256').update(bytes).digest('hex') !== digest) return undefined
    const batch = parseBatch(parseSign1(bytes).payload)
    const { n, from, to } = batch
    return { n, from, to, ...segmentBatch(batch) }
  } catch {
    return undefined
  }
}

function gather(
  newest: Map<string, NewestOf['newest']>,
  place: { site: number; box: number; boxId: string },
  batch: TakenApart,
  receivedAt: number,
): void {
  if (batch.series === '') return
  const keys = batch.series.split('\n')
  newestReadings(place, batch, receivedAt).forEach((reading, index) => {
    const key = keys[index] ?? ''
    const stands = newest.get(key)
    if (reading !== null && (stands === undefined || isNewer(stands, reading))) newest.set(key, reading)
  })
}
