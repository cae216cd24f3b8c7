import { defineErrors } from '../errors.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { HASH_BYTES } from './merkle.ts'

/** Consistency hashes a request may carry (C2SP tlog-witness). */
const MAX_HASHES = 63

export const fail = defineErrors({
  WITNESS_MALFORMED: { status: 400, zh: '见证请求不合规范：{name}', en: 'the request is not well formed: {name}' },
})

/** Body of `POST add-checkpoint`: the size the witness is thought to know, the proof from there, the signed note. */
export type AddCheckpoint = { oldSize: number; path: Uint8Array[]; note: string }

export const addCheckpointText = ({ oldSize, path, note }: AddCheckpoint): string =>
  `${[`old ${oldSize}`, ...path.map(toBase64)].join('\n')}\n\n${note}`

/** Throws `WITNESS_MALFORMED` with the line. */
export function parseAddCheckpoint(text: string): AddCheckpoint {
  const gap = text.indexOf('\n\n')
  if (gap < 0) throw fail('WITNESS_MALFORMED', { name: 'no empty line' })
  const [first = '', ...lines] = text.slice(0, gap).split('\n')
  const oldSize = Number(/^old (0|[1-9][0-9]{0,15})$/.exec(first)?.[1] ?? Number.NaN)
  if (!Number.isSafeInteger(oldSize)) throw fail('WITNESS_MALFORMED', { name: 'first line' })
  if (lines.length > MAX_HASHES) throw fail('WITNESS_MALFORMED', { name: 'too many hashes' })
  const path = lines.map((line, at) => {
    const hash = fromBase64(line)
    if (hash?.length !== HASH_BYTES) throw fail('WITNESS_MALFORMED', { name: `hash ${at + 1}` })
    return hash
  })
  return { oldSize, path, note: text.slice(gap + 2) }
}
