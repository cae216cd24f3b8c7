import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { checkStore } from '../../cloud/src/verify/check-store.ts'
import { reading } from '../../cloud/test/harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../../cloud/test/harness/test-cloud.ts'
import { printFigure } from './figure.ts'

const BATCHES = 300
const EDITS = 1_100
const READS = 5

type Edit = { what: string; make(folder: string, random: () => number): string | undefined }

/** Runs one statement on the store as an intruder with the file would. */
function inStore<T>(folder: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(folder, 'store', 'cloud.db'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}

const pick = <T>(list: T[], random: () => number): T => {
  const found = list[Math.floor(random() * list.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

function flipped(bytes: Uint8Array, random: () => number): Buffer {
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
function otherBytes(packed: Uint8Array, random: () => number): Buffer {
  const before = unpacked(packed)
  for (;;) {
    const changed = flipped(packed, random)
    const after = unpacked(changed)
    if (after === null || before === null || !after.equals(before)) return changed
  }
}

type ReadPage = { site: number; page: number; body: Uint8Array }
type KeyEvent = { box: number; no: number; statement: Uint8Array }
type Row = { row: number; n: number; envelope: Uint8Array; digest: string }
const batchesOf = (db: Database.Database): Row[] =>
  db.prepare('SELECT rowid AS row, n, envelope, digest FROM batch ORDER BY rowid').all() as Row[]

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesOf(path) : [path]
  })
}

const EDITS_BY_KIND: Edit[] = [
  {
    what: 'a bit of an envelope',
    make: (folder, random) =>
      inStore(folder, (db) => {
        const { row, n, envelope } = pick(batchesOf(db), random)
        db.prepare('UPDATE batch SET envelope = ? WHERE rowid = ?').run(otherBytes(envelope, random), row)
        return `/${n}`
      }),
  },
  {
    what: 'a batch deleted',
    make: (folder, random) =>
      inStore(folder, (db) => {
        const { row, n } = pick(batchesOf(db), random)
        db.prepare('DELETE FROM batch WHERE rowid = ?').run(row)
        return `/${n}`
      }),
  },
  {
    what: 'two envelopes swapped, digests with them',
    make: (folder, random) =>
      inStore(folder, (db) => {
        const rows = batchesOf(db)
        const one = pick(rows, random)
        const other = pick(
          rows.filter(({ n }) => n !== one.n),
          random,
        )
        const set = db.prepare('UPDATE batch SET envelope = ?, digest = ? WHERE rowid = ?')
        set.run(other.envelope, other.digest, one.row)
        set.run(one.envelope, one.digest, other.row)
        return `/${one.n}`
      }),
  },
  {
    what: 'the tail cut, log entries with it',
    make: (folder, random) =>
      inStore(folder, (db) => {
        const rows = batchesOf(db)
        const from = pick(rows.slice(-20), random)
        db.prepare('DELETE FROM batch WHERE rowid >= ?').run(from.row)
        db.prepare('DELETE FROM leaf WHERE batch_row >= ?').run(from.row)
        return 'missing'
      }),
  },
  {
    what: 'the newest batches gone from every row and every file of the log',
    make(folder, random) {
      const place = inStore(folder, (db) => {
        const rows = batchesOf(db)
        const from = pick(rows.slice(-20), random)
        db.prepare('DELETE FROM batch WHERE rowid >= ?').run(from.row)
        db.prepare('DELETE FROM leaf').run()
        db.prepare('DELETE FROM log_entry').run()
        db.prepare('DELETE FROM key_event').run()
        db.prepare('DELETE FROM read_page').run()
        return `/${rows.at(-1)?.n}`
      })
      rmSync(join(folder, 'log'), { recursive: true })
      return place
    },
  },
  {
    what: 'a page of who looked edited',
    make: (folder, random) =>
      inStore(folder, (db) => {
        const pages = db.prepare('SELECT site, page, body FROM read_page').all() as ReadPage[]
        const { site, page, body } = pick(pages, random)
        const edit = db.prepare('UPDATE read_page SET body = ? WHERE site = ? AND page = ?')
        edit.run(flipped(body, random), site, page)
        return `page ${page} of who read`
      }),
  },
  {
    what: 'a statement on a key edited',
    make: (folder, random) =>
      inStore(folder, (db) => {
        const { box, no, statement } = db.prepare('SELECT box, no, statement FROM key_event').get() as KeyEvent
        const edit = db.prepare('UPDATE key_event SET statement = ? WHERE box = ? AND no = ?')
        edit.run(flipped(statement, random), box, no)
        return `statement ${no} on the key`
      }),
  },
  {
    what: 'a log entry edited',
    make: (folder, random) =>
      inStore(folder, (db) => {
        const leaves = db.prepare('SELECT idx, entry FROM leaf').all() as { idx: number; entry: Uint8Array }[]
        const { idx, entry } = pick(leaves, random)
        db.prepare('UPDATE leaf SET entry = ? WHERE idx = ?').run(flipped(entry, random), idx)
        return `entry ${idx}`
      }),
  },
  {
    what: 'a log entry deleted',
    make: (folder, random) =>
      inStore(folder, (db) => {
        const leaves = db.prepare('SELECT idx FROM leaf').all() as { idx: number }[]
        const { idx } = pick(leaves, random)
        db.prepare('DELETE FROM leaf WHERE idx = ?').run(idx)
        return `${idx}`
      }),
  },
  {
    what: 'a bit of a tile',
    make(folder, random) {
      // Only tiles of the newest tree: older partial ones serve no proof any more.
      const newest = filesOf(join(folder, 'log', '1')).filter((file) => /\/\d{3}$|\.p\/\d+$/.test(file))
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
    make(folder, random) {
      const file = join(folder, 'log', '1', 'checkpoint')
      writeFileSync(file, flipped(readFileSync(file), random))
      return 'checkpoint'
    },
  },
]

/**
 * Random edits by an intruder who can write every file: each must be found, and its place named.
 * Detected must be 100 %.
 */
export default async function tamper(args: string[]): Promise<void> {
  const edits = Number(args[0] ?? EDITS)
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-tamper-'))
  try {
    const origin = join(folder, 'origin')
    const logKey = await filledCloud(origin)
    const clean = await checkStore({ data: origin, logKeys: [logKey] })
    if (clean.findings.length > 0) throw new Error(`the untouched store: ${JSON.stringify(clean.findings[0])}`)
    let seed = 1
    const random = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
      return seed / 0x80000000
    }
    const copy = join(folder, 'copy')
    let found = 0
    let named = 0
    for (let n = 0; n < edits; n++) {
      rmSync(copy, { recursive: true, force: true })
      cpSync(origin, copy, { recursive: true })
      const edit = EDITS_BY_KIND[n % EDITS_BY_KIND.length]
      const place = edit?.make(copy, random) ?? ''
      const { findings } = await checkStore({ data: copy, logKeys: [logKey] })
      const told = findings.map(({ place, what }) => `${place} ${what}`)
      if (findings.length > 0) found++
      else console.error(`not found: ${edit?.what} ${place}`)
      if (told.some((line) => line.includes(place))) named++
      else console.error(`not named: ${edit?.what} ${place}: ${told[0]}`)
    }
    const note = `sqlite, ${BATCHES} batches, ${EDITS_BY_KIND.map(({ what }) => what).join(' · ')}`
    printFigure({ name: 'tamper.detected', value: found, unit: 'edits', baseline: edits, ratio: found / edits, note })
    printFigure({ name: 'tamper.place-named', value: named, unit: 'edits', baseline: edits, ratio: named / edits })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A party that was granted it looks at the site a few times. */
async function lookedAt(t: TestCloud): Promise<void> {
  await t.ask('POST /v1/parties', { id: 'market-bureau', name: 'market bureau', kind: 'regulator' })
  const { body } = await t.ask('POST /v1/parties/market-bureau/tokens', { label: 'bench', days: 1 })
  const grant = { party: 'market-bureau', kinds: ['readings'], purpose: 'food-safety-supervision' }
  await t.ask(`POST /v1/sites/${SITE}/grants`, grant)
  const headers = { authorization: `Bearer ${(body as { token: string }).token}` }
  for (let n = 0; n < READS; n++) {
    await t.app.inject({ url: `/v1/sites/${SITE}/latest`, headers })
    await t.cloud.merkleLog.now()
  }
}

/** A cloud with batches of two boxes, stopped; resolves the key of its log. */
async function filledCloud(folder: string): Promise<string> {
  const t = await openTestCloud({ folder })
  const boxes = [await t.enrolled(), await t.enrolled()]
  for (let n = 0; n < BATCHES; n++) {
    const box = boxes[n % 2]
    const body = reading('fridge-1', 'air-temperature', n)
    if (box) await t.post(box, box.seal([{ body, wall: t.clock.now + n * 1000 }]))
  }
  for (const box of boxes) await t.beat(box)
  await lookedAt(t)
  const retired = await t.enrolled()
  await t.ask(`POST /v1/sites/${SITE}/boxes/${retired.id}/revocation`, { reason: 'retired' })
  await t.cloud.merkleLog.now()
  const { key } = await t.cloud.merkleLog.state()
  const db = new Database(join(folder, 'store', 'cloud.db'))
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  await t.app.close()
  await t.cloud.close()
  return key
}
