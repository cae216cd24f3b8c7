import { createHash, randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { AlarmRow } from '../../src/routes/alarms/schema.ts'
import { CloudProcess } from '../harness/cloud-process.ts'
import { LiveStream } from '../harness/live-stream.ts'
import { READY } from '../harness/postgres-server.ts'
import { RedisServer, redisIsInstalled } from '../harness/redis-server.ts'
import { reading, TestBox } from '../harness/test-box.ts'
import { testServer } from '../harness/test-store.ts'

const SITE = 'canteen-1'
const isInstalled = redisIsInstalled()
if (!isInstalled && process.env.CI) throw new Error('Redis is not installed (Debian: redis-server)')
if (!isInstalled)
  console.warn('跳过：没有安装 Redis / skipped: Redis is not installed, so several aggregators are tested without it')

const PATIENCE = { timeout: 60_000, interval: 50 }
const JSON_TYPE = { 'content-type': 'application/json' }
const folders: string[] = []
const folderOf = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-fan-out-'))
  folders.push(folder)
  return folder
}
const box = new TestBox()
const watched = new TestBox()
let database: string
let redis: RedisServer
let one: CloudProcess
let two: CloudProcess
let token: string
let value = 0

const both = () => [one, two]
const authorization = () => ({ authorization: `Bearer ${token}` })
const send = (cloud: CloudProcess, device: string, by = box, path = '/v1/batches') => {
  const sealed = by.seal([{ body: reading(device, 'air-temperature', ++value), wall: Date.now() }])
  return post(cloud, sealed.envelope, by, path)
}
const post = (cloud: CloudProcess, envelope: Uint8Array, by: TestBox, path = '/v1/batches') =>
  fetch(`${cloud.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by.token}`, 'content-type': 'application/cose' },
    body: new Uint8Array(envelope),
  })
const redisOf = async (cloud: CloudProcess) => (await cloud.json<{ redis: string }>('/v1/health')).redis
const beginMaintenance = (cloud: CloudProcess) =>
  cloud.json(`/v1/sites/${SITE}/maintenance`, {
    method: 'POST',
    headers: { ...authorization(), ...JSON_TYPE },
    body: JSON.stringify({ from: Date.now() + 3_600_000, to: Date.now() + 7_200_000, reason: 'cleaning' }),
  })
const leaseOf = (job: string) =>
  testServer().sql(database, `SELECT holder FROM lease WHERE name = '${job}' AND until > now()`)

