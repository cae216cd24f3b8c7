import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { DIGEST } from '../attachments/folder.ts'
import { LONGEST_PIECE_BYTES } from '../store/pictures.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import type { CheckOptions } from './check-store.ts'
import type { Find, Sentence } from './finding.ts'

/** `no`: the site's number in the store. `bytes`: how long its row says it is. */
type Photo = { site: string; no: number; digest: string; bytes: number }
type Wrong = [what: Sentence, name?: string]
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
  const suspects: Photo[] = []
  const [count] = await snapshot.all<{ all: number }>(
    'SELECT count(*) AS "all" FROM attachment WHERE erased_at IS NULL',
  )
  for await (const photo of heldPhotos(snapshot)) {
    photos++
    if (photos % PROGRESS_EVERY === 0) progress?.('photos', photos, Number(count?.all))
    if (suspects.length === MOST_SUSPECTS) continue
    if ((await judged(snapshot, photo, folder)) !== null) suspects.push(photo)
  }
  if (suspects.length === 0) return photos
  const later = await anew()
  try {
    for (const photo of suspects) {
      const wrong = (await isErased(later, photo)) ? null : await judged(later, photo, folder)
      if (wrong !== null) find(`photo ${photo.digest} of ${photo.site}`, ...wrong)
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
async function judged(snapshot: StoreSnapshot, photo: Photo, folder: string): Promise<Wrong | null> {
  if (!DIGEST.test(photo.digest)) return ['its digest is none']
  const inFolder = () =>
    judge(photo, fileBytes(folder, photo)).catch(
      ({ code, message }: NodeJS.ErrnoException): Wrong => ['its bytes cannot be read: {name}', code ?? message],
    )
  if (snapshot.engine !== 'postgres') return inFolder()
  const wrong = await judge(photo, storedBytes(snapshot, photo))
  return wrong === null || (await inFolder()) === null ? null : wrong
}

async function judge({ digest, bytes }: Photo, pieces: AsyncIterable<Uint8Array>): Promise<Wrong | null> {
  const hash = createHash('sha256')
  let held = 0
  for await (const piece of pieces) {
    hash.update(piece)
    held += piece.length
  }
  if (held < Number(bytes))
    return held === 0 ? ['its bytes are missing'] : ['its bytes are cut: {name}', `${held} / ${bytes}`]
  if (hash.digest('hex') !== digest) return ['its bytes are not those of its digest: altered']
  return held === Number(bytes) ? null : ['its row says another length than its bytes have']
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
