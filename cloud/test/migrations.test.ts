import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { databaseFile, openWriter } from '../src/store/sqlite/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'zaojun-migrations-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('a store from before boxes had a row of their own for how they stand keeps what it says of them', async () => {
  const migrations = join(import.meta.dirname, '../src/store/sqlite/migrations')
  const before = readdirSync(migrations).sort().slice(0, 7)
  mkdirSync(folder, { recursive: true })
  const db = new Database(databaseFile(folder))
  for (const file of before)
    db.exec(Object.values((await import(join(migrations, file))) as Record<string, string>)[0] ?? '')
  db.pragma(`user_version = ${before.length}`)
  db.exec(`INSERT INTO site VALUES (3, 'canteen', '食堂', 'Asia/Shanghai', 1);
    INSERT INTO box (no, site, id, public_key, token_hash, software_version, enrolled_at, newest, clock, reported, gaps,
      quarantined, contradicted, refused) VALUES (5, 3, 'box-a', x'01', 't', '1', 2, 41, 'synced', '{}', 6, 7, 8, 9)`)
  db.close()
  const { db: opened } = openWriter(folder)
  expect(opened.prepare('SELECT * FROM box_state').all()).toEqual([
    {
      site: 3,
      box: 5,
      newest: 41,
      last_batch_at: null,
      newest_wall: null,
      clock: 'synced',
      reported: '{}',
      gaps: 6,
      quarantined: 7,
      contradicted: 8,
      refused: 9,
    },
  ])
  expect(Object.keys(opened.prepare('SELECT * FROM box').get() as object)).not.toContain('newest')
  opened.close()
})
