import { HASH_BYTES, nodeInput, type Span, TILE_WIDTH, type Tile } from '@zaojun/core/proof/index'
import { sha256 } from './sha256.ts'

export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array())

/** The root over leaf hashes, without tiles (RFC 6962, section 2.1). */
export function rootOf(hashes: Uint8Array[]): Uint8Array {
  const over = (from: number, to: number): Uint8Array => {
    if (to - from === 1) return hashes[from] ?? EMPTY_ROOT
    let left = 1
    while (left * 2 < to - from) left *= 2
    return sha256(nodeInput(over(from, from + left), over(from + left, to)))
  }
  return hashes.length === 0 ? EMPTY_ROOT : over(0, hashes.length)
}

/** Gives the hashes of a tile: at least `width` of them. */
export type TileSource = (tile: Tile) => Uint8Array

/** Any subtree's hash out of tiles; the tiles of one tree of `size` leaves are all it needs. */
export class TileTree {
  readonly size: number
  private readonly tiles: TileSource

  constructor(size: number, tiles: TileSource) {
    this.size = size
    this.tiles = tiles
  }

  root(): Uint8Array {
    return this.rootAt(this.size)
  }

  /** The root that the tree had at an earlier size. */
  rootAt(size: number): Uint8Array {
    return size === 0 ? EMPTY_ROOT : this.span({ from: 0, to: size })
  }

  /** Hash of the subtree over `from`…`to`, a span of a proof or the whole. */
  span({ from, to }: Span): Uint8Array {
    const leaves = to - from
    const level = Math.floor(Math.log2(leaves) / 8)
    const unit = TILE_WIDTH ** level
    if (leaves === unit && from % unit === 0) return this.hash(level, from / unit)
    let left = 1
    while (left * 2 < leaves) left *= 2
    return sha256(nodeInput(this.span({ from, to: from + left }), this.span({ from: from + left, to })))
  }

  private hash(level: number, index: number): Uint8Array {
    const tile = Math.floor(index / TILE_WIDTH)
    const held = Math.floor(this.size / TILE_WIDTH ** level)
    const width = Math.min(TILE_WIDTH, held - tile * TILE_WIDTH)
    const hashes = this.tiles({ level, index: tile, width })
    const at = (index % TILE_WIDTH) * HASH_BYTES
    if (at + HASH_BYTES > hashes.length) throw new Error(`tile ${level}/${tile} holds no hash ${index % TILE_WIDTH}`)
    return hashes.subarray(at, at + HASH_BYTES)
  }
}
