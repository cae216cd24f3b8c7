import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  consistencySpans,
  datedReason,
  HASH_BYTES,
  inclusionSpans,
  type LogLeaf,
  parseTilePath,
  type TlogProof,
} from '@zaojun/core/proof/index'
import { fail } from '../errors.ts'
import type { CloudKeys } from '../keys.ts'
import type { LeafPlace, Store } from '../store/store.ts'
import { within } from '../within.ts'
import { logKeyText, originOf, readCheckpoint, signCheckpoint } from './checkpoints.ts'
import { Cosigning } from './cosigning.ts'
import { goOn, type NewLeaves } from './grow.ts'
import { type Lost, lostByRestore, lostToWitnesses } from './lost-history.ts'
import type { PushedWitness } from './pushed-witness.ts'
import { TileFolder } from './tile-folder.ts'
import { TileTree } from './tile-tree.ts'
import type { Published, WitnessClient, WitnessState } from './witnesses.ts'

/** Whoever asks for the log's files waits so long for what others have published. */
const PATIENCE_MS = 2_000
const AGAIN_MS = 100
/** Leaves given places in one go. */
const AT_ONCE = 5_000
const POLICY =
  'Entries are CBOR [1, kind, …]. "batch": box, number, SHA-256 of the exact COSE_Sign1 envelope. Entries are never removed.'

const textOf = (note: Uint8Array): string => new TextDecoder().decode(note)

type Options = {
  folder: string
  store: Store
  keys: CloudKeys
  /** Who is asked to cosign each checkpoint. */
  witnesses: WitnessClient[]
  /** Who sends its cosignatures of its own accord. */
  pushed: PushedWitness[]
  /** How often waiting batches get their places. */
  everyMs: number
  now(): number
  /** Another process orders the log, and has something to do. */
  wakeLeader(): void
  onFailure(place: string, error: unknown): void
}

/** What the log says of itself now. */
export type LogState = {
  origin: string
  size: number
  root: Uint8Array
  key: string
  checkpoint: string
  witnesses: WitnessState[]
}

/** `newest`: the generation the log is in now. */
export type Standing = { generation: number; newest: number; note: string; tree: TileTree }

/**
 * The Merkle log over batches (design 7): gives committed batches their places, writes tiles and a signed checkpoint.
 * Order of a step: places (store, durable), tiles, checkpoint. Whatever step a crash interrupts, the next start writes
 * the same files again. A store that knows less than the published checkpoint has lost its tail: a new origin begins,
 * whose first entry commits to that checkpoint.
 */
export class MerkleLog {
  readonly cosigning: Cosigning
  private readonly options: Options
  private generation = 1
  private tiles: TileFolder
  private published: { size: number; root: Uint8Array; note: Uint8Array } | undefined
  /** What was published before this process is known, or that nothing was. */
  private opened = false
  /** Witnesses were asked what they have seen. */
  private heeded = false
  private opening: LogLeaf = { kind: 'policy', text: POLICY }
  private timer: NodeJS.Timeout | undefined
  private step: Promise<void> = Promise.resolve()
  private following: Promise<void> | undefined
  /** Size of what this process has published in the store, for others to serve; 0 until it knows. */
  private told = 0
  private leads = true
  private stopped = false
  /** When a step was last done, by the monotonic clock. */
  private doneAt = performance.now()

  constructor(options: Options) {
    this.options = options
    this.tiles = new TileFolder(join(options.folder, '1'))
    const { witnesses, pushed, onFailure } = options
    const onCosigned = (size: number, note: string) => this.cosigned(size, note)
    this.cosigning = new Cosigning({ witnesses, pushed, onCosigned, onFailure })
  }

  async start(): Promise<void> {
    this.stopped = false
    const { folder, keys, store } = this.options
    const owner = await store.claimLog(keys.log)
    if (owner !== keys.log) throw fail('STORE_OTHER_LOG', { name: owner })
    this.generation = Math.max(newestGeneration(folder), await store.logGeneration())
    // Batches are taken all the same; the log says what is wrong at each step until its files are put back.
    await this.open().catch((error) => this.options.onFailure('log', error))
    this.schedule()
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.step.catch(() => {})
    await this.cosigning.stop()
  }

