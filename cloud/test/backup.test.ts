import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ZaojunError } from '@zaojun/core'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { progressLine } from '../../scripts/backup/progress-words.ts'
import { checkBackups } from '../src/backup/check.ts'
import { backupsIn, chainOf, type Manifest, writeManifest } from '../src/backup/manifest.ts'
import { openPool } from '../src/backup/pool.ts'
import type { Step } from '../src/backup/progress.ts'
import { loadKeys } from '../src/keys.ts'
import { backUp, digestsOf, newFolder, removeFolders, restoreTo } from './harness/backups.ts'
import { CloudProcess } from './harness/cloud-process.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { killMidway, zaojun } from './harness/zaojun-command.ts'

const PHOTO = Buffer.from('the bytes of a photo')
const ERASED = Buffer.from('a photo that is erased')
/** Enough that a backup is more than a moment's work. */
const BATCHES = 24
const EVENTS = 500

const data = newFolder()
const set = newFolder()
let t: TestCloud
let box: TestBox
let manifest: Manifest

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const partFile = (name: string, of = set): string => join(of, 'parts', name.slice(0, 2), name)
const partsIn = (folder: string): string[] =>
  existsSync(join(folder, 'parts'))
    ? readdirSync(join(folder, 'parts'), { recursive: true, encoding: 'utf8' }).filter((file) =>
        /[0-9a-f]{64}$/.test(file),
      )
    : []

async function upload(bytes: Buffer): Promise<void> {
  const answer = await t.app.inject({
    method: 'PATCH',
    url: `/v1/attachments/${sha256(bytes)}`,
    headers: {
      authorization: `Bearer ${box.token}`,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '0',
      'upload-length': String(bytes.length),
      'upload-media-type': 'image/jpeg',
    },
    payload: bytes,
  })
  expect(answer.statusCode).toBe(204)
}

beforeAll(async () => {
  t = await openTestCloud({ folder: data, store: { url: undefined }, sequenceMs: 60_000 })
  box = await t.enrolled()
  for (let n = 1; n <= BATCHES; n++) {
    const wall = t.clock.now + n * 1000
    const events = Array.from({ length: EVENTS }, (_, i) => ({
      body: { type: 'event' as const, event: 'door-opened', data: { n, i, by: sha256(Buffer.from(`${n} ${i}`)) } },
      wall,
    }))
    await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall }, ...events]))
  }
  for (const photo of [PHOTO, ERASED]) await upload(photo)
  await t.cloud.store.eraseAttachment(sha256(ERASED), { reason: 'asked for', by: 'test', at: t.clock.now })
  await t.cloud.merkleLog.now()
  manifest = await backUp({ data }, set, 'full')
})
afterAll(async () => {
  await t.close()
  removeFolders()
})

/** A copy of the backup in which something is wrong. */
function copyOf(): string {
  const copy = newFolder()
  cpSync(set, copy, { recursive: true })
  return copy
}
/** Code and words of what is wrong with it; null where nothing is. */
async function wrongWith(folder: string, secret?: Buffer): Promise<string | null> {
  try {
    checkBackups(openPool(folder, secret), chainOf(folder), () => {})
    return null
  } catch (error) {
    return `${(error as ZaojunError).code} ${(error as Error).message}`
  }
}
const largest = () => {
  const section = manifest.sections.find(({ table }) => table === 'entry')
  const part = section?.parts[0]
  if (part === undefined) throw new Error('no part of entries')
  return part
}

describe('a backup that is not whole', () => {
  it('cut off: the file, the table and the rows are named', async () => {
    const copy = copyOf()
    const { name, bytes, rows } = largest()
    truncateSync(partFile(name, copy), bytes - 7)
    expect(await wrongWith(set)).toBe(null)
    expect(await wrongWith(copy)).toMatch(
      new RegExp(
        `^BACKUP_TRUNCATED .*${name} \\(table entry, rows 1–${rows}\\): it ends after ${bytes - 7} of ${bytes} bytes`,
      ),
    )
  })

  it('with one bit changed: the file, the table and the rows are named, and nothing is restored from it', async () => {
    const copy = copyOf()
    const { name, rows } = largest()
    const file = partFile(name, copy)
    const bytes = readFileSync(file)
    const middle = bytes.length >> 1
    bytes[middle] = (bytes[middle] ?? 0) ^ 1
    writeFileSync(file, bytes)
    const said = `${name} (table entry, rows 1–${rows})`
    expect(await wrongWith(copy)).toContain(said)
    const { status, stderr } = await zaojun('restore', '--from', copy, '--data', newFolder())
    expect([status, stderr.includes('BACKUP_DAMAGED'), stderr.includes(said)]).toEqual([1, true, true])
  })

  it('with another manifest than the log signed', async () => {
    const copy = copyOf()
    const file = join(copy, 'backups', `${manifest.id}.json`)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"takenAt": \d/, '"takenAt": 7'))
    expect(await wrongWith(copy)).toContain('BACKUP_DAMAGED')
  })

  it('of a newer version, whichever of its files says so', async () => {
    const copies = [copyOf(), copyOf(), copyOf()] as const
    const file = join(copies[0], 'backups', `${manifest.id}.json`)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 1', '"format": 2'))
    const setFile = join(copies[1], 'set.json')
    writeFileSync(setFile, readFileSync(setFile, 'utf8').replace('"format":1', '"format":2'))
    const part = partFile(largest().name, copies[2])
    const bytes = readFileSync(part)
    bytes[9] = 2
    writeFileSync(part, bytes)
    for (const copy of copies) expect(await wrongWith(copy)).toContain('BACKUP_NEWER')
  })
})

