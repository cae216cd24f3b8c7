import { defineErrors } from '../errors.ts'
import type { LogNews } from '../log-news.ts'
import { fromBase64 } from './base64.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { type Cosigned, cosignersOf } from './cosigners.ts'
import { generationOf } from './generation.ts'
import { hexOf } from './hex.ts'
import { type Crypto, demandIncluded, keyOfGeneration } from './in-log.ts'
import { leafEntry, parseLeaf } from './leaf.ts'
import { consistencyHolds } from './merkle.ts'
import { parseNote, signaturesBy, type VerifierKey } from './note.ts'
import { parseTlogProof } from './tlog-proof.ts'

/** How a log breaks its promise to whoever follows it. */
export const fail = defineErrors({
  LOG_UNSIGNED: {
    status: 502,
    zh: '检查点没有日志的有效签名：{name}',
    en: 'the log has not signed the checkpoint: {name}',
  },
  LOG_BEHIND: { status: 502, zh: '日志比以前短：{name}', en: 'the log is shorter than it was: {name}' },
  LOG_CONTRADICTS: { status: 502, zh: '日志改写了历史：{name}', en: 'the log has another history than before: {name}' },
  LOG_FORGOT: {
    status: 502,
    zh: '新的日志没有承认以前的全部内容：{name}',
    en: 'the log that goes on does not own up to all there was: {name}',
  },
  LOG_PROOF: { status: 502, zh: '批次不在日志之中：{name}', en: 'the batch is not in the log: {name}' },
})

const encoder = new TextEncoder()
/**
 * A log under a name it has given up, as signed notes: what was seen last under that name, and the end its successor owns
 * up to. `whole`: the cloud has shown that the one leads to the other, and so holds all of it; else its tail may be lost.
 */
export type Ended = { origin: string; seen: string; end: string; whole: boolean }
/**
 * `growthShown`: how the new state follows from what was seen is proved, not only signed. `restarted`: why the log goes on
 * under another name; `ended` is then the one it was seen under.
 */
export type Followed = Checkpoint & {
  note: string
  restarted: string | null
  growthShown: boolean
  ended: Ended | null
}

/** A log as somebody sees it who keeps the newest checkpoint he saw. `key`: of the log's first generation. */
export class LogFollower {
  private readonly key: VerifierKey
  private readonly witnesses: VerifierKey[]
  private readonly crypto: Crypto

  constructor(given: { key: VerifierKey; witnesses: VerifierKey[] }, crypto: Crypto) {
    this.key = given.key
    this.witnesses = given.witnesses
    this.crypto = crypto
  }

  /** The checkpoint in a note, once the log's signature on it holds. Throws `LOG_UNSIGNED`. */
  async read(note: string): Promise<Checkpoint> {
    try {
      const parsed = parseNote(encoder.encode(note))
      const checkpoint = parseCheckpoint(parsed.text)
      const key = await keyOfGeneration(this.key, note, this.crypto.sha256)
      const lines = signaturesBy(parsed, key)
      for (const { bytes } of lines)
        if (!(await this.crypto.verify(key.key, encoder.encode(parsed.text), bytes))) throw new Error('signature')
      if (lines.length === 0) throw new Error(`not signed by ${key.name}`)
      return checkpoint
    } catch (error) {
      throw fail('LOG_UNSIGNED', { name: error instanceof Error ? error.message : '' })
    }
  }

  /** The known witnesses on a note. Throws `LOG_UNSIGNED` where one of their lines does not hold. */
  async cosignersOf(note: string): Promise<Cosigned[]> {
    return cosignersOf(parseNote(encoder.encode(note)), this.witnesses, this.crypto).catch((error: Error) => {
      throw fail('LOG_UNSIGNED', { name: error.message })
    })
  }

  /** What follows from the news; `seen` is the note kept, undefined at the first look. Throws `LOG_…`. */
  async follow(seen: string | undefined, news: LogNews): Promise<Followed> {
    const found = { ...(await this.read(news.checkpoint)), note: news.checkpoint }
    const same = { restarted: null, ended: null }
    if (seen === undefined) return { ...found, ...same, growthShown: false }
    const before = await this.read(seen)
    if (before.origin === found.origin) {
      const growthShown = await this.grown(before, found, news.growth, 'LOG_CONTRADICTS')
      return { ...found, ...same, growthShown }
    }
    return this.restarted(before, seen, news)
  }