describe.skipIf(!isInstalled)('two aggregators, one database, one Redis', () => {
  beforeAll(async () => {
    database = testServer().createDatabase(READY)
    redis = await RedisServer.start()
    const folder = await folderOf()
    one = await CloudProcess.start(folder, testServer().url(database), ['--redis.url', redis.url])
    await one.enrol(SITE, [box, watched])
    token = await one.login()
    // The first one has the watch over alarms before there is another.
    await beginMaintenance(one)
    await vi.waitUntil(() => leaseOf('alarm-watch') !== '', PATIENCE)
    const second = await folderOf()
    await cp(join(folder, 'keys'), join(second, 'keys'), { recursive: true })
    two = await CloudProcess.start(second, testServer().url(database), ['--redis.url', redis.url])
    for (const cloud of both()) await vi.waitUntil(async () => (await redisOf(cloud)) === 'connected', PATIENCE)
  })
  afterAll(async () => {
    await Promise.all(both().map((cloud) => cloud?.end('SIGKILL')))
    await redis?.kill()
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  })

  it('[L1] a log-in at one is good at the other, and a log-out at one ends it at both', async () => {
    const mine = await one.login()
    const ask = (cloud: CloudProcess) =>
      fetch(`${cloud.url}/v1/sites`, { headers: { authorization: `Bearer ${mine}` } }).then(({ status }) => status)
    expect(await Promise.all(both().map(ask))).toEqual([200, 200])
    await fetch(`${one.url}/v1/logout`, { method: 'POST', headers: { authorization: `Bearer ${mine}` } })
    expect(await Promise.all(both().map(ask))).toEqual([401, 401])
  })

  it('[L6] a batch given to one reaches who watches at the other, and its box learns that somebody watches', async () => {
    const stream = await LiveStream.open(two.url, SITE, token)
    const isWatched = () =>
      one.json<{ watched: boolean }>('/v1/boxes/self/watch', { headers: { authorization: `Bearer ${box.token}` } })
    await expect.poll(async () => (await isWatched()).watched).toBe(true)
    expect((await send(one, 'fridge-1')).status).toBe(200)
    await expect.poll(() => stream.valueOf('fridge-1')).toBe(value)
    await stream.close()
    await expect.poll(async () => (await isWatched()).watched).toBe(false)
  })

  it('guesses at one and at the other are counted together', async () => {
    const guess = (cloud: CloudProcess) =>
      fetch(`${cloud.url}/v1/login`, {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify({ name: 'nobody', password: 'a wrong password' }),
      }).then(({ status }) => status)
    for (let round = 0; round < 4; round++) for (const cloud of both()) expect(await guess(cloud)).toBe(401)
    expect(await Promise.all(both().map(guess))).toEqual([429, 429])
  })

  it('[L2] what many ask for is answered from the cache, until a batch comes', async () => {
    await send(one, 'fridge-2')
    const latest = async (cloud: CloudProcess) => {
      const path = `/v1/sites/${SITE}/latest`
      const { latest } = await cloud.json<{ latest: { device: string; value: unknown }[] }>(path, {
        headers: authorization(),
      })
      return latest.find(({ device }) => device === 'fridge-2')?.value
    }
    const held = value
    expect(await latest(one)).toBe(held)
    // It is Redis that answers: what stands there is what is given out, by the other as well.
    const keys = () =>
      redis
        .ask('KEYS', `*latest:${SITE}:*`)
        .split('\n')
        .filter((key) => !key.includes('version'))
    await expect.poll(keys).toHaveLength(1)
    const [key = ''] = keys()
    redis.ask('SET', key, redis.ask('GET', key).replace(`"value":${held}`, '"value":-40'), 'EX', '60')
    expect(await latest(two)).toBe(-40)
    await send(two, 'fridge-2')
    expect(await latest(one)).toBe(value)
  })

  it('a picture goes up in pieces to whichever, and is the same at both', async () => {
    const picture = randomBytes(300_000)
    const digest = createHash('sha256').update(picture).digest('hex')
    const path = `/v1/attachments/${digest}`
    const owner = { authorization: `Bearer ${box.token}` }
    const put = (cloud: CloudProcess, from: number, to: number) =>
      fetch(`${cloud.url}${path}`, {
        method: 'PATCH',
        headers: {
          ...owner,
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(from),
          'upload-length': String(picture.length),
          'upload-media-type': 'image/jpeg',
        },
        body: picture.subarray(from, to),
      })
    const held = async (cloud: CloudProcess) =>
      Number((await fetch(`${cloud.url}${path}`, { method: 'HEAD', headers: owner })).headers.get('upload-offset'))
    expect((await put(one, 0, 100_000)).status).toBe(204)
    expect(await held(two)).toBe(100_000)
    expect(await (await put(two, 50_000, 60_000)).json()).toMatchObject({ code: 'ATTACHMENT_OFFSET' })
    expect((await put(two, 100_000, 200_000)).status).toBe(204)
    expect((await put(one, 200_000, 300_000)).status).toBe(204)
    for (const cloud of both()) {
      const answer = await fetch(`${cloud.url}${path}`, { headers: authorization() })
      expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), picture)).toBe(0)
    }
    const erase = `${one.url}${path}?reason=asked`
    expect((await fetch(erase, { method: 'DELETE', headers: authorization() })).status).toBe(204)
    expect((await fetch(`${two.url}${path}`, { headers: authorization() })).status).toBe(410)
    const left = `SELECT (SELECT count(*) FROM attachment_piece) + (SELECT count(*) FROM upload)`
    expect(testServer().sql(database, left)).toBe('0')
  })

  it('the log’s files are the same at both: no checkpoint is older than one that was shown before', async () => {
    const checkpoint = async (cloud: CloudProcess) => (await fetch(`${cloud.url}/log/checkpoint`)).text()
    const sizeOf = (note: string) => Number(note.split('\n')[1])
    let newest = 0
    const grown = async () => sizeOf(await checkpoint(one)) >= goal
    const sizes: number[] = []
    const goal = sizeOf(await checkpoint(one)) + 6
    for (let round = 0; round < 6; round++) await send(round % 2 === 0 ? one : two, 'oven-1')
    while (!(await grown()))
      for (const cloud of [two, one, two]) {
        const size = sizeOf(await checkpoint(cloud))
        sizes.push(size - newest)
        newest = size
        const tile = await fetch(`${cloud.url}/log/tile/0/000.p/${size}`)
        expect([tile.status, (await tile.arrayBuffer()).byteLength]).toEqual([200, size * 32])
      }
    expect(sizes.filter((step) => step < 0)).toEqual([])
    expect(await checkpoint(two)).toBe(await checkpoint(one))
  })

  it('a proof is had at the one that does not order the log, of a batch it has just taken', async () => {
    for (const cloud of both()) {
      const sealed = box.seal([{ body: reading('oven-2', 'air-temperature', ++value), wall: Date.now() }])
      expect((await post(cloud, sealed.envelope, box)).status).toBe(200)
      const path = `/v1/sites/${SITE}/boxes/${box.id}/batches/${sealed.n}/proof`
      expect(await cloud.json(path, { headers: authorization() })).toMatchObject({ box: box.id, n: sealed.n })
    }
  })

  it('[L10] Redis hangs, dies and comes back under load: no request fails or waits for it, and live values go on', async () => {
    const stream = await LiveStream.open(two.url, SITE, token)
    const sendMany = async (device: string) => {
      const answers: number[] = []
      for (let round = 0; round < 10; round++)
        for (const [index, cloud] of both().entries())
          answers.push((await send(cloud, `${device}-${index}`, index === 0 ? box : watched)).status)
      return answers.filter((status) => status !== 200)
    }
    redis.signal('SIGSTOP')
    expect(await sendMany('hung')).toEqual([])
    expect(await one.login()).toMatch(/./)
    await expect.poll(() => redisOf(one)).toBe('away')
    // By way of the store, which is asked for it.
    await expect.poll(() => stream.valueOf('hung-0')).toBe(value - 1)
    await redis.kill()
    const dying = sendMany('gone')
    expect(await dying).toEqual([])
    await expect.poll(() => stream.valueOf('gone-0')).toBe(value - 1)
    expect(await (await fetch(`${one.url}/metrics`)).text()).toMatch(/^zaojun_cloud_redis_up 0$/m)
    await redis.up()
    for (const cloud of both()) await expect.poll(() => redisOf(cloud)).toBe('connected')
    await send(one, 'back')
    await expect.poll(() => stream.valueOf('back')).toBe(value)
    await stream.close()
  })

  it('[Q7] alarms of the cloud are watched once, and go on being watched when that one is killed', async () => {
    const alarms = async (cloud: CloudProcess) => {
      const rows = await cloud.json<{ alarms: AlarmRow[] }>('/v1/alarms?state=all', { headers: authorization() })
      return rows.alarms.filter(({ rule }) => rule === 'batch-fork')
    }
    const fork = async (cloud: CloudProcess) => {
      const twin = new TestBox(box.key)
      const sealed = twin.seal([{ body: reading('fork', 'air-temperature', -1), wall: Date.now() + ++value }])
      expect((await post(cloud, sealed.envelope, box)).status).toBe(409)
    }
    const holder = leaseOf('alarm-watch')
    await fork(one)
    await beginMaintenance(two)
    await expect.poll(async () => (await alarms(two)).map(({ value }) => value)).toEqual([1])
    await one.end('SIGKILL')
    await fork(two)
    // Its lease runs out.
    testServer().sql(database, `UPDATE lease SET until = now() WHERE name = 'alarm-watch'`)
    await beginMaintenance(two)
    await expect.poll(async () => (await alarms(two)).map(({ value }) => value)).toEqual([2])
    expect(leaseOf('alarm-watch')).not.toBe(holder)
  })
})