it('what is under way is told at once, in plain words of both languages, with its share of the whole', async () => {
  const { stderr } = await zaojun('backup', 'full', '--to', newFolder(), '--data', data)
  expect(stderr).toMatch(/^ +0 s {2}备份 backing up +0 %\n/)
  const steps: Step[] = []
  checkBackups(openPool(set, undefined), chainOf(set), (step) => steps.push(step))
  const shares = steps.map(({ share }) => share)
  expect([shares[0], shares.at(-1), shares]).toEqual([0, 1, shares.toSorted((a, b) => a - b)])
  const lines = steps.filter(({ table }) => ['entry', 'box'].includes(table ?? '')).map(progressLine)
  expect([...new Set(lines.map((line) => line.replace(/.*%|:.*/g, '').trim()))]).toEqual([
    '场所、盒子、账号等 sites, boxes, accounts and the like',
    '条目 entries',
  ])
})

describe('an encrypted backup', () => {
  const sealed = newFolder()
  const keyFile = join(newFolder(), 'key')
  beforeAll(async () => {
    writeFileSync(keyFile, 'correct horse battery staple')
    const made = await zaojun('backup', 'full', '--to', sealed, '--data', data, '--key-file', keyFile, '--with-keys')
    expect(made).toMatchObject({ status: 0 })
  })

  it('opens with its key alone', async () => {
    expect(await wrongWith(sealed, readFileSync(keyFile))).toBe(null)
    expect(await wrongWith(sealed, Buffer.from('correct horse battery stable'))).toContain('BACKUP_KEY_WRONG')
    expect(await wrongWith(sealed)).toContain('BACKUP_KEY_NEEDED')
  })

  it('shows nothing of what it holds', () => {
    const files = readdirSync(sealed, { recursive: true, encoding: 'utf8' })
    const all = Buffer.concat(
      files.filter((f) => /[0-9a-f]{64}$|json$/.test(f)).map((f) => readFileSync(join(sealed, f))),
    )
    for (const told of ['PRIVATE KEY', '一食堂', sha256(PHOTO), PHOTO.toString()])
      expect(all.includes(told)).toBe(false)
  })

  it('brings the log’s key, the photos and the log’s files back; what was erased stays away', async () => {
    const place = newFolder()
    expect(await zaojun('restore', '--from', sealed, '--data', place, '--key-file', keyFile)).toMatchObject({
      status: 0,
    })
    const same = (file: string) => readFileSync(join(place, file)).equals(readFileSync(join(data, file)))
    const [, size] = readFileSync(join(place, 'log/1/checkpoint'), 'utf8').split('\n')
    const files = ['keys/cloud-key.pem', 'log/1/checkpoint', `log/1/tile/entries/000.p/${size}`]
    expect(files.filter((file) => !same(file))).toEqual([])
    expect(readdirSync(join(place, 'attachments', SITE))).toEqual([sha256(PHOTO)])
  })

  it('is the only kind that takes the log’s private key', async () => {
    await expect(backUp({ data }, newFolder(), 'full', undefined, true)).rejects.toThrow('an encrypted backup')
  })
})

it('a backup killed midway is none; the next one writes only what is missing', async () => {
  const to = newFolder()
  const args = ['backup', 'full', '--to', to, '--data', data]
  expect(await killMidway(args, () => partsIn(to).length > 5)).toBe(true)
  expect(backupsIn(to)).toEqual([])
  const { status, stdout } = await zaojun(...args)
  expect(status).toBe(0)
  expect(Number(/there already (\d+)/.exec(stdout)?.[1])).toBeGreaterThan(5)
  expect(await zaojun('backup', 'verify', '--from', to)).toMatchObject({ status: 0 })
})

