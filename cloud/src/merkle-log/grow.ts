import { concat } from '@zaojun/core'
import { HASH_BYTES, newTiles, nodeInput, TILE_WIDTH } from '@zaojun/core/proof/index'
import { sha256 } from './sha256.ts'
import type { TileFolder } from './tile-folder.ts'

/** Leaves from a tile's start on. */
export type NewLeaves = { first: number; entries: Uint8Array[]; hashes: Uint8Array[]; size: number }

const LENGTH_BYTES = 2

/** Entries as a bundle holds them: two bytes of length before each (C2SP tlog-tiles). */
export function bundleOf(entries: Uint8Array[]): Uint8Array {
  return concat(
    entries.flatMap((entry) => {
      const length = new Uint8Array(LENGTH_BYTES)
      new DataView(length.buffer).setUint16(0, entry.length)
      return [length, entry]
    }),
  )
}

/** The root over a full tile: what the level above holds of it. */
export function rootOfTile(hashes: Uint8Array): Uint8Array {
  let row = Array.from({ length: TILE_WIDTH }, (_, n) => hashes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES))
  while (row.length > 1) {
    const pairs = row
    row = Array.from({ length: pairs.length / 2 }, (_, n) =>
      sha256(nodeInput(pairs[2 * n] ?? new Uint8Array(), pairs[2 * n + 1] ?? new Uint8Array())),
    )
  }
  return row[0] ?? new Uint8Array()
}

/** Writes every tile that a log of `size` has and a log of `from` had not; the same leaves give the same files. */
export function growTiles(folder: TileFolder, from: number, { first, entries, hashes, size }: NewLeaves): void {
  for (const tile of newTiles(from, size)) {
    const begin = tile.index * TILE_WIDTH
    if (tile.level === 0) {
      const mine = { from: begin - first, to: begin - first + tile.width }
      folder.write(tile, concat(hashes.slice(mine.from, mine.to)))
      folder.writeEntries(tile.index, tile.width, bundleOf(entries.slice(mine.from, mine.to)))
      if (tile.width === TILE_WIDTH) folder.dropPartial(tile)
      continue
    }
    const below = Array.from({ length: tile.width }, (_, n) => ({
      level: tile.level - 1,
      index: begin + n,
      width: TILE_WIDTH,
    }))
    folder.write(tile, concat(below.map((full) => rootOfTile(folder.read(full)))))
    if (tile.width === TILE_WIDTH) folder.dropPartial(tile)
  }
}
