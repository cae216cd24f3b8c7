import { TILE_WIDTH, tilePath } from '@zaojun/core/proof/index'

type Read = (path: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>

/** Entries `from`…`to` (not included) of a log of that size, out of its files. Throws where they do not hold them all. */
export async function entriesIn(
  read: Read,
  { from, to, size }: { from: number; to: number; size: number },
): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = []
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
    const path = tilePath('entries', index, width)
    const bytes = (await read(path)) ?? (await read(tilePath('entries', index)))
    if (bytes === undefined) throw new Error(`${path} is missing`)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let at = 0, n = index * TILE_WIDTH; n < Math.min(to, (index + 1) * TILE_WIDTH); n++) {
      const length = view.getUint16(at)
      const entry = bytes.slice(at + 2, at + 2 + length)
      at += 2 + length
      if (entry.length !== length) throw new Error(`${path}: an entry is cut off`)
      if (n >= from) entries.push(entry)
    }
  }
  return entries
}
