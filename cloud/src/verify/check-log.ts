import { verify } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { concat, reasonOf } from '@zaojun/core'
import {
  NOTE_ED25519,
  newTiles,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  signaturesBy,
  TILE_WIDTH,
  tilePath,
} from '@zaojun/core/proof/index'
import { publicKeyOf } from '../keys.ts'
import { bundleOf, rootOfTile } from '../merkle-log/grow.ts'
import { sha256 } from '../merkle-log/sha256.ts'
import { TileFolder } from '../merkle-log/tile-folder.ts'
import { TileTree } from '../merkle-log/tile-tree.ts'
import type { LeafRow } from './check-store.ts'

type Find = (place: string, what: string) => void

/** Rebuilds each generation of the log from its entries and compares it with its files and its signed checkpoint. */
export async function checkLog(folder: string, leaves: LeafRow[], logKeys: string[], find: Find): Promise<void> {
  const published = existsSync(folder) ? readdirSync(folder).map(Number).filter(Number.isInteger) : []
  const generations = new Set([...leaves.map(({ generation }) => generation), ...published])
  for (const generation of [...generations].sort((a, b) => a - b)) {
    const own = leaves.filter((leaf) => leaf.generation === generation)
    await checkGeneration(new TileFolder(join(folder, String(generation))), own, logKeys, (place, what) =>
      find(`log ${generation}, ${place}`, what),
    )
  }
}

async function checkGeneration(files: TileFolder, leaves: LeafRow[], logKeys: string[], find: Find): Promise<void> {
  const note = files.checkpoint()
  if (note === undefined) {
    if (leaves.length > 0) find('checkpoint', 'is missing')
    return
  }
  try {
    const { text, ...parsed } = parseNote(note)
    const { origin, size, root } = parseCheckpoint(text)
    if (!(await signed({ text, ...parsed }, origin, logKeys)))
      find('checkpoint', 'the signature of the log does not hold')
    if (size > leaves.length) {
      find(`entries ${leaves.length}–${size - 1}`, 'are missing: the tail was cut off')
      return
    }
    const tiles = rebuilt(leaves.slice(0, size))
    for (const [path, bytes] of tiles) compare(files, path, bytes, find)
    const tree = new TileTree(size, ({ level, index, width }) => tiles.get(tilePath(level, index, width)) ?? nothing)
    if (Buffer.compare(tree.root(), root) !== 0) find('checkpoint', 'its root is not that of the entries')
  } catch (error) {
    find('checkpoint', reasonOf(error))
  }
}

const nothing = new Uint8Array()

/** With keys got elsewhere one of them must have signed; without, the signature cannot be judged. */
async function signed(note: ReturnType<typeof parseNote>, origin: string, logKeys: string[]): Promise<boolean> {
  const keys = await Promise.all(logKeys.map((text) => parseVerifierKey(sha256, text)))
  const own = keys.filter(({ name, type }) => name === origin && type === NOTE_ED25519)
  if (keys.length === 0) return true
  return own.some((key) => {
    const lines = signaturesBy(note, key)
    const holds = (signature: Uint8Array) => verify(null, Buffer.from(note.text), publicKeyOf(key.key), signature)
    return lines.length > 0 && lines.every(({ bytes }) => holds(bytes))
  })
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
