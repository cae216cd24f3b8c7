import { createHash } from 'node:crypto'
import { leafEntry } from '@zaojun/core/proof/leaf'
import type { BoxKey, KeyStore, NewKeyEvent } from '../box-keys.ts'
import { type Connection, sql } from './database.ts'
import { EntryWrites } from './entry-writes.ts'
import { boxKeysOf } from './key-reads.ts'

type Rotated = Awaited<ReturnType<KeyStore['rotateKey']>>
type Place = { no: number; site: number; newest: number }

/** What goes into the log beside the batches waits here for its place. */
export const addLogEntry = (connection: Connection, entry: Uint8Array): void => {
  connection.prepare('INSERT INTO log_entry (entry) VALUES (?)').run(Buffer.from(entry))
}

/** The life of boxes' keys. */
export function keyWrites(connection: Connection) {
  const entries = new EntryWrites(connection)
  const placeOf = (box: string): Place | undefined =>
    connection.prepare('SELECT no, site, newest FROM box WHERE id = ?').get(box) as Place | undefined

  function add({ no, site }: Place, { box, statement, bytes, at }: NewKeyEvent): void {
    const digest = createHash('sha256').update(bytes).digest()
    connection
      .prepare(
        `INSERT INTO key_event SELECT ?, ?, coalesce(max(no), 0) + 1, ?, ?, ? FROM key_event WHERE site = ? AND box = ?`,
      )
      .run(site, no, digest.toString('hex'), at, Buffer.from(bytes), site, no)
    addLogEntry(connection, leafEntry({ kind: 'key', box, digest: new Uint8Array(digest) }))
    const { v: _v, box: _box, at: _at, ...data } = statement
    entries.event({ site, box: no }, `key-${statement.kind}`, data, at)
  }

  const setKeys = ({ no, site }: Place, keys: BoxKey[]): void => {
    connection.prepare('DELETE FROM box_key WHERE site = ? AND box = ?').run(site, no)
    const insert = connection.prepare('INSERT INTO box_key VALUES (?, ?, ?, ?, ?, ?)')
    for (const { key, from, to, revoked } of keys) insert.run(site, no, from, to, revoked, Buffer.from(key))
  }

  return {
    rotateKey(request: NewKeyEvent & { codeHash: string; tokenHash: string }): Rotated {
      const { box, statement, bytes, codeHash, tokenHash, at } = request
      const place = placeOf(box)
      if (statement.kind !== 'rotation' || place === undefined) return { status: 'other-key' }
      const site = connection.first(sql.selectFrom('site').select('id').where('no', '=', place.site))?.id ?? ''
      const digest = createHash('sha256').update(bytes).digest('hex')
      const known = connection
        .prepare('SELECT 1 FROM key_event WHERE site = ? AND box = ? AND digest = ?')
        .get(place.site, place.no, digest)
      const giveToken = () => connection.prepare('UPDATE box SET token_hash = ? WHERE no = ?').run(tokenHash, place.no)
      const keys = boxKeysOf(connection, place.site, place.no)
      const current = keys.at(-1)
      const to = new Uint8Array(Buffer.from(statement.to, 'base64'))
      const isCurrent = current !== undefined && Buffer.compare(current.key, to) === 0
      if (known !== undefined && isCurrent) {
        giveToken()
        return { status: 'again', site }
      }
      const from = Buffer.from(statement.from, 'base64')
      if (current === undefined || current.to !== null || Buffer.compare(current.key, from) !== 0)
        return { status: 'other-key' }
      // What the old key signed beyond that stands here already.
      if (place.newest > statement.after) return { status: 'behind' }
      const codes = sql.selectFrom('enrolment_code').selectAll().where('code_hash', '=', codeHash)
      const code = connection.first(codes)
      if (code === undefined || code.used_at !== null || code.expires_at <= at || code.site !== place.site)
        return { status: 'code' }
      connection.run(sql.updateTable('enrolment_code').set({ used_at: at }).where('code_hash', '=', codeHash))
      setKeys(place, [
        ...keys.slice(0, -1),
        { ...current, to: statement.after },
        { key: to, from: statement.after + 1, to: null, revoked: null },
      ])
      giveToken()
      add(place, request)
      return { status: 'rotated', site }
    },

    revokeKey(request: NewKeyEvent): boolean {
      const { box, statement } = request
      const place = placeOf(box)
      if (statement.kind !== 'revocation' || place === undefined) return false
      const keys = boxKeysOf(connection, place.site, place.no)
      const revoked = Buffer.from(statement.key, 'base64')
      const hit = keys.find(({ key, revoked: before }) => before === null && Buffer.compare(key, revoked) === 0)
      if (hit === undefined) return false
      const to = Math.min(hit.to ?? statement.after, statement.after)
      setKeys(
        place,
        keys.map((each) => (each === hit ? { ...hit, to, revoked: statement.reason } : each)),
      )
      add(place, request)
      return true
    },
  }
}
