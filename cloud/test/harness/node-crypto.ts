import { verify } from 'node:crypto'
import type { Crypto } from '@zaojun/core/proof/index'
import { publicKeyOf } from '../../src/keys.ts'
import { sha256 } from '../../src/merkle-log/sha256.ts'

/** What a verifier in Node brings. */
export const nodeCrypto: Crypto = {
  sha256,
  verify: (key, message, signature) => verify(null, message, publicKeyOf(key), signature),
}
