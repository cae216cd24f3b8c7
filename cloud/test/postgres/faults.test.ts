import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from '@zaojun/core'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../src/log.ts'
import { SLOT_MS } from '../../src/service/slots.ts'
import { openSnapshot } from '../../src/store/create.ts'
import { MAKE_RESTORE_TABLE } from '../../src/store/table-rows.ts'
import { PostgresServer } from '../harness/postgres-server.ts'
import { reading, type Sealed, type TestBox } from '../harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../harness/test-cloud.ts'
import { zaojun } from '../harness/zaojun-command.ts'

const HOUR_MS = 3_600_000
/** The migrator's advisory lock. */
const MIGRATING = 7_237_145_021
/** A statement of 0.2 s, and the 2 s that its connection waits beyond that. */
const LONGER_THAN_ANY_STATEMENT_MS = 3_000
const TOLD_TO_WAIT = /^[1-9][0-9]*$/

let server: PostgresServer
beforeAll(async () => {
  server = await PostgresServer.start()
})
afterAll(() => server.remove())

const batchOf = (t: TestCloud, box: TestBox, value = 1.5): Sealed =>
  box.seal([{ body: reading('fridge-1', 'air-temperature', value), wall: t.clock.now }])
const code = ({ body }: { body: never }) => (body as { code?: string }).code
const heldOf = async (t: TestCloud, box: TestBox) => {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/boxes`)
  return (body as { boxes: { id: string; held: unknown }[] }).boxes.find(({ id }) => id === box.id)?.held
}

/** As a box does: again and again until it is taken. */
async function postUntilTaken(t: TestCloud, box: TestBox, sealed: Sealed): Promise<void> {
  for (;;) {
    const { status, body } = await t.post(box, sealed)
    if (status === 200) return
    expect([status, (body as { code: string }).code]).toEqual([503, expect.stringMatching(/^STORE_|^BUSY$/)])
    await sleep(100)
  }
}

describe('at start', () => {
  it('another aggregator that brings the tables up to date is waited for, longer than any statement may take', async () => {
    const database = server.createDatabase()
    const url = server.url(database)
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    await other.query('SELECT pg_advisory_lock($1)', [MIGRATING])
    const opening = openTestCloud({ store: { url, statementSeconds: 0.2 } })
    await sleep(LONGER_THAN_ANY_STATEMENT_MS)
    await other.end()
    const t = await opening
    expect((await t.ask('GET /v1/health')).body).toMatchObject({ status: 'ok' })
    await t.close()
  })

  it('a database that is not there is waited for a while, then named', async () => {
    const url = server.url(server.createDatabase())
    server.down()
    try {
      await expect(openTestCloud({ store: { url, startSeconds: 0.3 } })).rejects.toMatchObject({
        code: 'STORE_UNREACHABLE',
        message: expect.stringMatching(new RegExp(`${server.folder}:5432: .*(ENOENT|ECONNREFUSED)`)),
      })
    } finally {
      server.up()
    }
  })

  it('a database that comes in time is used; one of a newer version is left alone', async () => {
    const database = server.createDatabase()
    const url = server.url(database)
    server.down()
    const opening = openTestCloud({ store: { url, startSeconds: 50 } })
    server.up()
    const t = await opening
    expect((await t.ask('GET /v1/health')).body).toMatchObject({ status: 'ok' })
    await t.close()
    server.sql(database, 'INSERT INTO migration VALUES (999, now())')
    await expect(openTestCloud({ store: { url } })).rejects.toMatchObject({ code: 'STORE_NEWER' })
  })

  it('a database that refuses is told at once, without the password', async () => {
    const wrong = `${server.url('nowhere').replace('zaojun@', 'zaojun:a-secret@')}`
    const failure = await openTestCloud({ store: { url: wrong } }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'STORE_REFUSED' })
    expect(String(failure)).toContain(`zaojun@${server.folder}:5432/nowhere: database "nowhere" does not exist (3D000)`)
    expect(String(failure)).not.toContain('a-secret')
  })
})

describe('commands over a database that cannot be used end, and say why by a code in both languages', () => {
  const told = (code: string, ...words: string[]) =>
    expect.stringMatching(
      new RegExp(`✗ ${code}: [^\\n]*\\p{Script=Han}[^\\n]* / [^\\n]*${words.join('[^\\n]*')}[^\\n]*\\n$`, 'u'),
    )

  it.each(['cloud', 'rebuild'])('%s, where it refuses', async (command) => {
    const data = await mkdtemp(join(tmpdir(), 'zaojun-refused-'))
    const { status, stderr } = await zaojun(command, '--data', data, '--store.url', server.url('nowhere'))
    await rm(data, { recursive: true })
    expect(status).toBeGreaterThan(0)
    expect(stderr).toEqual(told('STORE_REFUSED', 'zaojun@', '/nowhere', 'does not exist'))
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('rebuild, where a restore into it is not finished', async () => {
    const database = server.createDatabase()
    const data = await mkdtemp(join(tmpdir(), 'zaojun-half-'))
    const t = await openTestCloud({ folder: data, store: { url: server.url(database) } })
    await t.close()
    server.sql(database, MAKE_RESTORE_TABLE)
    const { status, stderr } = await zaojun('rebuild', '--data', data, '--store.url', server.url(database))
    await rm(data, { recursive: true })
    expect([status, stderr]).toEqual([2, told('STORE_HALF_RESTORED')])
  })
})

it('a server without TLS, where the address asks for it, is named with what it says', async () => {
  const url = `${server.url(server.createDatabase())}&sslmode=require`
  await expect(openTestCloud({ store: { url } })).rejects.toMatchObject({
    code: 'STORE_REFUSED',
    message: expect.stringContaining('The server does not support SSL connections'),
  })
})

describe('while batches come', () => {
  const lines: { err?: object; refused?: string; time: number; msg: string }[] = []
  const log = createLog('error', { write: (line: string) => void lines.push(JSON.parse(line)) })
  let t: TestCloud
  let url: string
  let database: string
  beforeAll(async () => {
    database = server.createDatabase()
    url = server.url(database)
    t = await openTestCloud({ store: { url, statementSeconds: 2 }, log })
  })
  afterAll(() => t.close())

  it('a database that dies and comes back: boxes are told to wait, and all that was acknowledged is there', async () => {
    const box = await t.enrolled()
    const before = batchOf(t, box)
    expect((await t.post(box, before)).status).toBe(200)
    const rest = Array.from({ length: 8 }, () => batchOf(t, box))
    const sending = rest.map((sealed) => postUntilTaken(t, box, sealed))
    server.down('immediate')
    const answer = await t.app.inject({
      method: 'POST',
      url: '/v1/batches',
      headers: { authorization: `Bearer ${box.token}`, 'content-type': 'application/cose' },
      payload: Buffer.from(batchOf(t, box).envelope),
    })
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'STORE_UNREACHABLE'])
    // Who calls the API learns nothing of the servers behind it.
    expect(answer.json().message).toMatch(/try again later$/)
    expect(answer.headers['retry-after']).toMatch(TOLD_TO_WAIT)
    expect(await t.ask('GET /ready')).toMatchObject({ status: 503, body: { ready: false, standing: 'store' } })
    server.up()
    await Promise.all(sending)
    expect(await t.ask('GET /ready')).toMatchObject({ status: 200, body: { ready: true } })
    expect(await heldOf(t, box)).toEqual([[1, 9]])
    await t.cloud.merkleLog.now()
    expect(await t.cloud.store.leafOf(box.id, 9)).toMatchObject({ generation: 1 })
    expect((await t.ask('GET /v1/health')).body).toMatchObject({ status: 'ok' })
  })

  it('a database that takes no writes: boxes are told so, reading goes on, and it mends by itself', async () => {
    const box = await t.enrolled()
    const sealed = batchOf(t, box)
    server.sql('postgres', 'ALTER SYSTEM SET default_transaction_read_only = on')
    server.sql('postgres', 'SELECT pg_reload_conf()')
    try {
      await expect.poll(async () => code(await t.post(box, sealed)), { timeout: 20_000 }).toBe('STORE_READ_ONLY')
      expect((await t.ask(`GET /v1/sites/${SITE}/boxes`)).status).toBe(200)
      expect((await t.ask('GET /v1/health')).body).toMatchObject({ status: 'degraded', store: 'read-only' })
      // A load balancer goes on sending: the other aggregators could not write either, and reading is served.
      expect(await t.ask('GET /ready')).toMatchObject({ status: 200, body: { ready: true, standing: 'read-only' } })
    } finally {
      server.sql('postgres', 'ALTER SYSTEM RESET default_transaction_read_only')
      server.sql('postgres', 'SELECT pg_reload_conf()')
    }
    await postUntilTaken(t, box, sealed)
    expect(await heldOf(t, box)).toEqual([[1, 1]])
    expect((await t.ask('GET /v1/health')).body).toMatchObject({ status: 'ok', store: 'ready' })
  })

  it('one that takes no writes is noticed where no batch comes, by what the process writes of itself', async () => {
    server.sql('postgres', `ALTER DATABASE ${database} SET default_transaction_read_only = on`)
    server.sql('postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`)
    const storeOf = async () => {
      t.clock.now += SLOT_MS
      await t.cloud.sampler.look().catch(() => {})
      return ((await t.ask('GET /v1/health')).body as { store: string }).store
    }
    await expect.poll(storeOf).toBe('read-only')
    // Connections of before stay read-only: new ones are made.
    server.sql('postgres', `ALTER DATABASE ${database} RESET default_transaction_read_only`)
    await expect.poll(storeOf).toBe('ready')
  })

  it('a database that is too slow: the wait is bounded', async () => {
    const box = await t.enrolled()
    const sealed = batchOf(t, box)
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    await other.query('BEGIN; LOCK TABLE box_state IN ACCESS EXCLUSIVE MODE')
    const answer = await t.post(box, sealed)
    expect([answer.status, code(answer)]).toEqual([503, 'STORE_SLOW'])
    await other.query('ROLLBACK')
    await other.end()
    await postUntilTaken(t, box, sealed)
    expect(await heldOf(t, box)).toEqual([[1, 1]])
  })

  it('a long answer that it is too slow for: told with the same code, and given once it can', async () => {
    const box = await t.enrolled()
    await postUntilTaken(t, box, batchOf(t, box))
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    await other.query('BEGIN; LOCK TABLE rollup_hour IN ACCESS EXCLUSIVE MODE')
    const asked = `GET /v1/sites/${SITE}/rollups?from=${t.clock.now - HOUR_MS}&to=${t.clock.now + HOUR_MS}`
    const answer = await t.ask(asked)
    expect([answer.status, code(answer)]).toEqual([503, 'STORE_SLOW'])
    await other.query('ROLLBACK')
    await other.end()
    expect(await t.ask(asked)).toMatchObject({ status: 200, body: { series: [{ device: 'fridge-1' }] } })
  })

  it('a database whose disk is full, as it says it: told with a code of its own', async () => {
    const box = await t.enrolled()
    const sealed = batchOf(t, box)
    server.sql(
      database,
      `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
       CREATE TRIGGER full_disk BEFORE INSERT ON batch FOR EACH ROW EXECUTE FUNCTION full_disk()`,
    )
    const answer = await t.post(box, sealed)
    expect([answer.status, code(answer)]).toEqual([503, 'STORE_FULL'])
    server.sql(database, 'DROP TRIGGER full_disk ON batch')
    await postUntilTaken(t, box, sealed)
  })

  it('text that it cannot hold is the sender’s fault, and goes alone', async () => {
    const [good, bad] = [await t.enrolled(), await t.enrolled()]
    const answers = await Promise.all([
      t.post(good, batchOf(t, good)),
      t.post(bad, bad.seal([{ body: reading('fridge\0', 'air-temperature', 1), wall: t.clock.now }])),
      t.post(good, batchOf(t, good)),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 200])
  })

  it('the log said all that in lines without a stack, the same one a second at most', () => {
    expect(lines.filter(({ err }) => err !== undefined)).toEqual([])
    const said = Map.groupBy(lines, ({ refused, msg }) => `${refused} ${msg}`)
    expect([...said.keys()]).toContainEqual(expect.stringMatching(/^STORE_UNREACHABLE .*try again later$/))
    for (const [what, told] of said)
      for (const [index, { time }] of told.slice(1).entries())
        expect(time - (told[index]?.time ?? 0), what).toBeGreaterThan(900)
  })
})

