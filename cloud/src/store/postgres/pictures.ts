import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Appended, LONGEST_PIECE_BYTES, type Pictures, type Piece } from '../pictures.ts'
import { knownSiteNo, siteNo } from '../queries.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'

/** Bytes of photos and clips as rows. The row of an upload is locked while a piece of it is added. */
export function picturesOver(sessions: Sessions, now: () => number): Pictures {
  const read = async function* (site: string, digest: string): AsyncGenerator<Uint8Array> {
    const no = await sessions.read((session) => siteNo(session, site))
    for (let start = 0; ; ) {
      const bytes = await sessions.read((session) => pieceAt(session, no, digest, start))
      if (bytes === undefined) return
      yield bytes
      start += bytes.length
    }
  }
  const isRight = async (site: string, digest: string): Promise<boolean> => {
    const hash = createHash('sha256')
    for await (const bytes of read(site, digest)) hash.update(bytes)
    return hash.digest('hex') === digest
  }
  const erase = (site: string, digest: string): Promise<void> =>
    sessions.write(async (session) => session.dialect.eraseBytes(await siteNo(session, site), digest))

  return {
    read,
    erase,
    held: (site, digest) => sessions.read(async (session) => heldOf(session, await siteNo(session, site), digest, '')),

    async append(piece): Promise<Appended> {
      const { site, digest, length } = piece
      const held = await sessions.write((session) => add(session, piece, now()))
      if (held.refused) return { status: 'offset', held: held.bytes }
      if (held.bytes < length) return { status: 'more' }
      if (await isRight(site, digest)) return { status: 'whole' }
      await erase(site, digest)
      return { status: 'digest' }
    },
  }
}

async function add(session: Session, { site, digest, bytes, start, length }: Piece, at: number) {
  const no = await knownSiteNo(session, site)
  await session.plain(
    'INSERT INTO upload (site, digest, held, touched_at) VALUES ($1, $2, 0, $3) ON CONFLICT (site, digest) DO NOTHING',
    [no, digest, at],
  )
  const held = await heldOf(session, no, digest, 'FOR UPDATE')
  // All is there already: what came last was not acknowledged.
  if (held >= length) return { refused: false, bytes: held }
  if (held !== start) return { refused: true, bytes: held }
  for (let from = 0; from < bytes.length; from += LONGEST_PIECE_BYTES) {
    const part = Buffer.from(bytes.subarray(from, from + LONGEST_PIECE_BYTES))
    await session.plain('INSERT INTO attachment_piece (site, digest, start, bytes) VALUES ($1, $2, $3, $4)', [
      no,
      digest,
      start + from,
      part,
    ])
  }
  const now = start + bytes.length
  await session.plain('UPDATE upload SET held = $3, touched_at = $4 WHERE site = $1 AND digest = $2', [
    no,
    digest,
    now,
    at,
  ])
  return { refused: false, bytes: now }
}

async function heldOf(session: Session, site: number, digest: string, lock: '' | 'FOR UPDATE'): Promise<number> {
  const { rows } = await session.plain(`SELECT held FROM upload WHERE site = $1 AND digest = $2 ${lock}`, [
    site,
    digest,
  ])
  return (rows[0] as { held: number } | undefined)?.held ?? 0
}

const pieceAt = async (session: Session, site: number, digest: string, start: number) =>
  (
    await session.first(
      sql<{ bytes: Uint8Array }>`SELECT bytes FROM attachment_piece
        WHERE site = ${site} AND digest = ${digest} AND start = ${start}`,
    )
  )?.bytes
