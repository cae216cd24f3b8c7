import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { DIGEST } from '../attachments/folder.ts'
import { LONGEST_PIECE_BYTES } from '../store/pictures.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import type { CheckOptions } from './check-store.ts'

type Find = (place: string, what: string) => void
/** `no`: the site's number in the store. `bytes`: how long its row says it is. */
type Photo = { site: string; no: number; digest: string; bytes: number }
type Suspect = { photo: Photo; what: string }
type Given = {
  /** Where pictures lie as files: all of those of the embedded store, and what the other has not taken up yet. */
  folder: string
  /** The store as it is now, for what seems wrong: a photo may have been erased since the first look. */
  anew(): Promise<StoreSnapshot>
  progress: CheckOptions['progress']
}

const PHOTOS_AT_ONCE = 500
const MOST_SUSPECTS = 1_000
const PROGRESS_EVERY = 100

/** Hashes the bytes of every photo and clip that is held, a piece at a time; resolves how many. */
export async function checkPhotos(
  snapshot: StoreSnapshot,
  { folder, anew, progress }: Given,
  find: Find,
): Promise<number> {
  let photos = 0
  const suspects: Suspect[] = []
  const [count] = await snapshot.all<{ all: number }>(
    'SELECT count(*) AS "all" FROM attachment WHERE erased_at IS NULL',
  )
  for await (const photo of heldPhotos(snapshot)) {
    photos++
    if (photos % PROGRESS_EVERY === 0) progress?.('photos', photos, Number(count?.all))
    if (suspects.length === MOST_SUSPECTS) continue
    const what = await judged(snapshot, photo, folder)
    if (what !== null) suspects.push({ photo, what })
  }
  if (suspects.length === 0) return photos
  const later = await anew()
  try {
    for (const { photo } of suspects) {
      const what = (await isErased(later, photo)) ? null : await judged(later, photo, folder)
      if (what !== null) find(`photo ${photo.digest} of ${photo.site}`, what)
    }
  } finally {
    await later.close()
  }
  return photos
}

async function* heldPhotos(snapshot: StoreSnapshot): AsyncGenerator<Photo> {
  for (let after = { no: 0, digest: '' }; ; ) {
    const page = await snapshot.all<Photo>(
      `SELECT site.id AS site, attachment.site AS no, digest, bytes FROM attachment JOIN site ON site.no = attachment.site
        WHERE erased_at IS NULL AND (attachment.site, digest) > (${after.no}, ${quoted(after.digest)})
        ORDER BY attachment.site, digest LIMIT ${PHOTOS_AT_ONCE}`,
    )
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last
  }
}

async function isErased(snapshot: StoreSnapshot, { no, digest }: Photo): Promise<boolean> {
  const where = `site = ${no} AND digest = ${quoted(digest)} AND erased_at IS NOT NULL`
  return (await snapshot.all(`SELECT 1 AS gone FROM attachment WHERE ${where}`)).length > 0
}

/** What is wrong with its bytes, wherever they lie; null where nothing is. */
async function judged(snapshot: StoreSnapshot, photo: Photo, folder: string): Promise<string | null> {
  if (!DIGEST.test(photo.digest)) return 'its digest is none'
  const inFolder = () =>
    judge(photo, fileBytes(folder, photo)).catch(
      ({ code, message }: NodeJS.ErrnoException) => `its bytes cannot be read: ${code ?? message}`,
    )
  if (snapshot.engine !== 'postgres') return inFolder()
  const what = await judge(photo, storedBytes(snapshot, photo))
  return what === null || (await inFolder()) === null ? null : what
}

async function judge({ digest, bytes }: Photo, pieces: AsyncIterable<Uint8Array>): Promise<string | null> {
  const hash = createHash('sha256')
  let held = 0
  for await (const piece of pieces) {
    hash.update(piece)
    held += piece.length
  }
  if (held < Number(bytes)) return held === 0 ? 'its bytes are missing' : `its bytes are cut: ${held} of ${bytes}`
  if (hash.digest('hex') !== digest) return 'its bytes are not those of its digest: altered'
  return held === Number(bytes) ? null : 'its row says another length than its bytes have'
}

async function* fileBytes(folder: string, { site, digest }: Photo): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(join(folder, site, digest))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** A row at a time, and of one longer than any that is written only so much: nothing that lies there fills the memory. */
async function* storedBytes(snapshot: StoreSnapshot, { no, digest }: Photo): AsyncGenerator<Uint8Array> {
  for (let start = 0; ; ) {
    const [row] = await snapshot.all<{ bytes: Uint8Array }>(
      `SELECT substring(bytes FROM 1 FOR ${LONGEST_PIECE_BYTES}) AS bytes FROM attachment_piece
        WHERE site = ${no} AND digest = ${quoted(digest)} AND start = ${start}`,
    )
    if (row === undefined || row.bytes.length === 0) return
    yield row.bytes
    start += row.bytes.length
  }
}

/** As SQL text: whoever wrote into the store may have written anything. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
