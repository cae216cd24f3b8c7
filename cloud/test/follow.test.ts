import { generateKeyPairSync, sign } from 'node:crypto'
import type { LogNews } from '@zaojun/core'
import {
  checkpointText,
  consistencySpans,
  inclusionSpans,
  keyId,
  LogFollower,
  leafEntry,
  leafInput,
  NOTE_ED25519,
  signatureLine,
  tlogProofText,
} from '@zaojun/core/proof/index'
import { describe, expect, it } from 'vitest'
import { rawKeyOf } from '../src/keys.ts'
import { sha256 } from '../src/merkle-log/sha256.ts'
import { rootOf } from '../src/merkle-log/tile-tree.ts'
import { nodeCrypto } from './harness/node-crypto.ts'

const LOG = 'log-0123456789abcdef'
const BOX = 'box-0123456789abcdef'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = rawKeyOf(publicKey)
const digest = sha256(new Uint8Array([7]))
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const leaf = (word: string, n: number) =>
  word === 'entry' && n === 2
    ? leafEntry({ kind: 'batch', box: BOX, n: 1, digest })
    : leafEntry({ kind: 'policy', text: `${word} ${n}` })

/** A log of `size` entries: what it says of itself to whoever has seen `from` of them. */
async function news(
  size: number,
  from = 0,
  { word = 'entry', origin = LOG, by = privateKey, first = leaf(word, 0) } = {},
) {
  const entries = Array.from({ length: size }, (_, n) => (n === 0 ? first : leaf(word, n)))
  const hashes = entries.map((entry) => sha256(leafInput(entry)))
  const root = rootOf(hashes)
  const text = checkpointText({ origin, size, root, extensions: [] })
  const id = await keyId(sha256, origin, NOTE_ED25519, key)
  const bytes = new Uint8Array(sign(null, Buffer.from(text), by))
  const checkpoint = `${text}\n${signatureLine({ name: origin, id, bytes })}`
  const span = ({ from: a, to: b }: { from: number; to: number }) => rootOf(hashes.slice(a, b))
  const growth = from === 0 || from >= size ? [] : consistencySpans(from, size).map((each) => base64(span(each)))
  const proofOf = (index: number) => tlogProofText({ index, path: inclusionSpans(index, size).map(span), checkpoint })
  const told: LogNews = { checkpoint, growth, batch: null, successor: null }
  return { told, proofOf, checkpoint, first }
}
const follower = async () => {
  const id = await keyId(sha256, LOG, NOTE_ED25519, key)
  return new LogFollower({ key: { name: LOG, id, type: NOTE_ED25519, key }, witnesses: [] }, nodeCrypto)
}

