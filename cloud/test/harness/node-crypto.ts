import type { Crypto } from '@zaojun/core/proof/index'
import { signatureHolds } from '../../src/keys.ts'
import { sha256 } from '../../src/merkle-log/sha256.ts'

/** What a verifier in Node brings. */
export const nodeCrypto: Crypto = { sha256, verify: signatureHolds }
