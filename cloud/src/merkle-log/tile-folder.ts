import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { HASH_BYTES, MAX_NOTE_BYTES, parseTilePath, TILE_WIDTH, type Tile, tilePath } from '@zaojun/core/proof/index'
import { fail } from '../errors.ts'

const CHECKPOINT = 'checkpoint'
const KEPT_TILES = 512
/** An entry in a bundle follows its length, two bytes (C2SP tlog-tiles). */
const MAX_ENTRY_BYTES = 2 + 0xffff

/**
 * The log as static files (C2SP tlog-tiles), apart from the store: full and partial tiles, which never change, and the
 * newest checkpoint. A write that was cut off leaves no half file under its name.
 */
export class TileFolder {
  readonly folder: string
  private readonly kept = new Map<string, Uint8Array>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** The hashes of a tile; from the full one where the partial one was not kept. */
  read(tile: Tile): Uint8Array {
    const bytes = this.file(tile) ?? this.file({ ...tile, width: TILE_WIDTH })
    if (bytes === undefined || bytes.length < tile.width * HASH_BYTES)
      throw fail('LOG_DAMAGED', { name: tilePath(tile.level, tile.index, tile.width) })
    return bytes.subarray(0, tile.width * HASH_BYTES)
  }

  has(tile: Tile): boolean {
    return existsSync(this.place(tilePath(tile.level, tile.index, tile.width)))
  }

  write(tile: Tile, hashes: Uint8Array): void {
    const path = tilePath(tile.level, tile.index, tile.width)
    this.keep(path, hashes)
    writeWhole(this.place(path), hashes)
  }

  writeEntries(index: number, width: number, bundle: Uint8Array): void {
    writeWhole(this.place(tilePath('entries', index, width)), bundle)
  }

  /** Partial tiles have served once the full one stands: clients fall back to it (C2SP tlog-tiles). */
  dropPartial({ level, index }: Pick<Tile, 'level' | 'index'>): void {
    for (const kind of level === 0 ? [level, 'entries' as const] : [level])
      rmSync(this.place(`${tilePath(kind, index)}.p`), { recursive: true, force: true })
  }

  /** A static file by its path under the prefix. Of one too long to be what it is named, no more than shows that. */
  bytes(path: string): Uint8Array | undefined {
    const file = this.place(path)
    return existsSync(file) ? readUpTo(file, mostBytes(path) + 1) : undefined
  }

  checkpoint(): Uint8Array | undefined {
    return this.bytes(CHECKPOINT)
  }

  writeCheckpoint(note: Uint8Array): void {
    writeWhole(this.place(CHECKPOINT), note)
  }

  private place(path: string): string {
    return join(this.folder, path)
  }

  private file({ level, index, width }: Tile): Uint8Array | undefined {
    const path = tilePath(level, index, width)
    const held = this.kept.get(path)
    if (held !== undefined) return held
    const bytes = this.bytes(path)
    if (bytes !== undefined) this.keep(path, bytes)
    return bytes
  }

  private keep(path: string, bytes: Uint8Array): void {
    this.kept.delete(path)
    this.kept.set(path, bytes)
    const [oldest] = this.kept.keys()
    if (this.kept.size > KEPT_TILES && oldest !== undefined) this.kept.delete(oldest)
  }
}

/** The most a file of that name can hold. */
function mostBytes(path: string): number {
  const tile = parseTilePath(path)
  if (tile === undefined) return MAX_NOTE_BYTES
  return tile.width * (tile.level === 'entries' ? MAX_ENTRY_BYTES : HASH_BYTES)
}

function readUpTo(file: string, most: number): Uint8Array {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = new Uint8Array(Math.min(fstatSync(descriptor).size, most))
    let read = 0
    for (let n = -1; n !== 0 && read < bytes.length; read += n)
      n = readSync(descriptor, bytes, read, bytes.length - read, read)
    return bytes.subarray(0, read)
  } finally {
    closeSync(descriptor)
  }
}

function writeWhole(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const descriptor = openSync(`${file}.new`, 'w', 0o644)
  try {
    writeSync(descriptor, bytes)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(`${file}.new`, file)
}
