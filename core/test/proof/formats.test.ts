import { createHash, createPublicKey, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkpointText,
  cosignatureMessage,
  NOTE_COSIGNATURE,
  NOTE_ED25519,
  newTiles,
  packCosignature,
  parseCheckpoint,
  parseNote,
  parseTilePath,
  parseTlogProof,
  parseVerifierKey,
  signatureLine,
  signaturesBy,
  tilePath,
  tlogProofText,
  unpackCosignature,
  verifierKeyText,
} from '../../src/proof/index.ts'

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const LOG_KEY = 'tlog.example/plant-a+d442f6ff+AeE7ajkxA/96NVFVyi0prerakh7Q7No1oCRCt8I9rEij'
const WITNESS_KEY = 'witness.example/w+de7eaca5+BOg2swrkQN1GuC2mRzwaE34hg+g2RtO93XoSoksxrSeO'
const CHECKPOINT = `tlog.example/plant-a
3
OF2jDzkXKCyJOd/4UZV+UZqxhGsTUaFMCts7EWMnQqo=
`
const NOTE = `${CHECKPOINT}
— tlog.example/plant-a 1EL2/w2FarNzGksqjW8IzPjXZyVB7/d31wyf02iz9w9x2ZnSVjPAymyZRicLe8Ou98dk7RFqE10fGKEDiF5iUwcivQY=
— witness.example/w 3n6spQAAAABlU/EAgJUPqf5vX7ql60k6H/sasOqGOCMurCBJUjm/BeGE5Oi/NOf5hyJCXO4Sh65BhBfOQS+oidjVlFnu1yxfcmokBw==
`

function signedBy(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key])
  return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature)
}

describe('a verifier key', () => {
  it('is written and read as in the worked example', async () => {
    const { name, key, type } = await parseVerifierKey(sha256, LOG_KEY)
    expect([name, type]).toEqual(['tlog.example/plant-a', NOTE_ED25519])
    expect(await verifierKeyText(sha256, name, type, key)).toBe(LOG_KEY)
  })

  it.each([
    ['whose id is of another key', LOG_KEY.replace('d442f6ff', 'd442f6fe'), 'NOTE_KEY_ID'],
    ['under another name', `x${LOG_KEY}`, 'NOTE_KEY_ID'],
    ['without a name', LOG_KEY.slice(LOG_KEY.indexOf('+')), 'NOTE_KEY'],
    ['with a space in its name', `a ${LOG_KEY}`, 'NOTE_KEY'],
    ['cut short', LOG_KEY.slice(0, 30), 'NOTE_KEY'],
    ['of a log where a witness’s is wanted', LOG_KEY, 'NOTE_KEY_KIND'],
  ])('%s is refused, by a code of its own', async (_title, text, code) => {
    await expect(parseVerifierKey(sha256, text, NOTE_COSIGNATURE)).rejects.toMatchObject({ code })
  })
})

