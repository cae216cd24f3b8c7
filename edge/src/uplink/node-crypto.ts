import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Crypto } from '@zaojun/core/proof/index'

/** SPKI header of an Ed25519 key (RFC 8410 §4); the raw key follows. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

export const publicKeyOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' })

/** What a box verifies proofs with. */
export const nodeCrypto: Crypto = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  verify: (key, message, signature) => verify(null, message, publicKeyOf(key), signature),
}
