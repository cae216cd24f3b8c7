import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { HASH_BYTES, TILE_WIDTH, type Tile, tilePath } from '@zaojun/core/proof/index'

const CHECKPOINT = 'checkpoint'
const KEPT_TILES = 512

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
      throw new Error(`the log has lost ${tilePath(tile.level, tile.index, tile.width)}`)
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

  /** A static file by its path under the prefix. */
  bytes(path: string): Uint8Array | undefined {
    const file = this.place(path)
    return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined
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
