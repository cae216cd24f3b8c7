import { concat } from '../cbor.ts'
import { defineErrors } from '../errors.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { hexOf } from './hex.ts'
import type { Sha256 } from './merkle.ts'

/** Kinds of key of a signed note (C2SP signed-note). */
export const NOTE_ED25519 = 0x01
export const NOTE_COSIGNATURE = 0x04
export const MAX_NOTE_BYTES = 64 * 1024
/** More lines than this are nobody's honest note. */
export const MAX_SIGNATURES = 64
const KEY_ID_BYTES = 4
/** Of either kind of key above. */
const PUBLIC_KEY_BYTES = 32
const DASH = '—'

export const fail = defineErrors({
  NOTE_MALFORMED: { status: 400, zh: '签名文本不合规范：{name}', en: 'the signed note is not well formed: {name}' },
  NOTE_KEY: { status: 400, zh: '验证公钥不合规范：{name}', en: 'the verifier key is not well formed: {name}' },
  NOTE_KEY_ID: {
    status: 400,
    zh: '验证公钥的编号不属于这个名称和公钥：{name}',
    en: 'the id of the verifier key does not belong to this name and key: {name}',
  },
  NOTE_KEY_KIND: {
    status: 400,
    zh: '验证公钥的种类不对（日志为 01，见证人为 04）：{name}',
    en: 'the verifier key is of another kind (01 of a log, 04 of a witness): {name}',
  },
  NOTE_NAME: {
    status: 400,
    zh: '名称不能为空，也不能含空格或 +：{name}',
    en: 'a name has neither spaces nor +, and is not empty: {name}',
  },
})

/** `type` is one of the kinds above; `key` the raw public key. */
export type VerifierKey = { name: string; id: Uint8Array; type: number; key: Uint8Array }
/** One signature line; `bytes` without the key id. */
export type NoteSignature = { name: string; id: Uint8Array; bytes: Uint8Array }
export type Note = { text: string; signatures: NoteSignature[] }

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Whether notes can be signed under that name. */
export const isNoteName = (name: string): boolean => name !== '' && !/[\s+]/u.test(name)

export async function keyId(sha256: Sha256, name: string, type: number, key: Uint8Array): Promise<Uint8Array> {
  return (await sha256(concat([encoder.encode(`${name}\n`), Uint8Array.of(type), key]))).slice(0, KEY_ID_BYTES)
}

/** `name+hash+key`, as people hand it on. */
export async function verifierKeyText(sha256: Sha256, name: string, type: number, key: Uint8Array): Promise<string> {
  const id = hexOf(await keyId(sha256, name, type, key))
  return `${name}+${id}+${toBase64(concat([Uint8Array.of(type), key]))}`
}

/** Reads a verifier key, of that kind where one is wanted, and recomputes its id; throws `NOTE_KEY…`. */
export async function parseVerifierKey(sha256: Sha256, text: string, kind?: number): Promise<VerifierKey> {
  const first = text.indexOf('+')
  const second = text.indexOf('+', first + 1)
  const name = text.slice(0, Math.max(0, first))
  const packed = second < 0 ? undefined : fromBase64(text.slice(second + 1))
  const [type] = packed ?? []
  if (!isNoteName(name) || packed === undefined || type === undefined)
    throw fail('NOTE_KEY', { name: text.slice(0, 80) })
  const key = packed.slice(1)
  const id = await keyId(sha256, name, type, key)
  const stated = text.slice(first + 1, second)
  if (hexOf(id) !== stated) throw fail('NOTE_KEY_ID', { name, place: 'id' })
  if ((type === NOTE_ED25519 || type === NOTE_COSIGNATURE) && key.length !== PUBLIC_KEY_BYTES)
    throw fail('NOTE_KEY', { name, place: 'key' })
  if (kind !== undefined && type !== kind) throw fail('NOTE_KEY_KIND', { name, place: 'key' })
  return { name, id, type, key }
}

/** Takes a note apart; nothing of it is verified yet. Throws `NOTE_MALFORMED` with the line. */
export function parseNote(bytes: Uint8Array): Note {
  const bad = (name: string): never => {
    throw fail('NOTE_MALFORMED', { name })
  }
  if (bytes.length > MAX_NOTE_BYTES) bad('too long')
  let all = ''
  try {
    all = decoder.decode(bytes)
  } catch {
    bad('not UTF-8')
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids them by number
  if (/[\u0000-\u0009\u000b-\u001f]/.test(all)) bad('a control character')
  const end = all.lastIndexOf('\n\n')
  if (end < 0 || !all.endsWith('\n')) bad('no signature part')
  const lines = all.slice(end + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) bad('too many signatures')
  const signatures = lines.map((line, index): NoteSignature => {
    const [dash, name = '', packed = '', ...more] = line.split(' ')
    const raw = fromBase64(packed)
    if (dash !== DASH || !isNoteName(name) || raw === undefined || raw.length <= KEY_ID_BYTES || more.length > 0)
      return bad(`signature line ${index + 1}`)
    return { name, id: raw.slice(0, KEY_ID_BYTES), bytes: raw.slice(KEY_ID_BYTES) }
  })
  return { text: all.slice(0, end + 1), signatures }
}

/** The line a signature stands on. */
export const signatureLine = ({ name, id, bytes }: NoteSignature): string =>
  `${DASH} ${name} ${toBase64(concat([id, bytes]))}\n`

/** Signature lines by this key, by name and id both. */
export const signaturesBy = ({ signatures }: Note, key: Pick<VerifierKey, 'name' | 'id'>): NoteSignature[] =>
  signatures.filter(({ name, id }) => name === key.name && id.every((byte, index) => byte === key.id[index]))
