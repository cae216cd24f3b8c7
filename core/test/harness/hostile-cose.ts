import { type Cbor, type CborMap, CborTag, concat, decodeCbor, encodeCbor } from '../../src/cbor.ts'

/** Signs with the key that an honest message of the kind would be signed with. */
export type Sign = (message: Uint8Array) => Uint8Array
/** A message that is to be refused, made of a good one of its kind. `door`: refused by what it is meant for, not by its form. */
export type HostileCose = { title: string; code: RegExp; make(good: Uint8Array, sign: Sign): Uint8Array }

const CBOR = /^CBOR_MALFORMED$/
const COSE = /^COSE_MALFORMED$/
const ALGORITHM = /^COSE_ALGORITHM$/
const [ALG, CRIT, KID, CLAIMS] = [1, 2, 4, 15]
const SIGNATURE_BYTES = 64

type Parts = { headers: CborMap; unprotected: CborMap; payload: Uint8Array; signature: Uint8Array }

function partsOf(message: Uint8Array): Parts {
  const [bytes, unprotected, payload, signature] = (decodeCbor(message) as CborTag).value as Cbor[]
  const headers = decodeCbor(bytes as Uint8Array) as CborMap
  return {
    headers,
    unprotected: unprotected as CborMap,
    payload: payload as Uint8Array,
    signature: signature as Uint8Array,
  }
}

const structure = (headers: Uint8Array, payload: Uint8Array, context = 'Signature1'): Uint8Array =>
  encodeCbor([context, headers, new Uint8Array(), payload])
const message = (...parts: Cbor[]): Uint8Array => encodeCbor(new CborTag(18, parts))

/** The message signed anew after a change of its headers: nothing but that change is wrong with it. */
function resigned(good: Uint8Array, sign: Sign, change: (parts: Parts) => void): Uint8Array {
  const parts = partsOf(good)
  change(parts)
  const headers = encodeCbor(parts.headers)
  return message(headers, parts.unprotected, parts.payload, sign(structure(headers, parts.payload)))
}

/** Likewise, the protected headers being these very bytes. */
function signedWith(good: Uint8Array, sign: Sign, headers: Uint8Array): Uint8Array {
  const { payload, unprotected } = partsOf(good)
  return message(headers, unprotected, payload, sign(structure(headers, payload)))
}

/** The four parts exchanged, nothing signed anew. */
const exchanged =
  (change: (parts: Cbor[]) => Cbor[]): HostileCose['make'] =>
  (good) =>
    message(...change((decodeCbor(good) as CborTag).value as Cbor[]))

const withUnprotected =
  (...pairs: [number | string, Cbor][]): HostileCose['make'] =>
  (good, sign) =>
    resigned(good, sign, (parts) => {
      for (const [label, value] of pairs) parts.unprotected.set(label, value)
    })
const withHeaders =
  (change: (headers: CborMap) => void): HostileCose['make'] =>
  (good, sign) =>
    resigned(good, sign, ({ headers }) => change(headers))

/** The bytes of the unprotected map replaced as they stand: what the encoder here would not write. */
function raw(hex: string): HostileCose['make'] {
  return (good) => {
    const { headers, payload, signature } = partsOf(good)
    const [before, after] = [encodeCbor(encodeCbor(headers)), concat([encodeCbor(payload), encodeCbor(signature)])]
    return concat([Uint8Array.of(0xd2, 0x84), before, new Uint8Array(Buffer.from(hex, 'hex')), after])
  }
}

const deep = (levels: number): string => `a10a${'81'.repeat(levels)}00`

