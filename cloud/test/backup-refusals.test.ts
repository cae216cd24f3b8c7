import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Manifest, writeManifest } from '../src/backup/manifest.ts'
import { openPool } from '../src/backup/pool.ts'
import { loadKeys } from '../src/keys.ts'
import { backUp, newFolder, removeFolders, restoreTo } from './harness/backups.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, type TestCloud } from './harness/test-cloud.ts'
import { zaojun, zaojunOnFullDisk } from './harness/zaojun-command.ts'

const BATCHES = 8
const EVENTS = 500
/** Less than the entries take. */
const DISK_BLOCKS = 128

const data = newFolder()
const set = newFolder()
let t: TestCloud
let box: TestBox
let manifest: Manifest

const sealed = (n: number): ReturnType<TestBox['seal']> => {
  const wall = t.clock.now + n * 1000
  const by = (i: number) => createHash('sha256').update(`${n} ${i}`).digest('hex')
  const events = Array.from({ length: EVENTS }, (_, i) => ({
    body: { type: 'event' as const, event: 'door-opened', data: { by: by(i) } },
    wall,
  }))
  return box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall }, ...events])
}

beforeAll(async () => {
  t = await openTestCloud({ folder: data, store: { url: undefined }, sequenceMs: 60_000 })
  box = await t.enrolled()
  for (let n = 1; n <= BATCHES; n++) await t.post(box, sealed(n))
  await t.cloud.merkleLog.now()
  manifest = await backUp({ data }, set, 'full')
})
afterAll(async () => {
  await t.close()
  removeFolders()
})

/** A copy of the cloud's folder, with the parts that are named. */
function copyOf(...parts: ('keys' | 'store')[]): string {
  const copy = newFolder()
  for (const part of parts) cpSync(join(data, part), join(copy, part), { recursive: true })
  return copy
}
function copyOfSet(): string {
  const copy = newFolder()
  cpSync(set, copy, { recursive: true })
  return copy
}
/** Told by its code, in both languages, and with what is wrong. */
const refusal = (code: string, named: string) => ({
  status: 1,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`✗ ${code}: [^a-z]*\\p{Script=Han}.*${named}`, 'u')),
})

describe('a data folder that is none', () => {
  it('is named, and neither it nor the backup folder is made', async () => {
    const [typed, to] = [join(newFolder(), 'typo'), join(newFolder(), 'to')]
    const told = await zaojun('backup', 'full', '--data', typed, '--to', to)
    expect(told).toMatchObject(refusal('LOG_KEY_UNREADABLE', join(typed, 'keys', 'cloud-key.pem')))
    expect([existsSync(typed), existsSync(to)]).toEqual([false, false])
  })

  it('with a key and no store is told as that, and the next backup may still be encrypted', async () => {
    const [place, to] = [copyOf('keys'), newFolder()]
    await expect(backUp({ data: place }, to, 'full')).rejects.toMatchObject({ code: 'STORE_NONE' })
    expect(readdirSync(to)).toEqual([])
    await backUp({ data }, to, 'full', Buffer.from('correct horse battery staple'))
    expect(() => openPool(to, undefined)).toThrow('the backup is encrypted')
  })

  it('that does not go with the store is not signed for', async () => {
    const [place, to] = [copyOf('store'), newFolder()]
    const { log } = loadKeys(join(place, 'keys'))
    expect(log).not.toBe(manifest.log.id)
    const other = { code: 'STORE_OTHER_LOG', message: expect.stringContaining(manifest.log.id) }
    await expect(backUp({ data: place }, to, 'full')).rejects.toMatchObject(other)
    expect(readdirSync(to)).toEqual([])
  })
})

