import { createHash } from 'node:crypto'
import { leafEntry } from '@zaojun/core/proof/leaf'
import { leafInput } from '@zaojun/core/proof/merkle'
import { sql } from 'kysely'
import type { BoxKey, KeyEvent, KeyStore, NewKeyEvent } from '../box-keys.ts'
import { type Queries, type SiteRange, siteNo, within } from '../queries.ts'
import type { LeafPlace } from '../store.ts'
import { type Place, placeOf, useCode } from './boxes.ts'
import { writeEvent } from './entries.ts'

type Rotated = Awaited<ReturnType<KeyStore['rotateKey']>>
type KeyRow = { box: number; first: number; last: number | null; revoked: BoxKey['revoked']; key: Uint8Array }

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/** Keys of all boxes of the sites, in the order they were in use. */
export async function keysOfSites({ all }: Queries, sites: SiteRange): Promise<Map<number, BoxKey[]>> {
  const rows = await all(
    sql<KeyRow>`SELECT box, first, last, revoked, key FROM box_key
      WHERE ${within('site', sites)} ORDER BY first, last IS NULL`,
  )
  const keys = rows.map(({ box, first, last, revoked, key }) => {
    return { box, key: { key: new Uint8Array(key), from: first, to: last, revoked } satisfies BoxKey }
  })
  const byBox = Map.groupBy(keys, ({ box }) => box)
  return new Map([...byBox].map(([box, each]) => [box, each.map(({ key }) => key)]))
}

/** By the numbers of site and box, in their order. */
export async function boxKeysOf({ all }: Queries, { site, box }: Omit<Place, 'boxId'>): Promise<BoxKey[]> {
  const rows = await all(
    sql<KeyRow>`SELECT box, first, last, revoked, key FROM box_key
      WHERE site = ${site} AND box = ${box} ORDER BY first, last IS NULL`,
  )
  return rows.map(({ first, last, revoked, key }) => ({ key: new Uint8Array(key), from: first, to: last, revoked }))
}

/** Keys of boxes, and entries of the log that are no batches. */
export function keyReads(queries: Queries) {
  const { all, first } = queries
  const placeAt = async (site: string, box: string): Promise<Place | undefined> => {
    const place = await placeOf(queries, box)
    return place?.site === (await siteNo(queries, site)) ? place : undefined
  }
  return {
    async boxKeys({ site, box }: { site: string; box: string }): Promise<BoxKey[]> {
      const place = await placeAt(site, box)
      return place === undefined ? [] : boxKeysOf(queries, place)
    },

    /** In their order. */
    async keyEvents({ site, box }: { site: string; box: string }): Promise<KeyEvent[]> {
      const place = await placeAt(site, box)
      if (place === undefined) return []
      const rows = await all(
        sql<{ taken_at: number; statement: Uint8Array }>`SELECT taken_at, statement FROM key_event
          WHERE site = ${place.site} AND box = ${place.box} ORDER BY no`,
      )
      return rows.map(({ taken_at, statement }) => {
        const bytes = new Uint8Array(statement)
        return { bytes, entry: leafEntry({ kind: 'key', box, digest: sha256(bytes) }), takenAt: taken_at }
      })
    },

    /** Where an entry that is no batch stands; null while it has no place yet. */
    async leafOfEntry(entry: Uint8Array): Promise<LeafPlace | null> {
      const hash = Buffer.from(sha256(leafInput(entry)))
      const row = await first(
        sql<LeafPlace>`SELECT generation, idx AS "index", entry FROM leaf
          WHERE batch_row IS NULL AND hash = ${hash} ORDER BY generation DESC LIMIT 1`,
      )
      return row ?? null
    },
  }
}

/** What goes into the log beside the batches waits here for its place. */
export async function addLogEntry({ run }: Queries, entry: Uint8Array): Promise<void> {
  await run(sql`INSERT INTO log_entry (entry) VALUES (${Buffer.from(entry)})`)
}

