import { concat } from '../cbor.ts'
import { defineErrors } from '../errors.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { HASH_BYTES } from './merkle.ts'

export const fail = defineErrors({
  CHECKPOINT_MALFORMED: { status: 400, zh: '检查点不合规范：{name}', en: 'the checkpoint is not well formed: {name}' },
})

/** What a log says of itself at one moment (C2SP tlog-checkpoint). */
export type Checkpoint = { origin: string; size: number; root: Uint8Array; extensions: string[] }

export const checkpointText = ({ origin, size, root, extensions }: Checkpoint): string =>
  `${[origin, String(size), toBase64(root), ...extensions].join('\n')}\n`

/** Reads the text of a checkpoint's note; throws `CHECKPOINT_MALFORMED`. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n')
  const hash = fromBase64(root)
  const extensions = rest.slice(0, -1)
  if (rest.at(-1) !== '') throw fail('CHECKPOINT_MALFORMED', { name: 'no final newline' })
  if (origin === '') throw fail('CHECKPOINT_MALFORMED', { name: 'origin' })
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw fail('CHECKPOINT_MALFORMED', { name: 'size' })
  if (hash?.length !== HASH_BYTES) throw fail('CHECKPOINT_MALFORMED', { name: 'root' })
  if (extensions.includes('')) throw fail('CHECKPOINT_MALFORMED', { name: 'empty extension line' })
  return { origin, size: Number(size), root: hash, extensions }
}

const TIME_BYTES = 8
const SIGNATURE_BYTES = 64

/** What a witness signs: the time in seconds and the whole checkpoint text (C2SP tlog-cosignature, type 04). */
export const cosignatureMessage = (seconds: number, text: string): Uint8Array =>
  new TextEncoder().encode(`cosignature/v1\ntime ${seconds}\n${text}`)

/** Time ‖ signature, as it stands behind the key id. */
export function packCosignature(seconds: number, signature: Uint8Array): Uint8Array {
  const time = new Uint8Array(TIME_BYTES)
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds))
  return concat([time, signature])
}

/** Undefined where it is no cosignature of this kind. */
export function unpackCosignature(bytes: Uint8Array): { seconds: number; signature: Uint8Array } | undefined {
  if (bytes.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined
  const seconds = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0)
  if (seconds > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  return { seconds: Number(seconds), signature: bytes.slice(TIME_BYTES) }
}
