import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { type Batch, parseBatch, parseSign1, reasonOf } from '@zaojun/core'
import { leafInput, parseLeaf } from '@zaojun/core/proof/index'
import { attachmentsIn } from '../attachments/folder.ts'
import { kidOf, signatureHolds } from '../keys.ts'
import { sha256 } from '../merkle-log/sha256.ts'
import { openSnapshot } from '../store/create.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import { checkClaims, explainedBy } from './check-claims.ts'
import { checkContent } from './check-content.ts'
import { checkEntries } from './check-entries.ts'
import { type BoxRow, boxesOf } from './check-keys.ts'
import { checkLog, lostTails, publishedNotes, type Signed } from './check-log.ts'
import { checkPhotos } from './check-photos.ts'
import { checkReads } from './check-reads.ts'
import { type Find, type FindHere, type Finding, findings } from './finding.ts'
import { NamedContent } from './named-content.ts'
import { removedBatches } from './removed-batches.ts'
import { SentEntries } from './sent-entries.ts'

/**
 * `removed`: of the batches, those whose envelopes a policy has removed: their digests stand in row and log alone · `lost`:
 * pages, statements and removals that a restore has lost with the tail of a log, as the next one owns up to · `photos`: those held, clips with them, whose bytes were hashed ·
 * `absent`: content that entries name and that is not here, the first of each by name · `silent`: boxes with batches here of which no signed word says
 * how many there are to be · `signed`: what the newest checkpoint covers; null where there is none.
 */
export type StoreCheck = {
  batches: number
  removed: number
  leaves: number
  lost: number
  photos: number
  absent: NamedContent['absent']
  silent: string[]
  signed: Signed | null
  findings: Finding[]
}
export type CheckOptions = {
  /** The cloud's data folder: the log's files lie in it, and the embedded store with its photos. */
  data: string
  /** Address of the store where it is PostgreSQL. */
  url?: string | undefined
  /** Verifier keys of the log's generations, got elsewhere; without any the checkpoint's own is taken at its word. */
  logKeys?: string[]
  /** Verifier keys of witnesses, got elsewhere: each must have cosigned the newest checkpoint. */
  witnesses?: string[]
  /** Told after each thousand batches, and after each hundred photos. */
  progress?(what: 'batches' | 'photos', done: number, all: number): void
}

type BatchRow = {
  site: number
  waiting: unknown
  box: number
  n: number
  digest: string
  prev: string | null
  first: number
  last: number
  envelope: Uint8Array
}
export type LeafRow = { generation: number; idx: number; entry: Uint8Array; hash: Uint8Array }

const PROGRESS_EVERY = 1_000
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/**
 * Goes through everything the cloud holds as evidence, offline and read-only: every envelope is hashed and its signature
 * checked, chains joined, the log rebuilt from its entries and compared with tiles and signed checkpoints, every photo
 * hashed. Whatever was changed, removed, cut off or swapped is named by its place.
 */
export async function checkStore({
  data,
  url,
  logKeys = [],
  witnesses = [],
  progress,
}: CheckOptions): Promise<StoreCheck> {
  const { found, find } = findings()
  const folder = join(data, 'log')
  // First what is published: a store that goes on meanwhile holds at least that.
  const notes = publishedNotes(folder)
  const open = () => openSnapshot({ data, store: url === undefined ? {} : { url } })
  const snapshot = await open()
  try {
    const boxes = await boxesOf(snapshot, logKeys, find)
    const leaves = await leavesOf(snapshot, find)
    const tails = await lostTails(folder, notes, leaves)
    const committed = committedBy([...leaves, ...tails], find)
    const explained = await explainedBy(snapshot)
    const isRemoved = await removedBatches(snapshot)
    let [batches, removed] = [0, 0]
    const [count] = await snapshot.all<{ all: number }>('SELECT count(*) AS "all" FROM batch')
    const digests = new Map<string, string>()
    const named = new NamedContent(snapshot)
    const sent = new SentEntries()
    const rows = snapshot.each<BatchRow>(
      `SELECT site, box, n, digest, prev, first_seq AS first, last_seq AS last, envelope, (${snapshot.waiting}) AS waiting
       FROM batch ORDER BY site, box, n`,
    )
    for await (const batch of rows) {
      const box = boxes.get(batch.box)
      const place = `batch ${box?.id ?? `?${batch.box}`}/${batch.n}`
      if (box === undefined) find(place, 'of a box the store does not know')
      else if (batch.envelope.length > 0) {
        const content = checkBatch(batch, box, committed, (...what) => find(place, ...what))
        if (content !== undefined) await named.add(batch.site, content)
        sent.add(batch, content)
      } else {
        removed++
        sent.add(batch, undefined)
        checkRemoved(batch, box, committed, isRemoved(box.id, batch.n), (...what) => find(place, ...what))
      }
      const before = digests.get(`${batch.box}/${batch.n - 1}`)
      if (before !== undefined && before !== batch.prev) find(place, 'does not name the batch before it')
      digests.set(`${batch.box}/${batch.n}`, batch.digest)
      batches++
      if (progress !== undefined && batches % PROGRESS_EVERY === 0) progress('batches', batches, Number(count?.all))
    }
    const numbers = new Map([...boxes.values()].map(({ id, no }) => [id, no]))
    for (const [key, { place, box, n }] of committed) {
      const runs = explained.get(numbers.get(box) ?? -1) ?? []
      if (runs.some(([first, last]) => first <= n && n <= last)) continue
      find(place, 'commits to batch {name}, which the store does not hold', key)
    }
    const silent = await checkClaims(snapshot, boxes.values(), digests, explained, find)
    const lost = await checkEntries(snapshot, leaves, tails, find)
    await checkReads(snapshot, find)
    await checkContent(snapshot, find)
    await sent.compare(snapshot, (no) => boxes.get(no)?.id ?? `?${no}`, find)
    await named.ask()
    const photos = await checkPhotos(snapshot, { folder: attachmentsIn(data), anew: open, progress }, find)
    const signed = await checkLog({ folder, notes, leaves, tails, logKeys, witnesses }, find)
    const { absent } = named
    return { batches, removed, leaves: leaves.length, lost, photos, absent, silent, signed, findings: found }
  } finally {
    await snapshot.close()
  }
}

