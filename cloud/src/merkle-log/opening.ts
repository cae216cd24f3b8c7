import {
  leafInput,
  type OriginProof,
  parseCheckpoint,
  parseLeaf,
  parseNote,
  readReason,
  tlogProofText,
} from '@zaojun/core/proof/index'
import { fail } from '../errors.ts'
import { entriesIn } from './log-entries.ts'
import type { MerkleLog } from './merkle-log.ts'
import { sha256 } from './sha256.ts'

/** Why a log goes on under another name, and the checkpoint of the one before that it commits to. */
export type Restart = { generation: number; before: string; size: number; at: number | null; reason: string }

/** The first entry of a generation, out of its files; undefined where it has none. */
export async function openingOf(merkleLog: MerkleLog, generation: number): Promise<Uint8Array | undefined> {
  const standing = merkleLog.standing(generation)
  if (standing === undefined || standing.tree.size === 0) return undefined
  const read = (path: string) => merkleLog.file(`${generation}/${path}`)
  const [first] = await entriesIn(read, { from: 0, to: 1, size: standing.tree.size }).catch(() => [])
  const hash = standing.tree.span({ from: 0, to: 1 })
  if (first !== undefined && Buffer.compare(sha256(leafInput(first)), hash) !== 0)
    throw fail('LOG_DAMAGED', { name: `entry 0 of generation ${generation}` })
  return first
}

/** Why that generation goes on for another one; null where it does not, or is not here. */
export async function restartOf(merkleLog: MerkleLog, generation: number): Promise<Restart | null> {
  const opening = generation === 1 ? undefined : await openingOf(merkleLog, generation)
  const first = opening && parseLeaf(opening)
  if (first?.kind !== 'origin') return null
  const { origin, size } = parseCheckpoint(parseNote(new TextEncoder().encode(first.checkpoint)).text)
  return { generation, before: origin, size, ...readReason(first.reason) }
}

/** What leads a reader on from a proof in that generation to why the log was restarted, each time that is here. */
export async function originsOf(merkleLog: MerkleLog, generation: number): Promise<OriginProof[]> {
  const origins: OriginProof[] = []
  for (let each = 2; each <= generation; each++) {
    const leaf = await openingOf(merkleLog, each)
    const proof = leaf && merkleLog.proof({ generation: each, index: 0, entry: leaf })
    if (leaf !== undefined && proof !== undefined)
      origins.push({ leaf: Buffer.from(leaf).toString('base64'), proof: tlogProofText(proof) })
  }
  return origins
}
