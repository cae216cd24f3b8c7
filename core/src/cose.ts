import { type Cbor, type CborMap, CborTag, decodeCbor, encodeCbor } from './cbor.ts'
import { defineErrors } from './errors.ts'

/** COSE_Sign1 (RFC 9052 §4.2) with Ed25519, crypto left to the caller: make bytes to sign, join, take apart. */
const SIGN1_TAG = 18
const ALG = 1
const CRIT = 2
const CONTENT_TYPE = 3
const KID = 4
const CWT_CLAIMS = 15
/** Fully specified Ed25519 (RFC 9864); −8 EdDSA is accepted from older boxes. */
export const ALG_ED25519 = -19
const ACCEPTED_ALGS = [ALG_ED25519, -8]
const SIGNATURE_BYTES = 64

export const fail = defineErrors({
  COSE_MALFORMED: { status: 400, zh: '签名信封格式错误', en: 'malformed COSE_Sign1: {name}' },
  COSE_ALGORITHM: { status: 400, zh: '签名算法不受支持', en: 'signature algorithm {name} is not accepted' },
})

/** Protected headers, named as SCITT does: `issuer` and `subject` stand in the CWT claims. */
export type SignHeaders = { kid: Uint8Array; contentType: string; issuer: string; subject: string }

export type Sign1 = SignHeaders & {
  payload: Uint8Array
  signature: Uint8Array
  /** The exact bytes the signature is over. */
  signed: Uint8Array
}

/** The signed bytes for `payload` under `headers`; pass the signature over `signed` to `finish`. */
export function prepareSign1(
  headers: SignHeaders,
  payload: Uint8Array,
): { signed: Uint8Array; finish(signature: Uint8Array): Uint8Array } {
  const map: CborMap = new Map<number | string, Cbor>([
    [ALG, ALG_ED25519],
    [CONTENT_TYPE, headers.contentType],
    [KID, headers.kid],
    [
      CWT_CLAIMS,
      new Map<number | string, Cbor>([
        [1, headers.issuer],
        [2, headers.subject],
      ]),
    ],
  ])
  const protectedBytes = encodeCbor(map)
  return {
    signed: encodeCbor(['Signature1', protectedBytes, new Uint8Array(0), payload]),
    finish: (signature) => encodeCbor(new CborTag(SIGN1_TAG, [protectedBytes, new Map(), payload, signature])),
  }
}

const malformed = (name: string) => fail('COSE_MALFORMED', { name })

/** Takes an envelope apart and checks its form, not its signature. Throws `COSE_…` or `CBOR_MALFORMED`. */
export function parseSign1(bytes: Uint8Array): Sign1 {
  const message = decodeCbor(bytes)
  if (!(message instanceof CborTag) || message.tag !== SIGN1_TAG) throw malformed('not tagged 18')
  const parts = message.value
  if (!Array.isArray(parts) || parts.length !== 4) throw malformed('not an array of four')
  const [protectedBytes, unprotected, payload, signature] = parts
  if (!(protectedBytes instanceof Uint8Array) || !(unprotected instanceof Map)) throw malformed('headers')
  if (!(payload instanceof Uint8Array)) throw malformed('payload is detached or not bytes')
  if (!(signature instanceof Uint8Array) || signature.length !== SIGNATURE_BYTES) throw malformed('signature length')
  return {
    ...readHeaders(protectedBytes, unprotected),
    payload,
    signature,
    signed: encodeCbor(['Signature1', protectedBytes, new Uint8Array(0), payload]),
  }
}

function readHeaders(protectedBytes: Uint8Array, unprotected: CborMap): SignHeaders {
  const headers = decodeCbor(protectedBytes)
  if (!(headers instanceof Map)) throw malformed('protected headers are not a map')
  for (const label of unprotected.keys()) if (headers.has(label)) throw malformed(`label ${label} stands in both maps`)
  if (headers.has(CRIT) || unprotected.has(CRIT)) throw malformed('critical headers are not understood')
  const alg = headers.get(ALG)
  if (typeof alg !== 'number' || !ACCEPTED_ALGS.includes(alg)) throw fail('COSE_ALGORITHM', { name: String(alg) })
  const contentType = headers.get(CONTENT_TYPE)
  const kid = headers.get(KID)
  const claims = headers.get(CWT_CLAIMS)
  if (typeof contentType !== 'string') throw malformed('content type')
  if (!(kid instanceof Uint8Array)) throw malformed('kid')
  if (!(claims instanceof Map)) throw malformed('claims')
  const issuer = claims.get(1)
  const subject = claims.get(2)
  if (typeof issuer !== 'string' || typeof subject !== 'string') throw malformed('issuer or subject')
  return { kid, contentType, issuer, subject }
}