  /**
   * Throws `LOG_PROOF` unless a batch of the box stands in the log; resolves where. Undefined where the proof is not under
   * the checkpoint that was just `followed`, nor under one that goes with how a log `ended`: it could be a tree that nobody
   * else is shown. Throws `LOG_CONTRADICTS` where it must be.
   */
  async place(
    box: string,
    n: number,
    digest: Uint8Array,
    proof: string,
    followed: Checkpoint,
    ended: Ended[] = [],
  ): Promise<{ origin: string; index: number } | undefined> {
    const { checkpoint: note } = parsed(proof)
    const checkpoint = await this.read(note)
    const [of, now] = [generationOf(checkpoint.origin), generationOf(followed.origin)]
    if (of > now || (of === now && checkpoint.size !== followed.size)) return undefined
    if (of === now && hexOf(checkpoint.root) !== hexOf(followed.root))
      throw fail('LOG_CONTRADICTS', { name: `${n}: another tree of ${checkpoint.size}` })
    const gone = ended.find(({ origin }) => origin === checkpoint.origin)
    if (of < now && gone !== undefined && !(await this.goesWith(gone, checkpoint, n))) return undefined
    const entry = leafEntry({ kind: 'batch', box, n, digest })
    const index = await demandIncluded(entry, proof, checkpoint, this.crypto).catch((error: Error) => {
      throw fail('LOG_PROOF', { name: `${n}: ${error.message}` })
    })
    return { origin: checkpoint.origin, index }
  }

  /**
   * Whether a checkpoint of an ended log is one that was seen, or its end. Where the tail may be lost any other up to there
   * has to do, since nothing leads from it to what was seen. Throws `LOG_CONTRADICTS` where it is another tree, or past the end.
   */
  private async goesWith(gone: Ended, { origin, size, root }: Checkpoint, n: number): Promise<boolean> {
    const known = [await this.read(gone.seen), await this.read(gone.end)]
    const [own] = known.filter((each) => each.size === size)
    const isPast = known.every((each) => size > each.size)
    if (isPast || (own !== undefined && hexOf(own.root) !== hexOf(root)))
      throw fail('LOG_CONTRADICTS', { name: `${n}: another tree of ${size} in ${origin}, which has ended` })
    return own !== undefined || !gone.whole
  }

  /** The log goes on under another name: its first entry commits to all that was seen, and says why. */
  private async restarted(before: Checkpoint, seen: string, { successor, growth }: LogNews): Promise<Followed> {
    const name = `after ${before.origin}, ${before.size}`
    if (successor === null) throw fail('LOG_FORGOT', { name })
    const { checkpoint: note, index } = parsed(successor.proof)
    const found = await this.read(note)
    const entry = fromBase64(successor.leaf) ?? new Uint8Array()
    const first = await demandIncluded(entry, successor.proof, found, this.crypto).then(
      () => parseLeaf(entry),
      () => undefined,
    )
    if (first?.kind !== 'origin' || index !== 0) throw fail('LOG_FORGOT', { name })
    const committed = await this.read(first.checkpoint)
    if (committed.origin !== before.origin || committed.size < before.size) throw fail('LOG_FORGOT', { name })
    const lost = committed.size > before.size && growth.length === 0
    const growthShown = lost ? false : await this.grown(before, committed, growth, 'LOG_FORGOT')
    const whole = committed.size > before.size && growthShown
    const ended = { origin: before.origin, seen, end: first.checkpoint, whole }
    return { ...found, note, restarted: first.reason, growthShown, ended }
  }

  private async grown(
    before: Checkpoint,
    after: Checkpoint,
    growth: string[],
    code: 'LOG_CONTRADICTS' | 'LOG_FORGOT',
  ): Promise<boolean> {
    const name = `${before.size} → ${after.size}`
    if (after.size < before.size) throw fail('LOG_BEHIND', { name })
    if (after.size === before.size) {
      if (hexOf(after.root) !== hexOf(before.root)) throw fail(code, { name })
      return true
    }
    const path = growth.map((hash) => fromBase64(hash) ?? new Uint8Array())
    const given = { oldSize: before.size, newSize: after.size, path, oldRoot: before.root, newRoot: after.root }
    if (before.size > 0 && !(await consistencyHolds(this.crypto.sha256, given))) throw fail(code, { name })
    return true
  }
}

function parsed(proof: string) {
  try {
    return parseTlogProof(proof)
  } catch (error) {
    throw fail('LOG_PROOF', { name: error instanceof Error ? error.message : '' })
  }
}
