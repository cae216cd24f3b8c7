import { concat } from '@zaojun/core'
import { HASH_BYTES, newTiles, nodeInput, TILE_WIDTH } from '@zaojun/core/proof/index'
import { fail } from '../errors.ts'
import { sha256 } from './sha256.ts'
import type { TileFolder } from './tile-folder.ts'
import { TileTree } from './tile-tree.ts'

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
    // What the partial tile of before holds stays as it is: to work out all 65,536 hashes below anew each time takes long.
    const width = Math.max(0, Math.floor(from / TILE_WIDTH ** tile.level) - begin)
    const before = { ...tile, width }
    const held = width > 0 && folder.has(before) ? folder.read(before) : new Uint8Array()
    const holds = held.length / HASH_BYTES
    const below = Array.from({ length: tile.width - holds }, (_, n) => ({
      level: tile.level - 1,
      index: begin + holds + n,
      width: TILE_WIDTH,
    }))
    folder.write(tile, concat([held, ...below.map((full) => rootOfTile(folder.read(full)))]))
    if (tile.width === TILE_WIDTH) folder.dropPartial(tile)
  }
}

type Growth = {
  tiles: TileFolder
  leaves: NewLeaves
  /** What was signed last. */
  published: { size: number; root: Uint8Array } | undefined
  /** All leaves there are. */
  all(): Promise<Omit<NewLeaves, 'size'>>
  onFailure(error: unknown): void
}

/**
 * The tree of `leaves.size`, its tiles on disk. Nothing is signed that does not begin with what was signed last: tiles that
 * do not give that root are written again from the store. Throws `LOG_DAMAGED` where the store does not give it either.
 */
export async function goOn({ tiles, leaves, published, all, onFailure }: Growth): Promise<TileTree> {
  const { size } = leaves
  const from = published?.size ?? 0
  const tree = new TileTree(size, (tile) => tiles.read(tile))
  const demandSame = () => {
    if (published !== undefined && Buffer.compare(tree.rootAt(from), published.root) !== 0)
      throw fail('LOG_DAMAGED', { name: `the first ${from} entries of ${tiles.folder}` })
  }
  try {
    growTiles(tiles, from, leaves)
    demandSame()
  } catch (error) {
    onFailure(error)
    growTiles(tiles, 0, { ...(await all()), size })
    demandSame()
  }
  return tree
}
