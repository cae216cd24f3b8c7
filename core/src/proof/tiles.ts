/** Hashes in a full tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256
const GROUP = 1000

/** Which hashes a tile holds: level, number, and how many of them there are. */
export type Tile = { level: number; index: number; width: number }

/** 1234067 → `x001/x234/067`. */
function numberPath(index: number): string {
  const groups = [String(index % GROUP).padStart(3, '0')]
  for (let rest = Math.floor(index / GROUP); rest > 0; rest = Math.floor(rest / GROUP))
    groups.unshift(`x${String(rest % GROUP).padStart(3, '0')}`)
  return groups.join('/')
}

/** Path of a tile under the log's prefix. `level` `entries` is the bundle of the leaves' own bytes. */
export const tilePath = (level: number | 'entries', index: number, width: number = TILE_WIDTH): string =>
  `tile/${level}/${numberPath(index)}${width < TILE_WIDTH ? `.p/${width}` : ''}`

/** Undefined where it is no tile's path. */
export function parseTilePath(path: string): { level: number | 'entries'; index: number; width: number } | undefined {
  const found =
    /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,4}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path)
  if (found === null) return undefined
  const [, level = '', number = '', partial] = found
  const index = Number(number.replaceAll(/[x/]/g, ''))
  const width = partial === undefined ? TILE_WIDTH : Number(partial)
  if (width > TILE_WIDTH || (partial !== undefined && width === TILE_WIDTH)) return undefined
  if (tilePath(level === 'entries' ? level : Number(level), index, width) !== path) return undefined
  return { level: level === 'entries' ? level : Number(level), index, width }
}

/** The tiles of a tree of `size` that a tree of `from` did not have yet, partial ones included. */
export function newTiles(from: number, size: number): Tile[] {
  const tiles: Tile[] = []
  for (let level = 0, before = from, now = size; now > 0; level++) {
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < now; index++) {
      const width = Math.min(TILE_WIDTH, now - index * TILE_WIDTH)
      if (index * TILE_WIDTH + width > before) tiles.push({ level, index, width })
    }
    before = Math.floor(before / TILE_WIDTH)
    now = Math.floor(now / TILE_WIDTH)
  }
  return tiles
}
