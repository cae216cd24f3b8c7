import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { prepareSign1 } from '@zaojun/core'
import Value from 'typebox/value'
import { type CatalogueContent, contentFrom, readFiles } from '../catalogue.ts'
import { packError } from './errors.ts'
import { MAX_PACK_BYTES, PACK_CONTENT_TYPE, PACK_VERSION, PackBody } from './pack.ts'

const RAW_KEY_BYTES = 32
const KID_BYTES = 8

/** The raw 32 bytes of an Ed25519 public key (RFC 8410 §4): what a box is told to trust. */
export const rawPublicKey = (key: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-RAW_KEY_BYTES))

/** How a key is named inside an envelope: the first 8 bytes of the SHA-256 of its raw public half. */
export const kidOf = (publicKey: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(publicKey).digest().subarray(0, KID_BYTES))

export const sha256Hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

export type PackDraft = Pick<PackBody, 'id' | 'version' | 'issuer' | 'name'> & {
  files: { path: string; text: string }[]
}

/** The bytes of a signed pack. Throws `PACK_…` or `CATALOGUE_…` where a box could not take it. */
export function makePack(draft: PackDraft, key: KeyObject, shipped: CatalogueContent): Uint8Array {
  const body: PackBody = {
    v: PACK_VERSION,
    ...draft,
    files: [...draft.files]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, text }) => ({ path, sha256: sha256Hex(text), text })),
  }
  if (!Value.Check(PackBody, body)) {
    const [first] = Value.Errors(PackBody, body)
    throw packError('PACK_MALFORMED', { name: first?.message ?? 'shape', place: first?.instancePath ?? '' })
  }
  readFiles(
    contentFrom(shipped),
    body.files.map(({ path, text }) => ({ path, bytes: Buffer.from(text) })),
    draft.id,
  )
  const { signed, finish } = prepareSign1(
    { kid: kidOf(rawPublicKey(key)), contentType: PACK_CONTENT_TYPE, issuer: body.issuer, subject: body.id },
    Buffer.from(JSON.stringify(body)),
  )
  const bytes = finish(new Uint8Array(sign(null, signed, key)))
  if (bytes.length > MAX_PACK_BYTES) throw packError('PACK_TOO_LARGE', { name: `${bytes.length}`, place: body.id })
  return bytes
}