  /** Resolves when the witnesses have been asked for what is published now. */
  witnessed(): Promise<void> {
    return this.cosigning.settled()
  }

  /**
   * Where an entry stands, under what is published; one just taken gets its place now rather than with the next tick.
   * Where another process orders the log it is told, and waited for a little. Null: not yet.
   */
  async placed(find: () => Promise<LeafPlace | null>): Promise<LeafPlace | null> {
    const isProvable = (place: LeafPlace | null) => place !== null && this.proof(place) !== undefined
    let place = await find()
    const until = performance.now() + PATIENCE_MS
    while (!isProvable(place)) {
      await this.now()
      place = await find()
      if (this.leads || isProvable(place) || performance.now() > until) break
      this.options.wakeLeader()
      await sleep(AGAIN_MS)
    }
    return place
  }

  /** Sequences at once what waits. */
  async now(): Promise<void> {
    // A step that failed, the store being away, must not end all that come after it.
    this.step = this.step
      .catch(() => {})
      .then(() => this.sequence())
      .then(() => {
        this.doneAt = performance.now()
      })
    await this.step
  }

  /** How long no step has come to its end: ms. */
  get stuckMs(): number {
    return performance.now() - this.doneAt
  }

  /**
   * What was published by any process before stands here when it resolves. Those who ask while a look is under way share
   * the next one.
   */
  follow(): Promise<void> {
    if (!this.options.store.isShared) return Promise.resolve()
    this.following ??= this.step
      .catch(() => {})
      .then(() => {
        this.following = undefined
        return this.takeUpPublished()
      })
    this.step = this.following
    return this.following
  }

  async state(): Promise<LogState> {
    if (this.published === undefined) await this.now()
    await this.catchUp()
    const origin = originOf(this.options.keys, this.generation)
    const { size = 0, root = new Uint8Array(), note = new Uint8Array() } = this.published ?? {}
    const key = await logKeyText(this.options.keys, origin)
    const witnesses = this.cosigning.states
    return { origin, size, root, key, checkpoint: textOf(note), witnesses }
  }

  /**
   * A static file of the log: `1/checkpoint`, `1/tile/0/000`. The newest log's files also stand without its number. Of
   * several processes each gives the same, and none an older checkpoint than another has given.
   */
  async file(path: string): Promise<Uint8Array | undefined> {
    const held = path.endsWith('checkpoint') ? undefined : this.fileHere(path)
    if (held !== undefined) return held
    await this.catchUp()
    return this.fileHere(path)
  }

  /** Takes up what others have published; while the store is away, or slow, what was seen last has to do. */
  async catchUp(): Promise<void> {
    await within(PATIENCE_MS, this.follow(), undefined).catch(() => {})
  }

  private fileHere(path: string): Uint8Array | undefined {
    const [, generation, inside = path] = /^([1-9][0-9]{0,5})\/(.+)$/.exec(path) ?? []
    const folder = generation === undefined ? this.tiles.folder : join(this.options.folder, generation)
    if (!existsSync(folder)) return undefined
    const bytes = (generation === undefined ? this.tiles : new TileFolder(folder)).bytes(inside)
    const tile = parseTilePath(inside)
    // It would be kept by whoever gets it for ever.
    if (bytes && tile && tile.level !== 'entries' && bytes.length !== tile.width * HASH_BYTES)
      throw fail('LOG_DAMAGED', { name: path })
    return bytes
  }

  /** The newest checkpoint of a generation and the tree under it; undefined where it has none. */
  standing(generation = this.generation): Standing | undefined {
    const published = this.publishedIn(generation)
    if (published === undefined) return undefined
    const { folder, note } = published
    const tree = new TileTree(Number(note.split('\n')[1]), (tile) => folder.read(tile))
    return { generation, newest: this.generation, note, tree }
  }

  private publishedIn(generation: number): { folder: TileFolder; note: string } | undefined {
    const newest = generation === this.generation
    const folder = newest ? this.tiles : this.folderOf(generation)
    const note = newest ? this.published?.note : folder.checkpoint()
    return note === undefined ? undefined : { folder, note: textOf(note) }
  }

