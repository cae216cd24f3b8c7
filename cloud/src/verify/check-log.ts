import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { concat, reasonOf } from '@zaojun/core'
import {
  cosignersOf,
  keyId,
  leafInput,
  NOTE_ED25519,
  newTiles,
  parseCheckpoint,
  parseLeaf,
  parseNote,
  parseVerifierKey,
  signaturesBy,
  TILE_WIDTH,
  tilePath,
  unpackCosignature,
  type VerifierKey,
} from '@zaojun/core/proof/index'
import { signatureHolds } from '../keys.ts'
import { bundleOf, rootOfTile } from '../merkle-log/grow.ts'
import { entriesIn } from '../merkle-log/log-entries.ts'
import { sha256 } from '../merkle-log/sha256.ts'
import { TileFolder } from '../merkle-log/tile-folder.ts'
import { rootOf, TileTree } from '../merkle-log/tile-tree.ts'
import type { LeafRow } from './check-store.ts'
import type { Find, FindHere } from './finding.ts'

type Given = {
  folder: string
  notes: Map<number, Uint8Array>
  leaves: LeafRow[]
  tails: LeafRow[]
  logKeys: string[]
  witnesses: string[]
}
/**
 * The newest checkpoint: it covers the first `size` of the `entries` of its generation. `cosigned`: whose lines stand under
 * it, UTC s; those of witnesses whose keys were given are checked.
 */
export type Signed = {
  origin: string
  size: number
  entries: number
  cosigned: { name: string; seconds: number; checked: boolean }[]
}
type Note = { text: string; signatures: ReturnType<typeof parseNote>['signatures'] }

/** The checkpoint that each generation has published. */
export function publishedNotes(folder: string): Map<number, Uint8Array> {
  const generations = existsSync(folder) ? readdirSync(folder).map(Number).filter(Number.isInteger) : []
  return new Map(
    generations.flatMap((generation): [number, Uint8Array][] => {
      const note = new TileFolder(join(folder, String(generation))).checkpoint()
      return note === undefined ? [] : [[generation, note]]
    }),
  )
}

/**
 * Entries that a restored store has lost, from the log's files, which lie apart: of generations that another one went on
 * from. Where the files have not all of them either they are not told.
 */
export async function lostTails(folder: string, notes: Map<number, Uint8Array>, leaves: LeafRow[]): Promise<LeafRow[]> {
  const openings = new Map(leaves.flatMap((leaf) => (leaf.idx === 0 ? [[leaf.generation, leaf]] : [])))
  const tails = [...notes].map(async ([generation, note]) => {
    if (originIn(openings.get(generation + 1)) === undefined) return []
    const from = endOf(ofGeneration(leaves, generation))
    try {
      const { size } = parseCheckpoint(parseNote(note).text)
      const files = new TileFolder(join(folder, String(generation)))
      const entries = from < size ? await entriesIn((path) => files.bytes(path), { from, to: size, size }) : []
      return entries.map((entry, at) => ({ generation, idx: from + at, entry, hash: sha256(leafInput(entry)) }))
    } catch {
      return []
    }
  })
  return (await Promise.all(tails)).flat()
}

/** The checkpoint that a generation begins by committing to. */
function originIn(opening: LeafRow | undefined): { checkpoint: string } | undefined {
  try {
    const leaf = opening === undefined ? undefined : parseLeaf(new Uint8Array(opening.entry))
    return leaf?.kind === 'origin' ? leaf : undefined
  } catch {
    return undefined
  }
}

/** Rebuilds each generation of the log from its entries and compares it with its files and its signed checkpoint. */
export async function checkLog(
  { folder, notes, leaves, tails, logKeys, witnesses }: Given,
  find: Find,
): Promise<Signed | null> {
  const keys = await Promise.all(witnesses.map((text) => parseVerifierKey(sha256, text)))
  const generations = new Set([...leaves.map(({ generation }) => generation), ...notes.keys()])
  for (const generation of [...generations].sort((a, b) => a - b)) {
    const own = ofGeneration([...leaves, ...tails], generation)
    const told: Find = (place, ...what) => find(`log ${generation}, ${place}`, ...what)
    const note = notes.get(generation)
    await checkGeneration(new TileFolder(join(folder, String(generation))), note, own, logKeys, told)
    const opening = leaves.find((leaf) => leaf.generation === generation + 1 && leaf.idx === 0)
    const origin = originIn(opening)
    if (origin !== undefined)
      await checkOrigin(origin.checkpoint, own, logKeys, (...what) => find(`log ${generation + 1}, entry 0`, ...what))
  }
  const newest = Math.max(...generations)
  const note = notes.get(newest)
  if (note === undefined) return null
  const told: FindHere = (...what) => find(`log ${newest}, checkpoint`, ...what)
  try {
    return await signedAndCosigned(parseNote(note), endOf(ofGeneration(leaves, newest)), keys, told)
  } catch {
    // Told above.
    return null
  }
}

const ofGeneration = (leaves: LeafRow[], generation: number): LeafRow[] =>
  leaves.filter((leaf) => leaf.generation === generation)

/** One past the newest entry of a generation, whatever lies missing before. */
const endOf = (leaves: LeafRow[]): number => leaves.reduce((end, { idx }) => Math.max(end, idx + 1), 0)

