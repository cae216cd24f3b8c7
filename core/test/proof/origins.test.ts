import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  type Crypto,
  checkBundle,
  checkpointText,
  cosignatureMessage,
  datedReason,
  keyId,
  leafEntry,
  leafInput,
  NOTE_COSIGNATURE,
  NOTE_ED25519,
  type OriginBundle,
  packCosignature,
  signatureLine,
  tlogProofText,
  verifierKeyText,
} from '../../src/proof/index.ts'

const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const crypto: Crypto = {
  sha256,
  verify: (key, message, signature) =>
    verify(null, message, createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' }), signature),
}
const rawOf = (key: KeyObject) =>
  new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const newKey = () => generateKeyPairSync('ed25519').privateKey

const LOG = 'log-0123456789abcdef'
const WITNESS = 'witness.test/w'
const AT = Date.UTC(2027, 2, 1, 8)
const SECONDS = 1_800_000_000
const [own, stranger, watcher] = [newKey(), newKey(), newKey()]
const root = sha256(new Uint8Array([7]))
const logKey = await verifierKeyText(sha256, LOG, NOTE_ED25519, rawOf(own))
const witnessKey = await verifierKeyText(sha256, WITNESS, NOTE_COSIGNATURE, rawOf(watcher))

/** A checkpoint, signed; cosigned where a witness is given. */
async function noteOf(origin: string, size: number, of: Uint8Array, key = own, witness?: KeyObject): Promise<string> {
  const text = checkpointText({ origin, size, root: of, extensions: [] })
  const id = await keyId(sha256, origin, NOTE_ED25519, rawOf(key))
  const line = signatureLine({ name: origin, id, bytes: new Uint8Array(sign(null, Buffer.from(text), key)) })
  if (witness === undefined) return `${text}\n${line}`
  const bytes = packCosignature(SECONDS, new Uint8Array(sign(null, cosignatureMessage(SECONDS, text), witness)))
  const witnessId = await keyId(sha256, WITNESS, NOTE_COSIGNATURE, rawOf(watcher))
  return `${text}\n${line}${signatureLine({ name: WITNESS, id: witnessId, bytes })}`
}
/** A log of that name that holds one entry, and the proof of it; signed by the log whatever the entry says. */
async function first(log: string, entry: Uint8Array, key = own) {
  const hash = sha256(leafInput(entry))
  const checkpoint = await noteOf(log, 1, hash, key)
  return { leaf: base64(entry), proof: tlogProofText({ index: 0, path: [], checkpoint }) }
}
const origin = (checkpoint: string, reason = datedReason(AT, '尾部丢失 / its tail was lost')) =>
  leafEntry({ kind: 'origin', checkpoint, reason })
const old = await noteOf(LOG, 9, root, own, watcher)
const second = await first(`${LOG}/2`, origin(old))
const bundle = (change: Partial<OriginBundle> = {}): OriginBundle => ({
  v: 3,
  kind: 'origin',
  log: `${LOG}/2`,
  origins: [second],
  lost: { from: 6, to: 8, batches: 3, again: 1 },
  logKey,
  ...change,
})
const check = (given: unknown, witnesses: string[] = []) => checkBundle(given, crypto, { logKey, witnesses })

describe('the restart of a log', () => {
  it('[P1] verifies: what the old log was, when and why it was restarted, and who had witnessed it', async () => {
    const { ok, restarts } = await check(bundle())
    expect(ok).toBe(true)
    expect(restarts).toEqual([
      {
        log: `${LOG}/2`,
        before: { origin: LOG, size: 9, root, extensions: [] },
        at: AT,
        reason: '尾部丢失 / its tail was lost',
        witnesses: [WITNESS],
        cosigned: [],
      },
    ])
  })

  it('[P1] of a log restarted twice leads on to both; what a copy does not hold of the first may be left out', async () => {
    const third = await first(`${LOG}/3`, origin(await noteOf(`${LOG}/2`, 4, root)))
    const twice = { log: `${LOG}/3`, lost: null }
    expect((await check(bundle({ ...twice, origins: [second, third] }))).restarts).toHaveLength(2)
    expect((await check(bundle({ ...twice, origins: [third] }))).ok).toBe(true)
    expect((await check(bundle({ ...twice, origins: [third, second] }))).ok).toBe(false)
  })

  const changed = base64(origin(old, 'a smaller mishap'))
  it.each<[string, () => OriginBundle | Promise<OriginBundle>, string]>([
    ['another reason', () => bundle({ origins: [{ ...second, leaf: changed }] }), 'log-0123456789abcdef/2: the path'],
    [
      'another checkpoint in its entry',
      async () => bundle({ origins: [{ ...second, leaf: base64(origin(await noteOf(LOG, 6, root))) }] }),
      '/2: the path does not lead to the root',
    ],
    [
      'a commitment to a checkpoint the log never signed',
      async () => bundle({ origins: [await first(`${LOG}/2`, origin(await noteOf(LOG, 6, root, stranger)))] }),
      `/2: not signed by ${LOG}`,
    ],
    [
      'a commitment to a checkpoint changed after it was signed',
      async () => bundle({ origins: [await first(`${LOG}/2`, origin(old.replace('\n9\n', '\n8\n')))] }),
      `/2: the signature of ${LOG} does not hold`,
    ],
    [
      'a commitment to another log',
      async () => bundle({ origins: [await first(`${LOG}/2`, origin(await noteOf('log-ffff', 9, root)))] }),
      '/2: it commits to log-ffff, not to',
    ],
    [
      'a commitment that skips a restart',
      async () => bundle({ log: `${LOG}/3`, lost: null, origins: [await first(`${LOG}/3`, origin(old))] }),
      `/3: it commits to ${LOG}, not to ${LOG}/2`,
    ],
    [
      'no old checkpoint',
      async () => bundle({ origins: [await first(`${LOG}/2`, origin(''))] }),
      '/2: its first entry holds no checkpoint of the log before',
    ],
    [
      'no reason',
      async () => bundle({ origins: [await first(`${LOG}/2`, origin(old, ' '))] }),
      '/2: its first entry gives no reason',
    ],
    [
      'a policy in its place',
      async () => bundle({ origins: [await first(`${LOG}/2`, leafEntry({ kind: 'policy', text: 'all is well' }))] }),
      '/2: its first entry is no origin',
    ],
    ['more lost than there was', () => bundle({ lost: { from: 6, to: 20, batches: 3, again: 1 } }), 'entries 6–20'],
    ['more sent again than lost', () => bundle({ lost: { from: 6, to: 8, batches: 1, again: 2 } }), 'sent again'],
  ])('[P1] with %s is refused, and the place named', async (_title, given, place) => {
    const { ok, checks } = await check(await given())
    expect([ok, checks.at(-1)?.check]).toEqual([false, 'origin'])
    expect(checks.at(-1)?.detail).toContain(place)
  })

  it('[P1] under a checkpoint signed by another key is refused there', async () => {
    const forged = await first(`${LOG}/2`, origin(old), stranger)
    expect((await check(bundle({ origins: [forged] }))).checks.at(-1)).toMatchObject({ check: 'checkpoint', ok: false })
  })
})

describe('a witness whose key the reader has', () => {
  const seen = async (witness?: KeyObject) => {
    const entry = origin(old)
    const checkpoint = await noteOf(`${LOG}/2`, 1, sha256(leafInput(entry)), own, witness)
    const proof = tlogProofText({ index: 0, path: [], checkpoint })
    return check(bundle({ origins: [{ leaf: base64(entry), proof }] }), [witnessKey])
  }
  it('[P1] is named with the time at which it cosigned, on the old log too', async () => {
    const { ok, cosigned, restarts } = await seen(watcher)
    const mark = { name: WITNESS, seconds: SECONDS }
    expect([ok, cosigned, restarts[0]?.cosigned]).toEqual([true, [mark], [mark]])
  })

  it.each([
    ['has not cosigned', undefined, `not cosigned by ${WITNESS}`],
    ['has another key', stranger, `the cosignature of ${WITNESS} does not hold`],
  ] as const)('[P1] makes a bundle it %s fail', async (_title, witness, reason) => {
    expect((await seen(witness)).checks.at(-1)).toEqual({ check: 'witnesses', ok: false, detail: reason })
  })
})