  private folderOf(generation: number): TileFolder {
    return new TileFolder(join(this.options.folder, String(generation)))
  }

  /** The proof of a leaf under the newest checkpoint of its log; undefined while none covers it. */
  proof({ generation, index }: LeafPlace): TlogProof | undefined {
    const published = this.publishedIn(generation)
    if (published === undefined) return undefined
    const { folder, note } = published
    const checkpoint = this.cosigning.noteFor(originOf(this.options.keys, generation), index) ?? note
    const size = Number(checkpoint.split('\n')[1])
    if (index >= size) return undefined
    const tree = new TileTree(size, (tile) => folder.read(tile))
    return { index, path: inclusionSpans(index, size).map((span) => tree.span(span)), checkpoint }
  }

  /** Takes up what was published; begins a new origin where the store has lost what a checkpoint had covered. */
  private async open(): Promise<void> {
    const { keys, store } = this.options
    this.opened = false
    this.tiles = this.folderOf(this.generation)
    const note = this.tiles.checkpoint()
    this.opened = note === undefined
    if (note === undefined) return
    // What was published is not known any more: signed over, it could contradict.
    const { size, root } = await readCheckpoint(keys, note).catch(() => {
      throw fail('LOG_DAMAGED', { name: `${this.generation}/checkpoint` })
    })
    const held = await store.leavesFrom({ generation: this.generation, from: size })
    if (held.size >= size) this.published = { size, root, note }
    else
      this.beginAnew({
        checkpoint: textOf(note),
        reason: `存储只有 ${size} 条中的 ${held.size} 条，尾部丢失 / the store holds ${held.size} of ${size} entries: its tail was lost`,
      })
    this.opened = true
  }

  /** A log never signs two histories under one name: it goes on under the next, and says why. */
  private beginAnew({ checkpoint, reason }: Lost): void {
    this.published = undefined
    this.generation++
    this.tiles = this.folderOf(this.generation)
    this.opening = { kind: 'origin', checkpoint, reason: datedReason(this.options.now(), reason) }
  }