/** The life of boxes' keys. */
export function keyWrites(queries: Queries) {
  const { build, first, run } = queries

  async function add(place: Place, { box, statement, bytes, at }: NewKeyEvent): Promise<void> {
    const digest = sha256(bytes)
    const last = await first(
      sql<{ no: number }>`SELECT coalesce(max(no), 0) AS no FROM key_event
        WHERE site = ${place.site} AND box = ${place.box}`,
    )
    await run(
      sql`INSERT INTO key_event (site, box, no, digest, taken_at, statement) VALUES (${place.site}, ${place.box},
        ${(last?.no ?? 0) + 1}, ${hex(digest)}, ${at}, ${Buffer.from(bytes)})`,
    )
    await addLogEntry(queries, leafEntry({ kind: 'key', box, digest }))
    const { v: _v, box: _box, at: _at, ...data } = statement
    await writeEvent(queries, place, `key-${statement.kind}`, data, at)
  }

  const setKeys = async ({ site, box }: Place, keys: BoxKey[]): Promise<void> => {
    await run(sql`DELETE FROM box_key WHERE site = ${site} AND box = ${box}`)
    for (const { key, from, to, revoked } of keys)
      await run(
        sql`INSERT INTO box_key (site, box, first, last, revoked, key)
          VALUES (${site}, ${box}, ${from}, ${to}, ${revoked}, ${Buffer.from(key)})`,
      )
  }

  return {
    /** Uses up the code, adds the key and gives the box a new token, all or nothing. The same statement again needs no code. */
    async rotateKey(request: NewKeyEvent & { codeHash: string; tokenHash: string }): Promise<Rotated> {
      const { box, statement, bytes, codeHash, tokenHash, at } = request
      const place = await placeOf(queries, box)
      if (statement.kind !== 'rotation' || place === undefined) return { status: 'other-key' }
      await queries.dialect.holdBox(place)
      const site = (await first(build.selectFrom('site').select('id').where('no', '=', place.site)))?.id ?? ''
      const known = await first(
        sql`SELECT no FROM key_event
          WHERE site = ${place.site} AND box = ${place.box} AND digest = ${hex(sha256(bytes))}`,
      )
      const giveToken = async () => {
        await run(build.updateTable('box').set({ token_hash: tokenHash }).where('no', '=', place.box))
        await queries.dialect.noteBoxChange(place)
      }
      const keys = await boxKeysOf(queries, place)
      const current = keys.at(-1)
      const to = new Uint8Array(Buffer.from(statement.to, 'base64'))
      if (known !== undefined && current !== undefined && isSame(current.key, to)) {
        await giveToken()
        return { status: 'again', site }
      }
      const from = Buffer.from(statement.from, 'base64')
      if (current === undefined || current.to !== null || !isSame(current.key, from)) return { status: 'other-key' }
      // What the old key signed beyond that stands here already.
      const state = await first(
        build.selectFrom('box_state').select('newest').where('site', '=', place.site).where('box', '=', place.box),
      )
      if ((state?.newest ?? 0) > statement.after) return { status: 'behind' }
      if (!(await useCode(queries, codeHash, at, place.site))) return { status: 'code' }
      await setKeys(place, [
        ...keys.slice(0, -1),
        { ...current, to: statement.after },
        { key: to, from: statement.after + 1, to: null, revoked: null },
      ])
      await giveToken()
      await add(place, request)
      return { status: 'rotated', site }
    },

    /** False where no key of the box is in use any more. */
    async revokeKey(request: NewKeyEvent): Promise<boolean> {
      const { box, statement } = request
      const place = await placeOf(queries, box)
      if (statement.kind !== 'revocation' || place === undefined) return false
      await queries.dialect.holdBox(place)
      const keys = await boxKeysOf(queries, place)
      const revoked = Buffer.from(statement.key, 'base64')
      const hit = keys.find(({ key, revoked: before }) => before === null && isSame(key, revoked))
      if (hit === undefined) return false
      const to = Math.min(hit.to ?? statement.after, statement.after)
      await setKeys(
        place,
        keys.map((each) => (each === hit ? { ...hit, to, revoked: statement.reason } : each)),
      )
      await queries.dialect.noteBoxChange(place)
      await add(place, request)
      return true
    },
  }
}
