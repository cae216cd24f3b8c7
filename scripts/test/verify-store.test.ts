import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { reading } from '../../cloud/test/harness/test-box.ts'
import { openTestCloud } from '../../cloud/test/harness/test-cloud.ts'
import { openTestWitness, WITNESS } from '../../cloud/test/harness/test-witness.ts'
import { filledCloud } from '../bench/tamper/filled-cloud.ts'
import verifyCommand from '../commands/verify.ts'

const BATCHES = 12

describe('zaojun verify --store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-verify-store-'))
  const [origin, copy, early] = ['origin', 'copy', 'early'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  let keys: string[]
  let witness: Awaited<ReturnType<typeof openTestWitness>>
  let counted: { entries: number; earlier: number }

  beforeAll(async () => {
    witness = await openTestWitness(origin)
    const key = await filledCloud(origin, undefined, BATCHES)
    cpSync(join(origin, 'log'), early, { recursive: true })
    const t = await openTestCloud({ folder: origin, witnesses: [witness.given] })
    const { size: earlier } = await t.cloud.merkleLog.state()
    const box = await t.enrolled()
    for (let n = 0; n < 3; n++)
      await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]))
    await t.beat(box)
    await t.cloud.merkleLog.now()
    await t.cloud.merkleLog.witnessed()
    counted = { entries: (await t.cloud.merkleLog.state()).size, earlier }
    keys = ['--log-key', key]
    await t.app.close()
    await t.cloud.close()
  })
  afterAll(async () => {
    await witness.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What the command says of a fresh copy that somebody has changed. */
  async function told(change: (db: Database.Database) => void, ...flags: string[]) {
    rmSync(copy, { recursive: true, force: true })
    cpSync(origin, copy, { recursive: true })
    const db = new Database(join(copy, 'store', 'cloud.db'))
    change(db)
    db.close()
    return run('--store', copy, ...flags)
  }
  async function run(...args: string[]) {
    const lines: string[] = []
    const spies = (['log', 'error'] as const).map((to) =>
      vi.spyOn(console, to).mockImplementation((line: string) => void lines.push(line)),
    )
    try {
      return { status: await verifyCommand.run(args), lines: lines.join('\n') }
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
  }
  const nothing = () => {}
  const sql = (text: string) => (db: Database.Database) => void db.exec(text)

  it('[P1] says of a whole store what its checkpoint covers and who cosigned it', async () => {
    const { status, lines } = await told(nothing, ...keys, '--witness', witness.given.key)
    expect([status, lines]).toEqual([0, expect.stringContaining(`${counted.entries} / ${counted.entries} 条 entries`)])
    expect(lines).toContain(`witnessed by ${WITNESS} `)
    expect(lines).not.toMatch(/✗|not checked|--log-key/)
  })

  it.each<[string, string, RegExp]>([
    [
      'a look of the regulator put down to another',
      `UPDATE data_read SET party = 'operator' WHERE party = 'market-bureau'`,
      /✗ who read data of canteen-1, page \d+: 与封存的查看记录页不同 is not what the sealed page says/,
    ],
    [
      'a look taken out of the middle of a page',
      'DELETE FROM data_read WHERE id = (SELECT min(id) FROM data_read WHERE page IS NOT NULL)',
      /✗ who read data of canteen-1, page \d+: /,
    ],
    [
      'a look slipped in',
      `INSERT INTO data_read (site, at, party, by, kind, what, page) SELECT site, 1, 'x', 'x', 'readings', 'x', 99 FROM data_read LIMIT 1`,
      /✗ who read data of canteen-1, page 99: 自称在某页查看记录里/,
    ],
    [
      'a revoked key in use again',
      'UPDATE box_key SET last = NULL, revoked = NULL WHERE revoked IS NOT NULL',
      /✗ keys of box box-[0-9a-f]{16}: 与签过的声明推出的不同/,
    ],
    ['a key that signs later batches alone', 'UPDATE box_key SET first = 3', /✗ keys of box box-[0-9a-f]{16}: /],
    [
      'a record that is shown otherwise',
      `UPDATE entry SET body = replace(body, 'p-1', 'p-2') WHERE type = 'record'`,
      /✗ entries of batch box-[0-9a-f]{16}\/\d+: 显示的与送来的不同/,
    ],
    [
      'a record that is not shown',
      `DELETE FROM entry WHERE id = (SELECT min(id) FROM entry WHERE type = 'record')`,
      /✗ entries of batch box-[0-9a-f]{16}\/\d+: 显示的与送来的不同/,
    ],
    [
      'a record that nobody sent',
      `INSERT INTO entry (site, box, seq, type, received_at, body) SELECT site, box, 999999, type, 1, body FROM entry WHERE type = 'record' LIMIT 1`,
      /✗ entries of box box-[0-9a-f]{16}: 不在任何批次里|✗ entries: 不在任何批次里/,
    ],
    ['the keys of all boxes gone', 'DELETE FROM box_key', /✗ keys of box box-[0-9a-f]{16}: /],
  ])('[P1] finds %s, and names the place', async (_title, text, place) => {
    const { status, lines } = await told(sql(text), ...keys)
    expect([status, lines]).toEqual([1, expect.stringMatching(place)])
  })

  it.each<[string, string, RegExp]>([
    ['a personal value', 'DELETE FROM part', /？ 1 个个人数值.*\n {2}[0-9a-f]{64} of batch box-/],
    ['a photo', 'DELETE FROM attachment', /？ 5 张照片.*\n {2}[0-9a-f]{64} of batch box-/],
    ['all heartbeats', 'DELETE FROM claim; DELETE FROM heartbeat', /？ 盒子 box box-[0-9a-f]{16}：没有它签名的心跳/],
  ])('[P1] names %s of which there is no trace as what cannot be told', async (_title, text, doubt) => {
    const { status, lines } = await told(sql(text), ...keys)
    expect([status, lines]).toEqual([0, expect.stringMatching(doubt)])
  })

  it.each<[string, number[]]>([
    ['one', [4]],
    ['several', [4, 5, 6]],
    ['one here and one there', [4, 9]],
  ])('[P1] names the entries of the log that are gone from its middle and no others: %s', async (_title, gone) => {
    const { lines } = await told(sql(`DELETE FROM leaf WHERE idx IN (${gone.join()})`), ...keys)
    const missing = [...lines.matchAll(/✗ log 1, entr(?:y|ies) (\d+)(?:–(\d+))?: 缺失/g)]
    const named = missing.flatMap(([, from, to]) =>
      Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, n) => Number(from) + n),
    )
    expect(named).toEqual(gone)
  })

  it('[P1] tells the entries that were cut off the end from those before', async () => {
    const last = counted.entries - 1
    const { lines } = await told(sql(`DELETE FROM leaf WHERE idx = ${last}`), ...keys)
    expect(lines).toContain(`✗ log 1, entry ${last}: 缺失：尾部被截去`)
  })

  it('[P1] says how far the signed checkpoint falls behind where the files of the log were put back', async () => {
    const { lines } = await told(
      () => {
        rmSync(join(copy, 'log'), { recursive: true })
        cpSync(early, join(copy, 'log'), { recursive: true })
      },
      ...keys,
    )
    expect(lines).toContain(`${counted.earlier} / ${counted.entries} 条 entries`)
    expect(lines).toContain(`？ 最新的 ${counted.entries - counted.earlier} 条不在签名的检查点之内`)
  })

  it('[P1] refuses a checkpoint that a witness it was given has not cosigned', async () => {
    const { key } = witness.given
    const unread = await told(nothing, ...keys, '--witness', key.replace(WITNESS, 'other.test/w'))
    expect(unread.status).toBe(2)
    const other = await openTestWitness(origin)
    await other.close()
    const refused = await told(nothing, ...keys, '--witness', other.given.key)
    expect([refused.status, refused.lines]).toEqual([
      1,
      expect.stringContaining(`✗ log 1, checkpoint: 见证人 ${WITNESS} 没有副署`),
    ])
  })

  it('[P1] refuses a cosignature that does not hold', async () => {
    const { status, lines } = await told(
      () => {
        const file = join(copy, 'log', '1', 'checkpoint')
        const note = readFileSync(file, 'utf8')
        writeFileSync(file, note.replace(/.{4}(.{40}\n)$/, 'AAAA$1'))
      },
      ...keys,
      '--witness',
      witness.given.key,
    )
    expect([status, lines]).toEqual([1, expect.stringContaining(`${WITNESS} 的副署不成立`)])
  })

  it('says that without a key of the log it cannot tell whose log this is', async () => {
    const { status, lines } = await told(nothing)
    expect([status, lines]).toEqual([0, expect.stringContaining('？ 没有给 --log-key')])
  })

  it.each([
    ['content', ['--with', 'photo.jpg']],
    ['bundles', ['bundle.json']],
  ])('does not pass over %s that it would not look at', async (_title, beside) => {
    const { status, lines } = await run('--store', origin, ...keys, ...beside)
    expect([status, lines]).toEqual([2, expect.stringContaining(`not together with --store: ${beside[0]}`)])
  })
})
