import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import type { Intruder } from './intruder.ts'

type Random = () => number
/** `make` resolves how the place must be named. */
export type Edit = { what: string; make(intruder: Intruder, random: Random): Promise<string> }
type Batch = { box: number; n: number; envelope: Uint8Array; digest: string }

/** Batches from which the tail is cut. */
const TAIL = 20

const pick = <T>(list: T[], random: Random): T => {
  const found = list[Math.floor(random() * list.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

function flipped(bytes: Uint8Array, random: Random): Buffer {
  const changed = Buffer.from(bytes)
  const at = Math.floor(random() * changed.length)
  changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  return changed
}

const unpacked = (bytes: Uint8Array): Buffer | null => {
  try {
    return zstdDecompressSync(bytes)
  } catch {
    return null
  }
}

/** The envelope is kept packed, and a few bits of zstd's own frame say nothing: a flip there is no edit of it. */
function otherBytes(packed: Uint8Array, random: Random): Buffer {
  const before = unpacked(packed)
  for (;;) {
    const changed = flipped(packed, random)
    const after = unpacked(changed)
    if (after === null || before === null || !after.equals(before)) return changed
  }
}

/** In the order of the log. */
const batchesOf = ({ rows }: Intruder): Promise<Batch[]> =>
  rows<Batch>(
    `SELECT batch.box, batch.n, envelope, digest FROM batch JOIN leaf ON leaf.box = batch.box AND leaf.n = batch.n
      ORDER BY generation, idx`,
  )

/** Batches from one on, with or without their leaves. */
async function cutTail(intruder: Intruder, random: Random, leaves: boolean): Promise<Batch[]> {
  const batches = await batchesOf(intruder)
  const first = batches.length - 1 - Math.floor(random() * TAIL)
  for (const { box, n } of batches.slice(first)) {
    await intruder.run('DELETE FROM batch WHERE box = $1 AND n = $2', [box, n])
    if (leaves) await intruder.run('DELETE FROM leaf WHERE box = $1 AND n = $2', [box, n])
  }
  return batches
}

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesOf(path) : [path]
  })
}

/** Of a photo that is held: what its bytes become. */
const photoEdit = (what: string, becomes: (bytes: Uint8Array, random: Random) => Uint8Array | null): Edit => ({
  what,
  async make(intruder, random) {
    const held = await intruder.rows<{ digest: string }>('SELECT digest FROM attachment ORDER BY digest')
    const { digest } = pick(held, random)
    await intruder.setPhoto(digest, becomes(await intruder.photo(digest), random))
    return `photo ${digest}`
  },
})

const inLog = (folder: string, ...names: string[]): string => join(folder, 'log', '1', ...names)

