import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TABLE_KINDS } from '../../src/store/postgres/table-kinds.ts'
import { joinMachines, startCluster } from '../harness/citus-cluster.ts'
import { answersOf, fillKitchen } from '../harness/kitchen.ts'
import type { PostgresServer } from '../harness/postgres-server.ts'
import { reading, type Sealed, type TestBox } from '../harness/test-box.ts'
import { openTestCloud, type TestCloud } from '../harness/test-cloud.ts'

const HOUR_MS = 3_600_000
const START = Date.UTC(2027, 1, 20, 3)
const SITES = Array.from({ length: 8 }, (_, at) => `kitchen-${at}`)
const MACHINE = `SELECT site.id || ' ' || (SELECT nodename FROM citus_shards WHERE shardid =
  get_shard_id_for_distribution_column('batch', site.no)) FROM site WHERE id LIKE 'kitchen-%'`

const SINGLE = `SELECT nodename FROM citus_shards WHERE citus_table_type = 'distributed' AND table_name::text IN
  (SELECT table_name::text FROM citus_tables WHERE distribution_column = '<none>' AND citus_table_type = 'distributed')`

let t: TestCloud
let servers: [PostgresServer, ...PostgresServer[]]
let database: string
const boxes = new Map<string, TestBox>()
/** Folder of the machine on which a site's rows are. */
const machines = new Map<string, string>()
/** Folder of that with what belongs to no site. */
let logMachine = ''
/** Batches that were refused. */
const kept = new Map<string, Sealed>()
const boxOf = (site: string): TestBox => boxes.get(site) ?? expect.unreachable(site)
let n = 0
async function sendTo(site: string) {
  const box = boxOf(site)
  const sealed = kept.get(site) ?? box.seal([{ body: reading('fridge-1', 'air-temperature', n++), wall: t.clock.now }])
  const answer = await t.post(box, sealed)
  if (answer.status === 200) kept.delete(site)
  else kept.set(site, sealed)
  return answer
}

const rows = (query: string): string[] => servers[0].sql(database, query).split('\n')
const connections = () =>
  rows(`SELECT pid FROM pg_stat_activity WHERE application_name = 'zaojun-cloud' AND datname = current_database()`)

beforeAll(async () => {
  servers = await startCluster()
  database = servers[0].createDatabase()
  joinMachines(servers[0], database)
  t = await openTestCloud({ store: { url: servers[0].url(database), statementSeconds: 5 } })
  for (const id of SITES) {
    await t.cloud.store.createSite({ id, name: id, timeZone: 'Asia/Shanghai', createdAt: t.clock.now })
    boxes.set(id, await t.enrolled(undefined, id))
    expect(await sendTo(id)).toMatchObject({ status: 200 })
  }
  logMachine = rows(SINGLE)[0] ?? ''
  for (const line of rows(MACHINE)) machines.set(...(line.split(' ') as [string, string]))
})
afterAll(async () => {
  await t.close()
  await servers[0].remove()
})

it('every table stands where its kind says', () => {
  const lines = rows(
    `SELECT table_name || ' ' || citus_table_type || ' ' || distribution_column FROM citus_tables WHERE table_name::text !~ '_(other|\\d{4}_\\d{2})$'`,
  )
  const words = { site: 'distributed site', copied: 'reference <none>', single: 'distributed <none>' }
  const { migration: _, ...spread } = TABLE_KINDS
  expect(lines.sort()).toEqual(
    Object.entries(spread)
      .map(([table, kind]) => `${table} ${words[kind]}`)
      .sort(),
  )
})

it('a store that was on one machine is spread with all it holds, and answers as before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-citus-'))
  const one = servers[0].createDatabase()
  const opened = () => openTestCloud({ folder, now: START + HOUR_MS, store: { url: servers[0].url(one) } })
  const alone = await opened()
  await fillKitchen(alone, START)
  const before = await answersOf(alone, START)
  await alone.close()
  joinMachines(servers[0], one)
  const spread = await opened()
  expect(await answersOf(spread, START)).toEqual(before)
  await spread.close()
  await rm(folder, { recursive: true })
})

it('a machine that would acknowledge before its disk has it is refused by its name', async () => {
  const [, worker] = servers
  const own = servers[0].createDatabase()
  joinMachines(servers[0], own)
  worker?.sql('postgres', `ALTER DATABASE ${own} SET synchronous_commit = off`)
  await expect(openTestCloud({ store: { url: servers[0].url(own) } })).rejects.toMatchObject({
    code: 'STORE_NOT_DURABLE',
    message: expect.stringContaining(worker?.folder ?? ''),
  })
})

it('sites stand on different machines', () => {
  expect(new Set(machines.values()).size).toBe(2)
})

it('what belongs to no site stands on one machine', () => {
  expect(new Set(rows(SINGLE)).size).toBe(1)
})

describe.each([
  ['a machine', false],
  ['the machine with the log and the sessions', true],
])('while %s is gone', (_, hasLog) => {
  const gone = () =>
    servers.slice(1).find(({ folder }) => (folder === logMachine) === hasLog) ?? expect.unreachable('no worker')
  const onIt = () => SITES.filter((site) => machines.get(site) === gone().folder)
  const elsewhere = () => SITES.filter((site) => machines.get(site) !== gone().folder)
  beforeAll(() => gone().down('immediate'))

  it('its kitchens are told 503 with a stable code, and those of the others send', async () => {
    const before = connections()
    const [refused, taken] = await Promise.all([Promise.all(onIt().map(sendTo)), Promise.all(elsewhere().map(sendTo))])
    expect(refused.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual(
      onIt().map(() => [503, 'STORE_UNREACHABLE']),
    )
    expect(taken.map(({ status }) => status)).toEqual(elsewhere().map(() => 200))
    // The coordinator answers: nobody has to look for another.
    expect(connections()).toEqual(expect.arrayContaining(before))
  })
  it.runIf(!hasLog)('and the others are asked about', async () => {
    for (const site of elsewhere()) expect(await t.ask(`GET /v1/sites/${site}/latest`)).toMatchObject({ status: 200 })
  })
  it('and once it is back every batch is taken, in one log', async () => {
    gone().up()
    for (const site of SITES) await expect.poll(async () => (await sendTo(site)).status).toBe(200)
    await t.cloud.merkleLog.now()
    for (const site of SITES) {
      const proof = await t.ask(`GET /v1/sites/${site}/boxes/${boxOf(site).id}/batches/2/proof`)
      expect(proof).toMatchObject({ status: 200 })
    }
  })
})
