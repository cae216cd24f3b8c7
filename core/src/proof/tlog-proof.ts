import { defineErrors } from '../errors.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { HASH_BYTES } from './merkle.ts'

const HEAD = 'c2sp.org/tlog-proof@v1'
/** A tree of 2^53 leaves has no longer path. */
const MAX_PATH = 53

export const fail = defineErrors({
  PROOF_MALFORMED: { status: 400, zh: '证明文件不合规范：{name}', en: 'the proof is not well formed: {name}' },
})

/** A leaf's place in a log and the checkpoint that covers it (C2SP tlog-proof). */
export type TlogProof = { index: number; path: Uint8Array[]; checkpoint: string }

export const tlogProofText = ({ index, path, checkpoint }: TlogProof): string =>
  `${[HEAD, `index ${index}`, ...path.map(toBase64)].join('\n')}\n\n${checkpoint}`

/** Throws `PROOF_MALFORMED` with the line. An `extra` line is read over: nobody signed it. */
export function parseTlogProof(text: string): TlogProof {
  const gap = text.indexOf('\n\n')
  const lines = text.slice(0, Math.max(0, gap)).split('\n')
  if (gap < 0 || lines.shift() !== HEAD) throw fail('PROOF_MALFORMED', { name: 'first line' })
  if (lines[0]?.startsWith('extra ')) lines.shift()
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? '')?.[1]
  if (index === undefined || !Number.isSafeInteger(Number(index))) throw fail('PROOF_MALFORMED', { name: 'index' })
  if (lines.length > MAX_PATH) throw fail('PROOF_MALFORMED', { name: 'path too long' })
  const path = lines.map((line, at) => {
    const hash = fromBase64(line)
    if (hash?.length !== HASH_BYTES) throw fail('PROOF_MALFORMED', { name: `hash ${at + 1}` })
    return hash
  })
  return { index: Number(index), path, checkpoint: text.slice(gap + 2) }
}