export const EDITS: Edit[] = [
  {
    what: 'a bit of an envelope',
    async make(intruder, random) {
      const { box, n, envelope } = pick(await batchesOf(intruder), random)
      await intruder.run('UPDATE batch SET envelope = $1 WHERE box = $2 AND n = $3', [
        otherBytes(envelope, random),
        box,
        n,
      ])
      return `/${n}`
    },
  },
  {
    what: 'a batch deleted',
    async make(intruder, random) {
      const { box, n } = pick(await batchesOf(intruder), random)
      await intruder.run('DELETE FROM batch WHERE box = $1 AND n = $2', [box, n])
      return `/${n}`
    },
  },
  {
    what: 'two envelopes swapped, digests with them',
    async make(intruder, random) {
      const batches = await batchesOf(intruder)
      const one = pick(batches, random)
      const others = batches.filter(({ n, box }) => n !== one.n || box !== one.box)
      const other = pick(others, random)
      const set = 'UPDATE batch SET envelope = $1, digest = $2 WHERE box = $3 AND n = $4'
      await intruder.run(set, [other.envelope, other.digest, one.box, one.n])
      await intruder.run(set, [one.envelope, one.digest, other.box, other.n])
      return `/${one.n}`
    },
  },
  {
    what: 'the tail cut, log entries with it',
    async make(intruder, random) {
      await cutTail(intruder, random, true)
      return 'missing'
    },
  },
  {
    what: 'the newest batches gone from every row and every file of the log',
    async make(intruder, random) {
      const batches = await cutTail(intruder, random, false)
      for (const table of ['leaf', 'log_entry', 'key_event', 'read_page']) await intruder.run(`DELETE FROM ${table}`)
      rmSync(join(intruder.folder, 'log'), { recursive: true })
      return `/${batches.at(-1)?.n}`
    },
  },
  {
    what: 'a page of who looked edited',
    async make(intruder, random) {
      const pages = await intruder.rows<{ site: number; page: number; body: Uint8Array }>(
        'SELECT site, page, body FROM read_page ORDER BY site, page',
      )
      const { site, page, body } = pick(pages, random)
      await intruder.run('UPDATE read_page SET body = $1 WHERE site = $2 AND page = $3', [
        flipped(body, random),
        site,
        page,
      ])
      return `page ${page} of who read`
    },
  },
  {
    what: 'a statement on a key edited',
    async make(intruder, random) {
      const events = await intruder.rows<{ box: number; no: number; statement: Uint8Array }>(
        'SELECT box, no, statement FROM key_event ORDER BY box, no',
      )
      const { box, no, statement } = pick(events, random)
      const edited = flipped(statement, random)
      await intruder.run('UPDATE key_event SET statement = $1 WHERE box = $2 AND no = $3', [edited, box, no])
      return `statement ${no} on the key`
    },
  },
  {
    what: 'a log entry edited',
    async make(intruder, random) {
      const leaves = await intruder.rows<{ idx: number; entry: Uint8Array }>('SELECT idx, entry FROM leaf ORDER BY idx')
      const { idx, entry } = pick(leaves, random)
      await intruder.run('UPDATE leaf SET entry = $1 WHERE idx = $2', [flipped(entry, random), idx])
      return `entry ${idx}`
    },
  },
  {
    what: 'a log entry deleted',
    async make(intruder, random) {
      const { idx } = pick(await intruder.rows<{ idx: number }>('SELECT idx FROM leaf ORDER BY idx'), random)
      await intruder.run('DELETE FROM leaf WHERE idx = $1', [idx])
      return `${idx}`
    },
  },
  {
    what: 'a bit of a tile',
    async make({ folder }, random) {
      // Only tiles of the newest tree: older partial ones serve no proof any more.
      const newest = filesOf(inLog(folder)).filter((file) => /\/\d{3}$|\.p\/\d+$/.test(file))
      const largest = new Map<string, string>()
      for (const file of newest) {
        const stem = file.replace(/\.p\/\d+$/, '')
        const before = largest.get(stem)
        if (before === undefined || statSync(file).size > statSync(before).size) largest.set(stem, file)
      }
      const file = pick([...largest.values()], random)
      writeFileSync(file, flipped(readFileSync(file), random))
      return 'tile'
    },
  },
  {
    what: 'the checkpoint edited',
    async make({ folder }, random) {
      const file = inLog(folder, 'checkpoint')
      writeFileSync(file, flipped(readFileSync(file), random))
      return 'checkpoint'
    },
  },
  {
    what: 'a look of somebody put down to another',
    async make(intruder, random) {
      const looks = await intruder.rows<{ id: number; page: number }>(
        'SELECT id, page FROM data_read WHERE page IS NOT NULL ORDER BY id',
      )
      const { id, page } = pick(looks, random)
      await intruder.run(`UPDATE data_read SET party = 'nobody' WHERE id = $1`, [id])
      return `, page ${page}`
    },
  },
  {
    what: 'a look of somebody deleted',
    async make(intruder, random) {
      const looks = await intruder.rows<{ id: number; page: number }>(
        'SELECT id, page FROM data_read WHERE page IS NOT NULL ORDER BY id',
      )
      const { id, page } = pick(looks, random)
      await intruder.run('DELETE FROM data_read WHERE id = $1', [id])
      return `, page ${page}`
    },
  },
  {
    what: 'a key a box never had',
    async make(intruder, random) {
      const keys = await intruder.rows<{ box: number; key: Uint8Array; id: string }>(
        'SELECT box.id, box_key.box, key FROM box_key JOIN box ON box.no = box_key.box ORDER BY box_key.box',
      )
      const { box, key, id } = pick(keys, random)
      await intruder.run('UPDATE box_key SET key = $1 WHERE box = $2', [flipped(key, random), box])
      return id
    },
  },
  {
    what: 'a revoked key in use again',
    async make(intruder) {
      const [row] = await intruder.rows<{ id: string }>(
        'SELECT box.id FROM box_key JOIN box ON box.no = box_key.box WHERE revoked IS NOT NULL',
      )
      await intruder.run('UPDATE box_key SET last = NULL, revoked = NULL WHERE revoked IS NOT NULL')
      return row?.id ?? 'no key was revoked'
    },
  },
  {
    what: 'a record shown otherwise than it was sent',
    async make(intruder, random) {
      const records = await intruder.rows<{ id: number; box: string }>(
        `SELECT entry.id, box.id AS box FROM entry JOIN box ON box.no = entry.box WHERE type = 'record' ORDER BY entry.id`,
      )
      const { id, box } = pick(records, random)
      await intruder.run('UPDATE entry SET body = $1 WHERE id = $2', ['{"type":"record"}', id])
      return `entries of batch ${box}`
    },
  },
  {
    what: 'a personal value edited',
    async make(intruder) {
      const [row] = await intruder.rows<{ commitment: string }>('SELECT commitment FROM part')
      await intruder.run(`UPDATE part SET value = '37.9'`)
      return row?.commitment ?? 'no value is held'
    },
  },
  photoEdit('a bit of a photo', flipped),
  photoEdit('a photo cut short', (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length))),
  photoEdit('a photo removed', () => null),
]
