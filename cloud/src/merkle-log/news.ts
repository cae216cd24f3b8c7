import type { LogNews, LogQuestion } from '@zaojun/core'
import { consistencySpans, generationOf, inclusionSpans, parseLeaf, tlogProofText } from '@zaojun/core/proof/index'
import type { Cloud } from '../cloud.ts'
import { fail } from '../errors.ts'
import type { Standing } from './merkle-log.ts'
import { openingOf } from './opening.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** What the log answers a box about a batch of its own and about what it saw last. Throws `PROOF_NOT_YET` at the very start. */
export async function logNews(
  { store, merkleLog }: Pick<Cloud, 'store' | 'merkleLog'>,
  box: string,
  { n, origin, size = 0 }: LogQuestion,
): Promise<LogNews> {
  // Another process has told the box of more than is known here.
  if (size > (merkleLog.standing()?.tree.size ?? 0)) await merkleLog.catchUp()
  const now = merkleLog.standing()
  if (now === undefined) throw fail('PROOF_NOT_YET', { name: String(n ?? '') })
  const ended = origin === undefined ? undefined : merkleLog.standing(generationOf(origin))
  const batch = await batchProof(now)
  if (ended !== undefined && ended.generation < now.generation) return { ...(await successorOf(ended)), batch }
  return { checkpoint: now.note, growth: growth(now, size, now.tree.size), batch, successor: null }

  /** Under the checkpoint that is answered with it, though the log may have moved on meanwhile. */
  async function batchProof(newest: Standing): Promise<LogNews['batch']> {
    const place = n === undefined ? null : await store.leafOf(box, n)
    const under = place?.generation === newest.generation ? newest : place && merkleLog.standing(place.generation)
    if (n === undefined || !place || !under) return null
    return place.index < under.tree.size ? { n, proof: proofText(under, place.index) } : null
  }

  /** The next log, one at a time: whoever follows asks again from there. */
  async function successorOf(before: Standing): Promise<Omit<LogNews, 'batch'>> {
    const next = merkleLog.standing(before.generation + 1)
    const leaf = await openingOf(merkleLog, before.generation + 1)
    if (next === undefined || leaf === undefined) throw fail('PROOF_NOT_YET', { name: String(n ?? '') })
    const successor = { leaf: base64(leaf), proof: proofText(next, 0) }
    // Where the tail was lost, no tiles lead to what the first entry commits to.
    const whole = committedSize(leaf) === before.tree.size
    return { checkpoint: next.note, growth: whole ? growth(before, size, before.tree.size) : [], successor }
  }
}

const proofText = ({ note, tree }: Standing, index: number): string =>
  tlogProofText({ index, path: inclusionSpans(index, tree.size).map((span) => tree.span(span)), checkpoint: note })

/** Empty where nothing was seen yet, nothing has come, or more was seen than there is: the checkpoint says the rest. */
function growth({ tree }: Standing, from: number, to: number): string[] {
  return from === 0 || from >= to ? [] : consistencySpans(from, to).map((span) => base64(tree.span(span)))
}

/** Size of the log that the first entry of its successor commits to. */
function committedSize(leaf: Uint8Array): number | undefined {
  const first = parseLeaf(new Uint8Array(leaf))
  return first.kind === 'origin' ? Number(first.checkpoint.split('\n')[1]) : undefined
}
