import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backupsIn } from '../../src/backup/manifest.ts'
import { keptTables } from '../../src/backup/take.ts'
import { postgresLoader } from '../../src/store/postgres/loader.ts'
import { backUp, digestsOf, newFolder, type Place, removeFolders, restoreTo, snapshotOf } from '../harness/backups.ts'
import { READY } from '../harness/postgres-server.ts'
import { reading, type TestBox } from '../harness/test-box.ts'
import { openTestCloud, type TestCloud } from '../harness/test-cloud.ts'
import { testServer } from '../harness/test-store.ts'

const databases: string[] = []
function placeOf(engine: 'sqlite' | 'postgres', isNew = false): Place {
  if (engine === 'sqlite') return { data: newFolder() }
  const name = testServer().createDatabase(isNew ? undefined : READY)
  databases.push(name)
  return { data: newFolder(), url: testServer().url(name) }
}
afterAll(() => {
  for (const name of databases) testServer().dropDatabase(name)
  removeFolders()
})

async function openAt({ data, url }: Place): Promise<TestCloud> {
  return openTestCloud({ folder: data, store: { url }, sequenceMs: 60_000 })
}

/** Two sites, so that numbers within a site are not numbers in the whole. */
async function fill(t: TestCloud, boxes: TestBox[], from: number, batches: number): Promise<void> {
  for (let n = from; n < from + batches; n++)
    for (const [index, box] of boxes.entries()) {
      const wall = t.clock.now + n * 1000
      const alarm = { type: 'event' as const, event: 'door-opened', data: { n } }
      const entries = [`fridge-${index}`, `oven-${n}`].map((device) => ({
        body: reading(device, 'air-temperature', n / 8),
        wall,
      }))
      const { status } = await t.post(box, box.seal([...entries, { body: alarm, wall }]))
      if (status !== 200) throw new Error(`batch ${n}: ${status}`)
    }
}

describe.each([
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
] as const)('a backup of the store on %s', (engine, other) => {
  const source = placeOf(engine)
  const folder = newFolder()
  // The one with encryption, the other without.
  const secret = engine === 'sqlite' ? randomBytes(32) : undefined
  let t: TestCloud
  let full: Record<string, string>
  let grown: Record<string, string>

  beforeAll(async () => {
    t = await openAt(source)
    await t.cloud.store.createSite({ id: 'canteen-2', name: '二食堂', timeZone: 'Asia/Urumqi', createdAt: t.clock.now })
    const boxes = [await t.enrolled(), await t.enrolled()]
    await fill(t, boxes, 1, 4)
    await t.cloud.merkleLog.now()
    await fill(t, boxes, 5, 1)
    const backup = await backUp(source, folder, 'full', secret, secret !== undefined)
    expect(backup.sections.find(({ table, what }) => table === 'batch' && what === 'open')?.rows).toBe(2)
    full = await digestsOf(source)
    await t.cloud.merkleLog.now()
    await fill(t, boxes, 6, 3)
    await t.beat(boxes[0] as TestBox)
    await backUp(source, folder, 'incremental', secret)
    await fill(t, boxes, 9, 1)
    await t.cloud.merkleLog.now()
    await backUp(source, folder, 'incremental', secret)
    grown = await digestsOf(source)
  })
  afterAll(() => t.close())

  it.each([engine, other])('[Q6] comes back whole on %s, table by table', async (target) => {
    const place = placeOf(target, true)
    const [manifest] = await restoreTo(place, folder, secret, backupsIn(folder)[0])
    const { setting, ...tables } = await digestsOf(place, manifest)
    const { setting: _, ...were } = full
    expect(tables).toEqual(were)
  })

  it.each([engine, other])(
    '[Q6] comes back on %s with what two incremental ones brought, telemetry made again',
    async (target) => {
      const place = placeOf(target, true)
      const chain = await restoreTo(place, folder, secret)
      expect(chain.map(({ kind }) => kind)).toEqual(['full', 'incremental', 'incremental'])
      const { setting, rollup_hour, dirty_hour, ...tables } = await digestsOf(place, chain.at(-1))
      const { setting: _, rollup_hour: __, dirty_hour: ___, ...were } = grown
      expect(tables).toEqual(were)
    },
  )
})

it('every table of either engine is in the list, its columns alike on both', async () => {
  const [sqlite, postgres] = [placeOf('sqlite'), placeOf('postgres')]
  const described = await Promise.all(
    [sqlite, postgres].map(async (place) => {
      const t = await openAt(place)
      const snapshot = await snapshotOf(place)
      const tables = await keptTables(snapshot)
      const columns: [string, string[]][] = []
      for (const table of tables) columns.push([table, await snapshot.columns(table)])
      await snapshot.close()
      await t.close()
      return Object.fromEntries(columns)
    }),
  )
  expect(described[0]).toEqual(described[1])
  expect(Object.keys(described[0] ?? {}).length).toBeGreaterThan(30)
})

it('[Q6] tables as the version before had them are read row by row while they are restored', async () => {
  const { url = '' } = placeOf('postgres', true)
  const loader = postgresLoader(url)
  await loader.begin('an older one', 8)
  const snapshot = await loader.snapshot()
  try {
    expect(snapshot.schema).toBe(8)
    for (const table of await keptTables(snapshot))
      for await (const rows of snapshot.rows(table)) expect(rows).not.toEqual([])
  } finally {
    await snapshot.close()
    await loader.close()
  }
})