  /** Before the first step: what is known to have been in the log, and does not stand here any more, is not signed over. */
  private async heed(): Promise<void> {
    const here = () => {
      const { store, keys, witnesses } = this.options
      const note = this.published && textOf(this.published.note)
      return { store, keys, witnesses, generation: this.generation, tiles: this.tiles, note }
    }
    const lost = await lostByRestore(here())
    if (lost !== null) this.beginAnew(lost)
    // Under the next name, too, there may have been a history that is gone.
    for (let seen = await lostToWitnesses(here()); seen !== null; seen = await lostToWitnesses(here()))
      this.beginAnew(seen)
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.now()
        .catch((error) => this.options.onFailure('log', error))
        .finally(() => {
          if (!this.stopped) this.schedule()
        })
    }, this.options.everyMs)
  }

  /** A witness has cosigned the newest checkpoint. */
  private async cosigned(size: number, note: string): Promise<void> {
    if (this.published?.size !== size) return
    const cosigned = { ...this.published, note: new TextEncoder().encode(note) }
    await this.publish(cosigned).catch((error) => this.options.onFailure('log', error))
  }

  /** Has the witnesses asked for it; the log goes on meanwhile, and without them. */
  private announce(size: number, note: Uint8Array): void {
    this.cosigning.published(this.provable(size, note))
  }

  private provable(size: number, note: Uint8Array): Published {
    const tree = new TileTree(size, (tile) => this.tiles.read(tile))
    const signed = textOf(note)
    const text = signed.slice(0, signed.indexOf('\n\n') + 1)
    const path = (oldSize: number) => consistencySpans(oldSize, size).map((span) => tree.span(span))
    return { size, text, note: signed, path }
  }

  /** Asks again whoever has not cosigned; after a start all are asked, whatever stands in the file. */
  private async remind(): Promise<void> {
    const { keys } = this.options
    const origin = originOf(keys, this.generation)
    if (this.published !== undefined && !this.cosigning.knows(origin)) {
      const { size, root } = this.published
      this.announce(size, await signCheckpoint(keys, { origin, size, root, extensions: [] }))
    } else this.cosigning.again()
  }

  private async sequence(): Promise<void> {
    const { store, keys } = this.options
    if (!this.opened) await this.open()
    if (!this.heeded) await this.heed()
    this.heeded = true
    const request = { generation: this.generation, opening: this.opening, limit: AT_ONCE }
    for (let more = true; more && !this.stopped; ) {
      const placed = await store.sequence(request)
      more = placed.more
      this.leads = placed.leads
      if (placed.generation > this.generation) return this.goOnIn(placed.generation)
      const from = this.published?.size ?? 0
      // Its rows were taken away, or an older file was put back, behind our back.
      if (placed.size < from) return this.open()
      if (!placed.leads) return this.takeUpPublished()
      if (placed.size === from) {
        // It led before this process did, or was cut off before it told.
        if (this.published !== undefined && this.told !== from) await this.publish(this.published)
        continue
      }
      // What an interrupted step had placed but not published comes with it.
      const leaves = placed.from === from ? placed : await store.leavesFrom({ generation: this.generation, from })
      const { size } = leaves
      const root = (await this.grown(leaves)).root()
      const origin = originOf(keys, this.generation)
      const note = await signCheckpoint(keys, { origin, size, root, extensions: [] })
      await this.publish({ size, root, note })
      this.announce(size, note)
    }
    await this.remind()
  }

  private grown(leaves: NewLeaves): Promise<TileTree> {
    const { store, onFailure } = this.options
    const { generation, tiles, published } = this
    const all = () => store.leavesFrom({ generation, from: 0 })
    return goOn({ tiles, leaves, published, all, onFailure: (error) => onFailure('log', error) })
  }

  /** Others serve it as soon as it is served here, never later: what was shown once is not taken back. */
  private async publish(published: { size: number; root: Uint8Array; note: Uint8Array }): Promise<void> {
    const { generation } = this
    await this.options.store.publishCheckpoint({ generation, size: published.size, note: published.note })
    this.told = published.size
    // Cosignatures may come when there is a newer one already.
    if (generation !== this.generation || (this.published?.size ?? 0) > published.size) return
    this.tiles.writeCheckpoint(published.note)
    this.published = published
  }

  /** Another process has begun a newer log, knowing that this one has lost its tail. */
  private async goOnIn(generation: number): Promise<void> {
    this.generation = generation
    this.published = undefined
    await this.open()
    await this.takeUpPublished()
  }

  /** Grows the files here to what another process has published, and serves its very note. */
  private async takeUpPublished(): Promise<void> {
    const { store, keys } = this.options
    const newest = await store.checkpoint()
    this.told = newest?.generation === this.generation ? newest.size : 0
    if (newest === null || newest.generation < this.generation) return
    if (newest.generation > this.generation) return this.goOnIn(newest.generation)
    const { size: from = 0, note: own } = this.published ?? {}
    if (newest.size < from || (own !== undefined && Buffer.compare(own, newest.note) === 0)) return
    const { size, root } = await readCheckpoint(keys, newest.note)
    if (size > from) {
      const leaves = await store.leavesFrom({ generation: this.generation, from })
      if (leaves.size < size) return
      const tree = await this.grown({ ...leaves, size })
      if (Buffer.compare(tree.root(), root) !== 0)
        throw fail('LOG_DAMAGED', { name: `another history than checkpoint ${size} of generation ${this.generation}` })
    }
    this.tiles.writeCheckpoint(newest.note)
    this.published = { size, root, note: newest.note }
    // What was cosigned here and there belongs together.
    const all = new TextEncoder().encode(this.cosigning.learn(this.provable(size, newest.note)))
    if (all.length > newest.note.length) await this.publish({ size, root, note: all })
  }
}

function newestGeneration(folder: string): number {
  const found = existsSync(folder) ? readdirSync(folder).map(Number).filter(Number.isInteger) : []
  return Math.max(1, ...found)
}