it('a restore killed midway is no store to start on; run again it goes on, and all is there', async () => {
  const place = newFolder()
  mkdirSync(join(place, 'keys'))
  cpSync(join(data, 'keys'), join(place, 'keys'), { recursive: true })
  const args = ['restore', '--from', set, '--data', place]
  const file = join(place, 'store', 'cloud.db')
  const steps = (): number => {
    if (!existsSync(file)) return 0
    const db = new Database(file, { readonly: true })
    try {
      return (db.prepare('SELECT count(*) AS n FROM restore_part').get() as { n: number }).n
    } catch {
      return 0
    } finally {
      db.close()
    }
  }
  expect(await killMidway(args, () => steps() > 3)).toBe(true)
  await expect(CloudProcess.start(place)).rejects.toThrow('ended before it listened')
  const other = newFolder()
  await backUp({ data }, other, 'full')
  const begun = { code: 'BACKUP_OTHER_BEGUN', message: expect.stringContaining(`--backup ${manifest.id}`) }
  await expect(restoreTo({ data: place }, other)).rejects.toMatchObject(begun)
  await expect(backUp({ data: place }, newFolder(), 'full')).rejects.toMatchObject({ code: 'STORE_HALF_RESTORED' })
  expect(await zaojun(...args)).toMatchObject({ status: 0 })
  const { setting, ...tables } = await digestsOf({ data: place })
  const { setting: _, ...were } = await digestsOf({ data })
  expect(tables).toEqual(were)
  await expect(restoreTo({ data: place }, set)).rejects.toThrow('onto an empty one only')
})

it('[Q6] an incremental backup brings what came since, not what was there', async () => {
  const own = copyOf()
  const wall = t.clock.now + 100_000
  await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall }]))
  await t.cloud.merkleLog.now()
  const made = await zaojun('backup', 'incremental', '--to', own, '--data', data)
  expect(made).toMatchObject({ status: 0 })
  const [full, later] = chainOf(own)
  const rowsOf = (table: string) =>
    later?.sections.filter((section) => section.table === table).reduce((sum, { rows }) => sum + rows, 0)
  expect([later?.parent?.id, rowsOf('batch'), rowsOf('leaf'), rowsOf('entry')]).toEqual([full?.id, 1, 1, 0])
  expect(() => openPool(newFolder(), undefined)).toThrow('there is no backup')
})

describe('tables of another version', () => {
  const asBefore = { sqlite: 14, postgres: 8 }

  it('[Q6] an incremental backup does not go on from one of theirs, which alone is restored', async () => {
    const copy = copyOf()
    writeManifest(copy, { ...manifest, schema: asBefore }, loadKeys(join(data, 'keys')))
    await expect(backUp({ data }, copy, 'incremental')).rejects.toMatchObject({ code: 'BACKUP_OTHER_TABLES' })
    expect(chainOf(copy).map(({ id }) => id)).toEqual([manifest.id])
  })

  it('[Q6] a chain of both is named when it is verified, not when it is needed', async () => {
    const copy = copyOf()
    const next = await backUp({ data }, copy, 'incremental')
    writeManifest(copy, { ...next, schema: asBefore }, loadKeys(join(data, 'keys')))
    expect(() => chainOf(copy)).toThrow(manifest.id)
  })

  it('[Q6] a store that its cloud has not brought up to date yet is not backed up as if it were', async () => {
    const old = newFolder()
    for (const part of ['keys', 'log', 'store']) cpSync(join(data, part), join(old, part), { recursive: true })
    const db = new Database(join(old, 'store', 'cloud.db'))
    db.pragma('user_version = 14')
    db.close()
    await expect(backUp({ data: old }, newFolder(), 'full')).rejects.toMatchObject({ code: 'STORE_OLDER' })
  })
})

describe('a store that has moved to the other engine', () => {
  it('[Q6] an incremental backup does not go on from one of the other engine', async () => {
    const copy = copyOf()
    writeManifest(copy, { ...manifest, engine: 'postgres' }, loadKeys(join(data, 'keys')))
    await expect(backUp({ data }, copy, 'incremental')).rejects.toMatchObject({ code: 'BACKUP_OTHER_ENGINE' })
    expect((await backUp({ data }, copy, 'full')).engine).toBe('sqlite')
  })

  it('[Q6] a chain over both engines is neither whole nor restored; the backups before the move are', async () => {
    const copy = copyOf()
    const next = await backUp({ data }, copy, 'incremental')
    writeManifest(copy, { ...next, engine: 'postgres' }, loadKeys(join(data, 'keys')))
    expect(await wrongWith(copy)).toContain(`BACKUP_OTHER_ENGINE ${manifest.id} and`)
    await expect(restoreTo({ data: newFolder() }, copy)).rejects.toMatchObject({ code: 'BACKUP_OTHER_ENGINE' })
    expect((await restoreTo({ data: newFolder() }, copy, undefined, manifest.id)).length).toBe(1)
  })
})

it('a key for a folder whose backups are not encrypted is refused, not ignored', async () => {
  const file = join(newFolder(), 'key')
  writeFileSync(file, 'a secret')
  const { status, stderr } = await zaojun('backup', 'incremental', '--data', data, '--to', set, '--key-file', file)
  expect([status === 0, stderr]).toEqual([false, expect.stringContaining(`backups in ${set} are not encrypted`)])
})