async function signedAndCosigned(
  note: ReturnType<typeof parseNote>,
  entries: number,
  witnesses: VerifierKey[],
  find: FindHere,
): Promise<Signed> {
  const { origin, size } = parseCheckpoint(note.text)
  const cosigned: Signed['cosigned'] = []
  for (const { name, bytes } of note.signatures) {
    const line = name === origin ? undefined : unpackCosignature(bytes)
    if (line !== undefined) cosigned.push({ name, seconds: line.seconds, checked: false })
  }
  for (const key of witnesses) {
    try {
      const [found] = await cosignersOf(note, [key], { verify: signatureHolds })
      if (found === undefined) find('the witness {name} has not cosigned it', key.name)
      else for (const line of cosigned) if (line.name === key.name) line.checked = true
    } catch {
      find('the cosignature of {name} does not hold', key.name)
    }
  }
  return { origin, size, entries, cosigned }
}

/** What a generation says of the one it goes on from. */
async function checkOrigin(checkpoint: string, before: LeafRow[], logKeys: string[], find: FindHere): Promise<void> {
  try {
    const note = parseNote(new TextEncoder().encode(checkpoint))
    const { origin, size, root } = parseCheckpoint(note.text)
    if (!(await signed(note, origin, logKeys))) find('the signature of the log on what it goes on from does not hold')
    // A longer one was seen by a witness; what it covers beyond is nowhere any more.
    if (size > before.length) return
    const hashes = before.slice(0, size).map(({ hash }) => new Uint8Array(hash))
    if (Buffer.compare(rootOf(hashes), root) !== 0) find('commits to another history than the log before it has')
  } catch (error) {
    find('{name}', reasonOf(error))
  }
}

async function checkGeneration(
  files: TileFolder,
  note: Uint8Array | undefined,
  leaves: LeafRow[],
  logKeys: string[],
  find: Find,
): Promise<void> {
  if (note === undefined) {
    if (leaves.length > 0) find('checkpoint', 'is missing')
    return
  }
  try {
    const { text, ...parsed } = parseNote(note)
    const { origin, size, root } = parseCheckpoint(text)
    if (!(await signed({ text, ...parsed }, origin, logKeys)))
      find('checkpoint', 'the signature of the log does not hold')
    const end = endOf(leaves)
    if (size > end)
      find(end + 1 === size ? `entry ${end}` : `entries ${end}–${size - 1}`, 'are missing: the tail was cut off')
    // What lies missing before was told; files and root are of all of them.
    if (size > end || leaves.length < end) return
    const tiles = rebuilt(leaves.slice(0, size))
    for (const [path, bytes] of tiles) compare(files, path, bytes, find)
    const tree = new TileTree(size, ({ level, index, width }) => tiles.get(tilePath(level, index, width)) ?? nothing)
    if (Buffer.compare(tree.root(), root) !== 0) find('checkpoint', 'its root is not that of the entries')
  } catch (error) {
    find('checkpoint', '{name}', reasonOf(error))
  }
}

const nothing = new Uint8Array()

/** Generations are names of one log: `log-…`, `log-…/2` and so on, with one key. */
const logOf = (origin: string): string => origin.split('/')[0] ?? ''

/** With keys got elsewhere one of them must have signed; without, the signature cannot be judged. */
async function signed(note: Note, origin: string, logKeys: string[]): Promise<boolean> {
  const keys = await Promise.all(logKeys.map((text) => parseVerifierKey(sha256, text)))
  if (keys.length === 0) return true
  for (const { name, type, key } of keys) {
    if (type !== NOTE_ED25519 || logOf(name) !== logOf(origin)) continue
    const lines = signaturesBy(note, { name: origin, id: await keyId(sha256, origin, type, key) })
    const holds = (signature: Uint8Array) => signatureHolds(key, Buffer.from(note.text), signature)
    if (lines.length > 0 && lines.every(({ bytes }) => holds(bytes))) return true
  }
  return false
}

/** Every file the newest tree needs, by path. */
function rebuilt(leaves: LeafRow[]): Map<string, Uint8Array> {
  const tiles = new Map<string, Uint8Array>()
  for (const { level, index, width } of newTiles(0, leaves.length)) {
    const from = index * TILE_WIDTH
    const path = tilePath(level, index, width)
    if (level === 0) {
      const mine = leaves.slice(from, from + width)
      tiles.set(path, concat(mine.map(({ hash }) => hash)))
      tiles.set(tilePath('entries', index, width), bundleOf(mine.map(({ entry }) => entry)))
    } else {
      const below = Array.from({ length: width }, (_, n) => tiles.get(tilePath(level - 1, from + n)) ?? nothing)
      tiles.set(path, concat(below.map(rootOfTile)))
    }
  }
  return tiles
}

function compare(files: TileFolder, path: string, bytes: Uint8Array, find: Find): void {
  // A full tile stands for its partial ones, which go once it is there.
  const held = files.bytes(path) ?? files.bytes(path.replace(/\.p\/\d+$/, ''))?.subarray(0, bytes.length)
  if (held === undefined) find(path, 'is missing')
  else if (Buffer.compare(held, bytes) !== 0) find(path, 'is not what the entries give')
}
