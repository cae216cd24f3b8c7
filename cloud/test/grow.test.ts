import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newTiles, TILE_WIDTH, type Tile, tilePath } from '@zaojun/core/proof/index'
import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { goOn, growTiles } from '../src/merkle-log/grow.ts'
import { sha256 } from '../src/merkle-log/sha256.ts'
import { TileFolder } from '../src/merkle-log/tile-folder.ts'
import { TileTree } from '../src/merkle-log/tile-tree.ts'

const MOST = 6 * TILE_WIDTH
const LEAF = Uint8Array.of(0)
const entries = Array.from({ length: MOST }, (_, n) => new TextEncoder().encode(`entry ${n}`))
const hashes = entries.map((entry) => sha256(Buffer.concat([LEAF, entry])))

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function emptyFolder(): TileFolder {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-grow-'))
  folders.push(folder)
  return new TileFolder(folder)
}

/** Leaves as the sequencer gives them: from the start of the tile the log ends in. */
function leavesFrom(from: number, size: number) {
  const first = Math.floor(from / TILE_WIDTH) * TILE_WIDTH
  return { first, entries: entries.slice(first, size), hashes: hashes.slice(first, size), size }
}
const rootOf = (tiles: TileFolder, size: number) => new TileTree(size, (tile) => tiles.read(tile)).root()
const filesOf = (tiles: TileFolder, size: number) =>
  newTiles(0, size).map(({ level, index, width }: Tile) => {
    const paths =
      level === 0 ? [tilePath(level, index, width), tilePath('entries', index, width)] : [tilePath(level, index, width)]
    return paths.map((path) => [path, Buffer.from(tiles.bytes(path) ?? []).toString('hex')])
  })

it('a log grown in many steps has the files of one that was written at once', () => {
  const steps = fc.array(fc.integer({ min: 1, max: 2 * TILE_WIDTH }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(steps, (steps) => {
      const grown = emptyFolder()
      let size = 0
      for (const step of steps) {
        const next = Math.min(MOST, size + step)
        growTiles(grown, size, leavesFrom(size, next))
        size = next
      }
      const whole = emptyFolder()
      growTiles(whole, 0, leavesFrom(0, size))
      expect(filesOf(grown, size)).toEqual(filesOf(whole, size))
    }),
    { numRuns: 20 },
  )
})

it('each full tile below is worked out once, however often the log grows', () => {
  const tiles = emptyFolder()
  growTiles(tiles, 0, leavesFrom(0, 5 * TILE_WIDTH))
  const read = vi.spyOn(tiles, 'read')
  growTiles(tiles, 5 * TILE_WIDTH, leavesFrom(5 * TILE_WIDTH, MOST))
  expect(read.mock.calls.map(([{ level, index }]) => [level, index])).toEqual([
    [1, 0],
    [0, 5],
  ])
})

it.each([
  ['has a bit turned', (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))],
  ['is cut short', (bytes: Buffer) => bytes.subarray(0, 50)],
  ['is empty', () => Buffer.alloc(0)],
])('a partial tile that %s is found before anything is signed, and written again', async (_how, damage) => {
  const before = emptyFolder()
  const from = 3 * TILE_WIDTH + 7
  growTiles(before, 0, leavesFrom(0, from))
  const published = { size: from, root: rootOf(before, from) }
  const file = join(before.folder, tilePath(1, 0, 3))
  writeFileSync(file, damage(readFileSync(file)))
  const failures: unknown[] = []
  // As a process that starts: nothing of it is in memory.
  const tiles = new TileFolder(before.folder)
  const tree = await goOn({
    tiles,
    leaves: leavesFrom(from, MOST),
    published,
    all: async () => leavesFrom(0, MOST),
    onFailure: (error) => failures.push(error),
  })
  expect(failures).toMatchObject([{ code: 'LOG_DAMAGED' }])
  const whole = emptyFolder()
  growTiles(whole, 0, leavesFrom(0, MOST))
  expect(tree.root()).toEqual(rootOf(whole, MOST))
  expect(filesOf(tiles, MOST)).toEqual(filesOf(whole, MOST))
})