/** Every class of message that no door may take, each with the code it is refused by. */
export const HOSTILE_COSE: HostileCose[] = [
  { title: 'nothing', code: CBOR, make: () => new Uint8Array() },
  { title: 'noise', code: CBOR, make: () => new Uint8Array(300).fill(0xff) },
  { title: 'a message cut short', code: CBOR, make: (good) => good.slice(0, -1) },
  { title: 'a message cut in the middle', code: CBOR, make: (good) => good.slice(0, good.length >> 1) },
  { title: 'a trailing byte', code: CBOR, make: (good) => concat([good, Uint8Array.of(0)]) },
  { title: 'a message after the message', code: CBOR, make: (good) => concat([good, good]) },
  { title: 'no tag', code: COSE, make: (good) => good.slice(1) },
  { title: 'the tag of COSE_Sign', code: COSE, make: (good) => encodeCbor(new CborTag(98, untagged(good))) },
  { title: 'the tag of COSE_Mac0', code: COSE, make: (good) => encodeCbor(new CborTag(17, untagged(good))) },
  { title: 'the tag twice', code: COSE, make: (good) => encodeCbor(new CborTag(18, decodeCbor(good))) },
  { title: 'the tag of a CWT around it', code: COSE, make: (good) => encodeCbor(new CborTag(61, decodeCbor(good))) },
  { title: 'a tag not in its shortest form', code: CBOR, make: (good) => concat([bytes('d812'), good.slice(1)]) },
  { title: 'an indefinite array', code: CBOR, make: (good) => concat([bytes('d29f'), good.slice(2), bytes('ff')]) },
  { title: 'three parts', code: COSE, make: exchanged((parts) => parts.slice(0, 3)) },
  { title: 'five parts', code: COSE, make: exchanged((parts) => [...parts, 0]) },
  { title: 'a detached payload', code: COSE, make: exchanged(([p = 0, u = 0, , s = 0]) => [p, u, null, s]) },
  { title: 'a payload of text', code: COSE, make: exchanged(([p = 0, u = 0, , s = 0]) => [p, u, 'x', s]) },
  {
    title: 'headers that are no bytes',
    code: COSE,
    make: exchanged(([, u = 0, m = 0, s = 0]) => [new Map(), u, m, s]),
  },
  { title: 'an unprotected list', code: COSE, make: exchanged(([p = 0, , m = 0, s = 0]) => [p, [], m, s]) },
  { title: 'no signature', code: COSE, make: exchanged((parts) => [...parts.slice(0, 3), new Uint8Array()]) },
  { title: 'a signature too short', code: COSE, make: sized(SIGNATURE_BYTES - 1) },
  { title: 'a signature too long', code: COSE, make: sized(SIGNATURE_BYTES + 1) },
  { title: 'headers of no bytes', code: CBOR, make: (good, sign) => signedWith(good, sign, new Uint8Array()) },
  { title: 'headers that are a list', code: COSE, make: (good, sign) => signedWith(good, sign, encodeCbor([1])) },
  { title: 'a byte after the headers', code: CBOR, make: (good, sign) => signedWith(good, sign, trailed(good)) },
  { title: 'a header twice', code: CBOR, make: (good, sign) => signedWith(good, sign, doubled(good)) },
  { title: 'an algorithm of another kind', code: ALGORITHM, make: withHeaders((headers) => headers.set(ALG, -7)) },
  { title: 'an algorithm by name', code: ALGORITHM, make: withHeaders((headers) => headers.set(ALG, 'EdDSA')) },
  { title: 'no algorithm', code: ALGORITHM, make: withHeaders((headers) => headers.delete(ALG)) },
  {
    title: 'an algorithm that nobody signed',
    code: ALGORITHM,
    make: (good, sign) =>
      resigned(good, sign, ({ headers, unprotected }) => {
        headers.delete(ALG)
        unprotected.set(ALG, -19)
      }),
  },
  {
    title: 'a key id that nobody signed',
    code: COSE,
    make: (good, sign) =>
      resigned(good, sign, ({ headers, unprotected }) => {
        unprotected.set(KID, headers.get(KID) ?? null)
        headers.delete(KID)
      }),
  },
  { title: 'the algorithm in both maps', code: COSE, make: withUnprotected([ALG, -19]) },
  { title: 'the key id in both maps', code: COSE, make: withUnprotected([KID, new Uint8Array(8)]) },
  { title: 'the claims in both maps', code: COSE, make: withUnprotected([CLAIMS, new Map()]) },
  { title: 'a critical header', code: COSE, make: withHeaders((headers) => headers.set(CRIT, [1000])) },
  { title: 'a critical header that nobody signed', code: COSE, make: withUnprotected([CRIT, [ALG]]) },
  { title: 'a key id of text', code: COSE, make: withHeaders((headers) => headers.set(KID, 'k1')) },
  { title: 'no claims', code: COSE, make: withHeaders((headers) => headers.delete(CLAIMS)) },
  {
    title: 'an issuer that is a number',
    code: COSE,
    make: withHeaders((headers) => headers.set(CLAIMS, new Map([[1, 7]]))),
  },
  { title: 'a float', code: CBOR, make: raw('a10af93c00') },
  { title: 'an undefined value', code: CBOR, make: raw('a10af7') },
  { title: 'text that is not UTF-8', code: CBOR, make: raw('a10a61ff') },
  { title: 'an integer not in its shortest form', code: CBOR, make: raw('a1180a00') },
  { title: 'an indefinite map', code: CBOR, make: raw('bf0a00ff') },
  { title: 'indefinite bytes', code: CBOR, make: raw('a10a5f4100ff') },
  { title: 'a label that is a list', code: CBOR, make: raw('a18000') },
  { title: 'an integer past 2^53', code: CBOR, make: raw('a10a1b0020000000000001') },
  { title: 'nesting without end', code: CBOR, make: raw(deep(2_000)) },
  { title: 'tags without end', code: CBOR, make: raw(`a10a${'c1'.repeat(2_000)}00`) },
  { title: 'bytes of a declared terabyte', code: CBOR, make: raw('a10a5b0000010000000000') },
  { title: 'text of a declared terabyte', code: CBOR, make: raw('a10a7b0000010000000000') },
  { title: 'a list of a declared terabyte', code: CBOR, make: raw('a10a9b0000010000000000') },
  { title: 'a map of a declared terabyte', code: CBOR, make: raw('a10abb0000010000000000') },
  { title: 'a thousand maps', code: CBOR, make: raw(`a10a990bb8${'a0'.repeat(3_000)}`) },
]

