import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSign1, prepareSign1 } from '../../src/cose.ts'
import {
  addCheckpointText,
  type Checkpoint,
  checkpointText,
  cosignatureMessage,
  inclusionHolds,
  keyId,
  LogFollower,
  leafEntry,
  leafInput,
  NOTE_COSIGNATURE,
  NOTE_ED25519,
  nodeInput,
  packCosignature,
  parseAddCheckpoint,
  parseTilePath,
  parseTlogProof,
  parseVerifierKey,
  signatureLine,
  tilePath,
  tlogProofText,
  verifierKeyText,
} from '../../src/proof/index.ts'

const RUNS = { numRuns: 500 }
const LOG = 'log-0123456789abcdef'
const WITNESS = 'witness.test/w'
const BOX = 'box-0123456789abcdef'
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
/** As whoever reads a file or an answer decodes it: what is not UTF-8 is no text at all. */
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
const coded = expect.objectContaining({ code: expect.stringMatching(/^[A-Z0-9]+_[A-Z0-9_]+$/) })
const log = generateKeyPairSync('ed25519')
const witness = generateKeyPairSync('ed25519')
const rawOf = (key: typeof log.publicKey): Uint8Array =>
  new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-32))
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const crypto = {
  sha256,
  verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    verify(null, message, createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' }), signature),
}

/** A bit of the bytes flipped. */
const flips = (bytes: Uint8Array) =>
  fc.nat(bytes.length * 8 - 1).map((bit) => {
    const changed = bytes.slice()
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return changed
  })

/** What comes of reading flipped bytes: undefined where they are refused, and then by a code of ours. */
async function readOr<Read>(read: () => Read | Promise<Read>): Promise<Read | undefined> {
  try {
    return await read()
  } catch (error) {
    // Not UTF-8: it never comes as far as a parser.
    if (!(error instanceof TypeError && error.message.includes('encoded data'))) expect(error).toEqual(coded)
    return undefined
  }
}

async function lineBy(
  { privateKey, publicKey }: typeof log,
  name: string,
  type: number,
  message: Uint8Array,
  time?: number,
) {
  const signature = new Uint8Array(sign(null, message, privateKey))
  const id = await keyId(sha256, name, type, rawOf(publicKey))
  return signatureLine({ name, id, bytes: time === undefined ? signature : packCosignature(time, signature) })
}

const digest = sha256(bytesOf('envelope'))
const entry = leafEntry({ kind: 'batch', box: BOX, n: 1, digest })
const sibling = sha256(bytesOf('sibling'))
const root = sha256(nodeInput(sibling, sha256(leafInput(entry))))
const text = checkpointText({ origin: LOG, size: 2, root, extensions: [] })
const note = `${text}\n${await lineBy(log, LOG, NOTE_ED25519, bytesOf(text))}${await lineBy(witness, WITNESS, NOTE_COSIGNATURE, cosignatureMessage(7, text), 7)}`
const keyOf = async ({ publicKey }: typeof log, name: string, type: number) =>
  parseVerifierKey(sha256, await verifierKeyText(sha256, name, type, rawOf(publicKey)))
const follower = new LogFollower(
  { key: await keyOf(log, LOG, NOTE_ED25519), witnesses: [await keyOf(witness, WITNESS, NOTE_COSIGNATURE)] },
  crypto,
)
const seen = await follower.read(note)
const meaning = ({ origin, size, root, extensions }: Checkpoint) => ({ origin, size, root, extensions })

describe('one bit flipped', () => {
  it('of a signed message is refused, or is no message of its signer', async () => {
    const headers = { kid: new Uint8Array(8), contentType: 'a/b', issuer: 'urn:a', subject: 'urn:b' }
    const prepared = prepareSign1(headers, bytesOf('{"n":1}'))
    const good = prepared.finish(new Uint8Array(sign(null, prepared.signed, log.privateKey)))
    await fc.assert(
      fc.asyncProperty(flips(good), async (bad) => {
        const message = await readOr(() => parseSign1(bad))
        if (message !== undefined) expect(verify(null, message.signed, log.publicKey, message.signature)).toBe(false)
      }),
      RUNS,
    )
  })

  it('of a checkpoint is refused or means the very same; never has somebody cosigned it who did not', async () => {
    await fc.assert(
      fc.asyncProperty(flips(bytesOf(note)), async (bad) => {
        const read = await readOr(async () => {
          const changed = textOf(bad)
          return { checkpoint: await follower.read(changed), cosigned: await follower.cosignersOf(changed) }
        })
        if (read === undefined) return
        expect(meaning(read.checkpoint)).toEqual(meaning(seen))
        // A line whose name or key id is another is nobody's we know, and is passed over.
        for (const each of read.cosigned) expect(each).toEqual({ name: WITNESS, seconds: 7 })
      }),
      RUNS,
    )
  })

  it('of a proof is refused or shows the same batch at the same place', async () => {
    const proof = tlogProofText({ index: 1, path: [sibling], checkpoint: note })
    expect(await follower.place(BOX, 1, digest, proof, seen)).toEqual({ origin: LOG, index: 1 })
    await fc.assert(
      fc.asyncProperty(flips(bytesOf(proof)), async (bad) => {
        const place = await readOr(() => follower.place(BOX, 1, digest, textOf(bad), seen))
        if (place !== undefined) expect(place).toEqual({ origin: LOG, index: 1 })
      }),
      RUNS,
    )
  })

  it('of the entry, of its number or of a tile’s hash leads to another root', async () => {
    const hashes = new Uint8Array([...sibling, ...sha256(leafInput(entry))])
    await fc.assert(
      fc.asyncProperty(flips(hashes), flips(entry), async (tile, changed) => {
        const holds = (leaf: Uint8Array, path: Uint8Array) =>
          inclusionHolds(sha256, { leaf, index: 1, size: 2, path: [path], root })
        expect(await holds(tile.slice(32), tile.slice(0, 32))).toBe(false)
        expect(await holds(sha256(leafInput(changed)), sibling)).toBe(false)
      }),
      RUNS,
    )
  })

  it('of a request to a witness is refused or is another request, read as it is written', async () => {
    const request = addCheckpointText({ oldSize: 1, path: [sibling], note })
    await fc.assert(
      fc.asyncProperty(flips(bytesOf(request)), async (bad) => {
        const read = await readOr(() => parseAddCheckpoint(textOf(bad)))
        if (read !== undefined) expect(addCheckpointText(read)).toBe(textOf(bad))
      }),
      RUNS,
    )
  })

  it('of a verifier key is refused', async () => {
    const key = await verifierKeyText(sha256, LOG, NOTE_ED25519, rawOf(log.publicKey))
    await fc.assert(
      fc.asyncProperty(flips(bytesOf(key)), async (bad) => {
        expect(await readOr(() => parseVerifierKey(sha256, textOf(bad)))).toBeUndefined()
      }),
      RUNS,
    )
  })

  it('of a tile’s path is no path, or that of another tile', async () => {
    const path = tilePath(0, 1_234_067, 200)
    await fc.assert(
      fc.asyncProperty(flips(bytesOf(path)), async (bad) => {
        const tile = await readOr(() => parseTilePath(textOf(bad)))
        if (tile !== undefined) expect(tilePath(tile.level, tile.index, tile.width)).not.toBe(path)
      }),
      RUNS,
    )
  })

  it('of the bytes a proof is made of never gives another proof for them', async () => {
    const proof = tlogProofText({ index: 1, path: [sibling], checkpoint: note })
    await fc.assert(
      fc.asyncProperty(flips(bytesOf(proof)), async (bad) => {
        const read = await readOr(() => parseTlogProof(textOf(bad)))
        if (read !== undefined) expect(tlogProofText(read)).toBe(textOf(bad))
      }),
      RUNS,
    )
  })
})