describe('whoever follows a log', () => {
  it('[P1] takes up what grew from what he saw', async () => {
    const log = await follower()
    const seen = (await news(3)).checkpoint
    expect(await log.follow(seen, (await news(7, 3)).told)).toMatchObject({ size: 7, growthShown: true })
    expect(await log.follow(seen, (await news(3, 3)).told)).toMatchObject({ size: 3 })
  })

  it.each<[string, () => Promise<LogNews>, string]>([
    ['is shorter', async () => (await news(2)).told, 'LOG_BEHIND'],
    ['has another history', async () => (await news(7, 3, { word: 'forged' })).told, 'LOG_CONTRADICTS'],
    ['has another entry at the same size', async () => (await news(3, 3, { word: 'forged' })).told, 'LOG_CONTRADICTS'],
    ['shows no growth', async () => ({ ...(await news(7, 3)).told, growth: [] }), 'LOG_CONTRADICTS'],
    [
      'shows half of it',
      async () => ({ ...(await news(7, 3)).told, growth: (await news(7, 3)).told.growth.slice(1) }),
      'LOG_CONTRADICTS',
    ],
    [
      'shows too much of it',
      async () => ({ ...(await news(7, 3)).told, growth: [...(await news(7, 3)).told.growth, base64(digest)] }),
      'LOG_CONTRADICTS',
    ],
    ['shows what is no hash', async () => ({ ...(await news(7, 3)).told, growth: ['AAAA', '!'] }), 'LOG_CONTRADICTS'],
    [
      'is signed by somebody else',
      async () => (await news(7, 3, { by: generateKeyPairSync('ed25519').privateKey })).told,
      'LOG_UNSIGNED',
    ],
    ['is another log', async () => (await news(7, 3, { origin: 'log-of-others' })).told, 'LOG_UNSIGNED'],
    ['is no note', async () => ({ ...(await news(7, 3)).told, checkpoint: 'x'.repeat(60_000) }), 'LOG_UNSIGNED'],
    [
      'has bytes after the note',
      async () => ({ ...(await news(7, 3)).told, checkpoint: `${(await news(7, 3)).checkpoint}more` }),
      'LOG_UNSIGNED',
    ],
    [
      'goes on under another name without a word',
      async () => (await news(7, 0, { origin: `${LOG}/2` })).told,
      'LOG_FORGOT',
    ],
  ])('[P1] refuses one that %s', async (_title, told, code) => {
    await expect((await follower()).follow((await news(3)).checkpoint, await told())).rejects.toMatchObject({ code })
  })

  const restarted = async (committed: number, growth: string[], word = 'entry'): Promise<LogNews> => {
    const { checkpoint } = await news(committed, 0, { word })
    const first = leafEntry({ kind: 'origin', checkpoint, reason: 'its tail was lost' })
    const next = await news(2, 0, { origin: `${LOG}/2`, word: 'after', first })
    const successor = { leaf: base64(first), proof: next.proofOf(0) }
    return { ...next.told, growth, successor }
  }

  it('[P1] goes over to the next origin where that owns up to all he saw, and hears why', async () => {
    const log = await follower()
    const seen = (await news(3)).checkpoint
    const whole = await log.follow(seen, await restarted(7, (await news(7, 3)).told.growth))
    expect(whole).toMatchObject({ origin: `${LOG}/2`, restarted: 'its tail was lost', growthShown: true })
    expect(await log.follow(seen, await restarted(7, []))).toMatchObject({ growthShown: false })
    expect(await log.follow(seen, await restarted(3, []))).toMatchObject({ growthShown: true })
  })

  it.each<[string, () => Promise<LogNews>]>([
    ['owns up to less than he saw', () => restarted(2, [])],
    ['owns up to another history', async () => restarted(7, (await news(7, 3)).told.growth, 'forged')],
    ['owns up to another one of the same size', () => restarted(3, [], 'forged')],
  ])('[P1] does not go over to one that %s', async (_title, told) => {
    const log = await follower()
    await expect(log.follow((await news(3)).checkpoint, await told())).rejects.toMatchObject({ code: 'LOG_FORGOT' })
  })

  it('[P1] takes the place of a batch by its own digest of it, and no other', async () => {
    const log = await follower()
    const { proofOf, checkpoint } = await news(7)
    const seen = await log.read(checkpoint)
    expect(await log.place(BOX, 1, digest, proofOf(2), seen)).toEqual({ origin: LOG, index: 2 })
    for (const [n, of, proof] of [
      [2, digest, proofOf(2)],
      [1, sha256(digest), proofOf(2)],
      [1, digest, proofOf(3)],
      [1, digest, 'x'.repeat(60_000)],
      [1, digest, ''],
    ] as const)
      await expect(log.place(BOX, n, of, proof, seen)).rejects.toMatchObject({ code: 'LOG_PROOF' })
  })

  it('[P1] takes no place in a tree that is not the one he was just shown, though the log signed it', async () => {
    const log = await follower()
    const seen = await log.read((await news(7)).checkpoint)
    expect(await log.place(BOX, 1, digest, (await news(9)).proofOf(2), seen)).toBeUndefined()
    const later = await news(7, 0, { origin: `${LOG}/2` })
    expect(await log.place(BOX, 1, digest, later.proofOf(2), seen)).toBeUndefined()
    const aside = await news(7, 0, { first: leaf('aside', 0) })
    await expect(log.place(BOX, 1, digest, aside.proofOf(2), seen)).rejects.toMatchObject({ code: 'LOG_CONTRADICTS' })
  })
})