/** Of good form, and not what it says: the door that is told whose it must be refuses it. */
export const FORGED_COSE: Omit<HostileCose, 'code'>[] = [
  { title: 'a signature for another structure', make: (good, sign) => forged(good, sign, 'Signature') },
  { title: 'a signature over the payload alone', make: (good, sign) => signedOver(good, sign(partsOf(good).payload)) },
  { title: 'the key id of another', make: withHeaders((headers) => headers.set(KID, new Uint8Array(8))) },
  { title: 'a key id without a byte', make: withHeaders((headers) => headers.set(KID, new Uint8Array())) },
  {
    title: 'another issuer',
    make: withHeaders((headers) =>
      headers.set(
        CLAIMS,
        new Map([
          [1, 'a'],
          [2, 'b'],
        ]),
      ),
    ),
  },
  { title: 'another kind of content', make: withHeaders((headers) => headers.set(3, 'text/plain')) },
]

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}
function untagged(good: Uint8Array): Cbor {
  return (decodeCbor(good) as CborTag).value
}
function sized(length: number): HostileCose['make'] {
  return exchanged((parts) => [...parts.slice(0, 3), new Uint8Array(length)])
}
function trailed(good: Uint8Array): Uint8Array {
  return concat([encodeCbor(partsOf(good).headers), Uint8Array.of(0)])
}
/** The algorithm stands once more at the end of the map. */
function doubled(good: Uint8Array): Uint8Array {
  const headers = encodeCbor(partsOf(good).headers)
  return concat([Uint8Array.of((headers[0] ?? 0) + 1), headers.slice(1), encodeCbor(ALG), encodeCbor(-19)])
}
function signedOver(good: Uint8Array, signature: Uint8Array): Uint8Array {
  const { headers, unprotected, payload } = partsOf(good)
  return message(encodeCbor(headers), unprotected, payload, signature)
}
function forged(good: Uint8Array, sign: Sign, context: string): Uint8Array {
  const { headers, payload } = partsOf(good)
  return signedOver(good, sign(structure(encodeCbor(headers), payload, context)))
}