describe('a backup whose connection is cut', () => {
  let database: string
  let url: string
  let to: string
  beforeAll(async () => {
    database = server.createDatabase()
    url = server.url(database)
    to = await mkdtemp(join(tmpdir(), 'zaojun-cut-'))
    const t = await openTestCloud({ store: { url } })
    await cp(join(t.folder, 'keys'), join(to, 'keys'), { recursive: true })
    await t.close()
  })
  afterAll(() => rm(to, { recursive: true }))

  it('while it copies ends with a code', async () => {
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    await other.query('BEGIN; LOCK TABLE batch IN ACCESS EXCLUSIVE MODE')
    const backup = zaojun('backup', 'full', '--to', join(to, 'backup'), '--data', to, '--store.url', url)
    const waits = `FROM pg_stat_activity WHERE datname = '${database}' AND query LIKE 'COPY%' AND wait_event_type = 'Lock'`
    await expect.poll(() => server.sql(database, `SELECT count(*) ${waits}`)).toBe('1')
    server.sql(database, `SELECT pg_terminate_backend(pid) ${waits}`)
    const { status, stderr } = await backup
    await other.end()
    expect([status, stderr]).toEqual([1, expect.stringMatching(/\n✗ STORE_UNREACHABLE: .*\n$/)])
  })

  it('between two tables learns of it with its next question: nothing ends the process', async () => {
    const snapshot = await openSnapshot({ data: '', store: { url } })
    server.sql(
      database,
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'zaojun-cloud'`,
    )
    const asked = () =>
      snapshot.all('SELECT 1').then(
        () => 'answered',
        (error: unknown) => codeOf(error),
      )
    await expect.poll(asked).toBe('STORE_UNREACHABLE')
    await snapshot.close()
  })
})