describe('an incremental backup is refused', () => {
  it('where there is no full one to go on from, and nothing is made', async () => {
    const to = join(newFolder(), 'to')
    const told = await zaojun('backup', 'incremental', '--data', data, '--to', to)
    expect(told).toMatchObject(refusal('BACKUP_NO_PARENT', to))
    expect(existsSync(to)).toBe(false)
  })

  it('upon a backup of another log', async () => {
    const place = copyOf('store')
    loadKeys(join(place, 'keys'))
    const other = { code: 'BACKUP_OTHER_LOG', message: expect.stringContaining(manifest.log.id) }
    await expect(backUp({ data: place }, set, 'incremental')).rejects.toMatchObject(other)
    const told = await zaojun('restore', '--from', set, '--data', place)
    expect(told.stderr).toContain('BACKUP_TARGET_NOT_EMPTY')
    const empty = newFolder()
    loadKeys(join(empty, 'keys'))
    expect(await zaojun('restore', '--from', set, '--data', empty)).toMatchObject(
      refusal('BACKUP_OTHER_LOG', manifest.log.id),
    )
    expect(existsSync(join(empty, 'store'))).toBe(false)
  })

  it('of a store that is older than the backup before', async () => {
    const [old, to] = [copyOf('keys', 'store'), newFolder()]
    await t.post(box, sealed(BATCHES + 1))
    await t.cloud.merkleLog.now()
    const { log } = await backUp({ data }, to, 'full')
    const behind = { code: 'BACKUP_STORE_BEHIND', message: expect.stringContaining(`${log.size - 1} < ${log.size}`) }
    await expect(backUp({ data: old }, to, 'incremental')).rejects.toMatchObject(behind)
    expect((await backUp({ data }, to, 'incremental')).kind).toBe('incremental')
  })
})

it('what came back otherwise than the backup says is told, and no store to start on', async () => {
  const [copy, place] = [copyOfSet(), newFolder()]
  const wrong = manifest.sections.map((section) =>
    section.table === 'entry' ? { ...section, digest: '0'.repeat(64) } : section,
  )
  writeManifest(copy, { ...manifest, sections: wrong }, loadKeys(join(data, 'keys')))
  const differs = { code: 'BACKUP_DIFFERS', message: expect.stringContaining('table entry') }
  await expect(restoreTo({ data: place }, copy)).rejects.toMatchObject(differs)
  cpSync(join(data, 'keys'), join(place, 'keys'), { recursive: true })
  await expect(backUp({ data: place }, newFolder(), 'full')).rejects.toMatchObject({ code: 'STORE_HALF_RESTORED' })
})

describe('a key file', () => {
  it('that is not there is named', async () => {
    const file = join(newFolder(), 'key')
    const told = await zaojun('backup', 'full', '--data', data, '--to', newFolder(), '--key-file', file)
    expect(told).toMatchObject(refusal('BACKUP_KEY_UNREADABLE', file))
  })

  it('with next to nothing in it encrypts nothing', async () => {
    const [file, to] = [join(newFolder(), 'key'), newFolder()]
    writeFileSync(file, '')
    const told = await zaojun('backup', 'full', '--data', data, '--to', to, '--key-file', file)
    expect(told).toMatchObject(refusal('BACKUP_KEY_SHORT', '0 < 12'))
    expect(readdirSync(to)).toEqual([])
  })
})

describe('a backup that cannot be written', () => {
  it('into a file instead of a folder', async () => {
    const to = join(newFolder(), 'file')
    writeFileSync(to, 'what stands in it')
    const told = await zaojun('backup', 'full', '--data', data, '--to', to)
    expect(told).toMatchObject(refusal('BACKUP_NOT_WRITTEN', to))
    expect(readFileSync(to, 'utf8')).toBe('what stands in it')
  })

  it('for the disk is full: the file is named, and nothing half written stays', async () => {
    const to = newFolder()
    const told = await zaojunOnFullDisk(DISK_BLOCKS, 'backup', 'full', '--data', data, '--to', to)
    expect(told).toMatchObject(refusal('BACKUP_NOT_WRITTEN', join(to, 'parts')))
    const files = readdirSync(to, { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => file.endsWith('.new') || file.startsWith('backups'))).toEqual([])
    expect(await zaojun('backup', 'full', '--data', data, '--to', to)).toMatchObject({ status: 0 })
  })
})
