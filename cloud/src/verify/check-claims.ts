import { Heartbeat, parseSign1, reasonOf, subtractRuns } from '@zaojun/core'
import type { KeySpan } from '@zaojun/core/proof/index'
import Value from 'typebox/value'
import { kidOf, signatureHolds } from '../keys.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import type { BoxRow } from './check-keys.ts'
import type { Find } from './finding.ts'

type Run = [number, number]
type Claim = { box: number; envelope: Uint8Array }
type Hole = { box: number; first: number; last: number }

/** Numbers of batches that a box has explained it cannot send any more, by the number of the box. */
export async function explainedBy(snapshot: StoreSnapshot): Promise<Map<number, Run[]>> {
  const holes = await snapshot.all<Hole>('SELECT box, first, last FROM explained_hole')
  const byBox = Map.groupBy(holes, ({ box }) => box)
  return new Map([...byBox].map(([box, runs]) => [box, runs.map(({ first, last }): Run => [first, last])]))
}

/**
 * What boxes have signed to hold against what is here: `digests` by `box/n`. The newest claim also shows when the last
 * batches were taken out of every file at once. Resolves boxes that have batches here and have signed nothing of the kind.
 */
export async function checkClaims(
  snapshot: StoreSnapshot,
  boxes: Iterable<BoxRow>,
  digests: Map<string, string>,
  explained: Map<number, Run[]>,
  find: Find,
): Promise<string[]> {
  const claims = Map.groupBy(
    await snapshot.all<Claim>('SELECT box, envelope FROM claim UNION ALL SELECT box, envelope FROM heartbeat'),
    ({ box }) => box,
  )
  const sending = new Set([...digests.keys()].map((key) => Number(key.slice(0, key.indexOf('/')))))
  const silent: string[] = []
  for (const box of boxes) {
    const own = claims.get(box.no) ?? []
    checkBox(box, own, digests, explained.get(box.no) ?? [], find)
    if (own.length === 0 && sending.has(box.no)) silent.push(box.id)
  }
  return silent
}

function checkBox(
  { no: box, id, spans }: BoxRow,
  claims: Claim[],
  digests: Map<string, string>,
  explained: Run[],
  find: Find,
): void {
  const told = new Set<number>()
  for (const { envelope } of claims)
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
      find(`heartbeat of ${id}`, '{name}', reasonOf(error))
    }
}

function heartbeatIn(envelope: Uint8Array, id: string, spans: KeySpan[]): Heartbeat {
  const { signed, signature, payload, kid } = parseSign1(envelope)
  const span = spans.find(({ key }) => Buffer.compare(kidOf(key), kid) === 0)
  if (span === undefined || !signatureHolds(span.key, signed, signature))
    throw new Error('the signature of the box does not hold')
  const heartbeat = Value.Parse(Heartbeat, JSON.parse(new TextDecoder().decode(payload)))
  if (heartbeat.box !== id) throw new Error(`it is of ${heartbeat.box}`)
  return heartbeat
}
