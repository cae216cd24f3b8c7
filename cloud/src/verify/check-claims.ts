import { verify } from 'node:crypto'
import { Heartbeat, parseSign1, reasonOf, subtractRuns } from '@zaojun/core'
import type { KeySpan } from '@zaojun/core/proof/index'
import type Database from 'better-sqlite3'
import Value from 'typebox/value'
import { kidOf, publicKeyOf } from '../keys.ts'
import type { BoxRow } from './check-store.ts'

type Run = [number, number]

/**
 * What a box has signed to hold against what is here: `digests` by `box/n`. The newest claim also shows when the last
 * batches were taken out of every file at once.
 */
export function checkClaims(
  db: Database.Database,
  { no: box, id, spans }: BoxRow,
  digests: Map<string, string>,
  find: (place: string, what: string) => void,
): void {
  const rows = db
    .prepare('SELECT envelope FROM claim WHERE box = ? UNION ALL SELECT envelope FROM heartbeat WHERE box = ?')
    .all(box, box) as { envelope: Uint8Array }[]
  const holes = db.prepare('SELECT first, last FROM explained_hole WHERE box = ?').all(box) as {
    first: number
    last: number
  }[]
  const explained = holes.map(({ first, last }): Run => [first, last])
  const told = new Set<number>()
  for (const { envelope } of rows)
    try {
      const { newest, head, pending } = heartbeatIn(new Uint8Array(envelope), id, spans)
      const held = digests.get(`${box}/${newest}`)
      if (held !== undefined && held !== head) find(`batch ${id}/${newest}`, 'is not the one the box signed for')
      const absent = subtractRuns(
        [[newest, newest]],
        [...(pending as Run[]), ...explained].sort(([a], [b]) => a - b),
      )
      if (newest === 0 || held !== undefined || absent.length === 0 || told.has(newest)) continue
      told.add(newest)
      find(`batch ${id}/${newest}`, 'is missing: the box has signed that it was its newest')
    } catch (error) {
      find(`heartbeat of ${id}`, reasonOf(error))
    }
}

function heartbeatIn(envelope: Uint8Array, id: string, spans: KeySpan[]): Heartbeat {
  const { signed, signature, payload, kid } = parseSign1(envelope)
  const span = spans.find(({ key }) => Buffer.compare(kidOf(key), kid) === 0)
  if (span === undefined || !verify(null, signed, publicKeyOf(span.key), signature))
    throw new Error('the signature of the box does not hold')
  const heartbeat = Value.Parse(Heartbeat, JSON.parse(new TextDecoder().decode(payload)))
  if (heartbeat.box !== id) throw new Error(`it is of ${heartbeat.box}`)
  return heartbeat
}