describe('a signed checkpoint', () => {
  it('carries the signatures of the worked example, of log and witness', async () => {
    const note = parseNote(bytes(NOTE))
    const log = await parseVerifierKey(sha256, LOG_KEY)
    const witness = await parseVerifierKey(sha256, WITNESS_KEY)
    const [own] = signaturesBy(note, log)
    const [seen] = signaturesBy(note, witness)
    expect(own && signedBy(log.key, bytes(note.text), own.bytes)).toBe(true)
    const cosignature = seen && unpackCosignature(seen.bytes)
    expect(cosignature?.seconds).toBe(1_700_000_000)
    expect(
      cosignature && signedBy(witness.key, cosignatureMessage(cosignature.seconds, note.text), cosignature.signature),
    ).toBe(true)
    expect(cosignature && packCosignature(cosignature.seconds, cosignature.signature)).toEqual(seen?.bytes)
  })

  it('is written as it was read', () => {
    const note = parseNote(bytes(NOTE))
    const checkpoint = parseCheckpoint(note.text)
    expect([checkpoint.size, checkpoint.origin]).toEqual([3, 'tlog.example/plant-a'])
    expect(`${checkpointText(checkpoint)}\n${note.signatures.map(signatureLine).join('')}`).toBe(NOTE)
  })

  it.each([
    ['a size with a leading zero', CHECKPOINT.replace('\n3\n', '\n03\n')],
    ['a size beyond what can be counted', CHECKPOINT.replace('\n3\n', '\n9999999999999999\n')],
    ['a root of another length', CHECKPOINT.replace('OF2j', '')],
    ['no origin', CHECKPOINT.slice(CHECKPOINT.indexOf('\n'))],
    ['no final newline', CHECKPOINT.slice(0, -1)],
    ['an empty line inside', `${CHECKPOINT}\n`],
  ])('with %s is refused', (_title, text) => {
    expect(() => parseCheckpoint(text)).toThrow(expect.objectContaining({ code: 'CHECKPOINT_MALFORMED' }))
  })

  it.each([
    ['nothing', ''],
    ['no signature', CHECKPOINT],
    ['a control character', NOTE.replace('plant', 'pl\u0007nt')],
    ['a carriage return', NOTE.replace('\n', '\r\n')],
    ['a signature line with a hyphen', NOTE.replaceAll('—', '-')],
    ['a signature that is no base64', NOTE.replace('1EL2', '1EL*')],
    ['text after its signatures', `${NOTE}more`],
    ['a hundred signatures', NOTE + NOTE.slice(NOTE.indexOf('—')).repeat(50)],
    ['a megabyte', NOTE.replace('3\n', `${'3'.repeat(1 << 20)}\n`)],
  ])('with %s is refused', (_title, text) => {
    expect(() => parseNote(bytes(text))).toThrow(expect.objectContaining({ code: 'NOTE_MALFORMED' }))
  })

  it('of any bytes is read or refused, never anything else', () => {
    const near = fc.tuple(fc.nat(NOTE.length), fc.string({ unit: 'binary', maxLength: 8 }))
    fc.assert(
      fc.property(near, ([at, noise]) => {
        try {
          parseCheckpoint(parseNote(bytes(NOTE.slice(0, at) + noise + NOTE.slice(at + noise.length))).text)
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(NOTE|CHECKPOINT)_MALFORMED$/) })
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a tile', () => {
  it.each([
    [0, 1_234_067, 256, 'tile/0/x001/x234/067'],
    [1, 0, 1, 'tile/1/000.p/1'],
    [63, 999, 255, 'tile/63/999.p/255'],
    ['entries', 0, 3, 'tile/entries/000.p/3'],
  ] as const)('of level %s, number %d, width %d stands at %s', (level, index, width, path) => {
    expect(tilePath(level, index, width)).toBe(path)
    expect(parseTilePath(path)).toEqual({ level, index, width })
  })

  it.each([
    'tile/64/000',
    'tile/0/00',
    'tile/0/1234',
    'tile/0/x000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/00/000',
  ])('has no path like %s', (path) => {
    expect(parseTilePath(path)).toBeUndefined()
  })

  it('is written whenever the log grows over it, on every level', () => {
    expect(newTiles(0, 256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ])
    expect(newTiles(255, 258)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 0, index: 1, width: 2 },
      { level: 1, index: 0, width: 1 },
    ])
    expect(newTiles(258, 258)).toEqual([])
  })
})

describe('a proof file', () => {
  const PROOF = `c2sp.org/tlog-proof@v1
index 1
KhWNiv1I4/iMtBld/bKp5IF9lfpX/TREDZP5quXE+Cs=
THnQ1i989cqIdBVfLTuHXyYl2iuzq8hrvWgz8lupDlE=

${NOTE}`

  it('is written as it was read', () => {
    const proof = parseTlogProof(PROOF)
    expect([proof.index, proof.path.length, proof.checkpoint]).toEqual([1, 2, NOTE])
    expect(tlogProofText(proof)).toBe(PROOF)
  })

  it.each([
    ['another first line', PROOF.replace('v1', 'v2')],
    ['an index with a leading zero', PROOF.replace('index 1', 'index 01')],
    ['a hash of another length', PROOF.replace('KhWN', '')],
    [
      'a path longer than any tree',
      PROOF.replace('\nTHnQ', `${'\nKhWNiv1I4/iMtBld/bKp5IF9lfpX/TREDZP5quXE+Cs='.repeat(60)}\nTHnQ`),
    ],
    ['no checkpoint', PROOF.slice(0, PROOF.indexOf('\n\n'))],
  ])('with %s is refused', (_title, text) => {
    expect(() => parseTlogProof(text)).toThrow(expect.objectContaining({ code: 'PROOF_MALFORMED' }))
  })
})