type Commitment = { place: string; box: string; n: number; digest: string }

async function leavesOf(snapshot: StoreSnapshot, find: Find): Promise<LeafRow[]> {
  const rows: LeafRow[] = []
  for await (const row of snapshot.each<LeafRow>(
    'SELECT generation, idx, entry, hash FROM leaf ORDER BY generation, idx',
  ))
    rows.push(row)
  const next = new Map<number, number>()
  for (const { generation, idx, entry, hash } of rows) {
    const expected = next.get(generation) ?? 0
    if (idx === expected + 1) find(`log ${generation}, entry ${expected}`, 'is missing')
    else if (idx !== expected) find(`log ${generation}, entries ${expected}–${idx - 1}`, 'are missing')
    next.set(generation, idx + 1)
    if (Buffer.compare(sha256(leafInput(entry)), hash) !== 0)
      find(`log ${generation}, entry ${idx}`, 'its hash is another')
  }
  return rows
}

/** `box/n` → what the log says of it. */
function committedBy(leaves: LeafRow[], find: Find): Map<string, Commitment> {
  const committed = new Map<string, Commitment>()
  for (const { generation, idx, entry } of leaves) {
    const place = `log ${generation}, entry ${idx}`
    try {
      const leaf = parseLeaf(new Uint8Array(entry))
      if (leaf.kind !== 'batch') continue
      const key = `${leaf.box}/${leaf.n}`
      if (committed.has(key) && committed.get(key)?.digest !== hex(leaf.digest))
        find(place, 'stands for {name} again', key)
      committed.set(key, { place, box: leaf.box, n: leaf.n, digest: hex(leaf.digest) })
    } catch (error) {
      find(place, '{name}', reasonOf(error))
    }
  }
  return committed
}

/** Removed by policy: the log still commits to what the row says the bytes were. */
function checkRemoved(
  row: BatchRow,
  box: BoxRow,
  committed: Map<string, Commitment>,
  byPolicy: boolean,
  find: FindHere,
): void {
  const key = `${box.id}/${row.n}`
  const leaf = committed.get(key)
  committed.delete(key)
  if (!byPolicy) find('its bytes are missing, and no policy says that it removed them')
  if (leaf === undefined) find('its bytes are missing, and the log does not hold it')
  else if (leaf.digest !== row.digest) find('its row says other than {name} commits to', leaf.place)
}

/** Takes the batch out of `committed`: what is left there at the end is missing. Returns what stands in it, where that can be read. */
function checkBatch(row: BatchRow, box: BoxRow, committed: Map<string, Commitment>, find: FindHere): Batch | undefined {
  const key = `${box.id}/${row.n}`
  const leaf = committed.get(key)
  committed.delete(key)
  if (leaf === undefined && !row.waiting) find('the log has passed it over')
  let envelope: Uint8Array
  try {
    envelope = zstdDecompressSync(row.envelope)
  } catch (error) {
    find('its bytes cannot be unpacked: {name}', reasonOf(error))
    return undefined
  }
  const digest = hex(sha256(envelope))
  if (digest !== row.digest) find('its bytes are not those of its digest')
  if (leaf !== undefined && leaf.digest !== digest) find('its bytes are not those that {name} commits to', leaf.place)
  try {
    const { signed, signature, payload, kid } = parseSign1(envelope)
    const span = box.spans.find(({ key }) => Buffer.compare(kidOf(key), kid) === 0)
    if (span === undefined) find('it is signed with a key that is not the box’s')
    else if (row.n < span.from || row.n > (span.to ?? row.n)) find('its key does not sign batches of that number')
    else if (!signatureHolds(span.key, signed, signature)) find('the signature of the box does not hold')
    const batch = parseBatch(payload)
    const same =
      batch.box === box.id &&
      batch.n === row.n &&
      batch.from === row.first &&
      batch.to === row.last &&
      batch.prev === row.prev
    if (!same) find('its row says other than its bytes')
    return batch
  } catch (error) {
    find('{name}', reasonOf(error))
    return undefined
  }
}
