import { reasonOf } from '@zaojun/core'
import { type KeySpan, keySpans, parseVerifierKey } from '@zaojun/core/proof/index'
import { signatureHolds } from '../keys.ts'
import { sha256 } from '../merkle-log/sha256.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import type { Find } from './finding.ts'

export type BoxRow = { no: number; id: string; key: Uint8Array; spans: KeySpan[] }
type StatementRow = { box: number; statement: Uint8Array }
type KeyRow = { box: number; first: number; last: number | null; revoked: string | null; key: Uint8Array }

/** Boxes with the keys that follow from what was signed about them, and whether those are the keys the cloud goes by. */
export async function boxesOf(snapshot: StoreSnapshot, logKeys: string[], find: Find): Promise<Map<number, BoxRow>> {
  const boxes = new Map<number, BoxRow>()
  const statements = Map.groupBy(
    await snapshot.all<StatementRow>('SELECT box, statement FROM key_event ORDER BY site, box, no'),
    ({ box }) => box,
  )
  const used = Map.groupBy(
    await snapshot.all<KeyRow>('SELECT box, first, last, revoked, key FROM box_key'),
    ({ box }) => box,
  )
  const logKey = logKeys[0] === undefined ? undefined : (await parseVerifierKey(sha256, logKeys[0])).key
  for (const { no, id, key } of await snapshot.all<BoxRow>('SELECT no, id, public_key AS key FROM box')) {
    const firstKey = new Uint8Array(key)
    const signed = (statements.get(no) ?? []).map(({ statement }) => new Uint8Array(statement))
    try {
      const spans = await keySpans({ box: id, firstKey, statements: signed, logKey: logKey ?? nobody }, crypto(logKey))
      boxes.set(no, { no, id, key, spans })
      const inUse = (used.get(no) ?? []).map(({ first, last, revoked, key }) => words(key, first, last, revoked))
      const said = spans.map(({ key, from, to, revoked }) => words(key, from, to, revoked?.reason ?? null))
      if (inUse.sort().join() !== said.sort().join())
        find(`keys of box ${id}`, 'are not what follows from what was signed')
    } catch (error) {
      find(`box ${id}`, '{name}', reasonOf(error))
      boxes.set(no, { no, id, key, spans: [{ key: firstKey, from: 1, to: null, revoked: null }] })
    }
  }
  return boxes
}

const words = (key: Uint8Array, from: number, to: number | null, revoked: string | null): string =>
  JSON.stringify([Buffer.from(key).toString('hex'), from, to, revoked])

const nobody = new Uint8Array(32)
/** Without a key of the log got elsewhere, what the log signed about keys is taken at its word. */
const crypto = (logKey: Uint8Array | undefined) => ({
  sha256,
  verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    (logKey === undefined && key === nobody) || signatureHolds(key, message, signature),
})
