import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { expect, it, onTestFinished } from 'vitest'
import { Certificates } from '../../edge/test/interop/certificates.ts'
import { freePort } from '../../scripts/free-port.ts'
import { createLog } from '../src/log.ts'
import { RedisShared } from '../src/shared/redis.ts'
import type { News } from '../src/shared/shared.ts'
import { PASSWORD, RedisServer, redisIsInstalled } from './harness/redis-server.ts'

const isInstalled = redisIsInstalled()
if (!isInstalled && process.env.CI) throw new Error('Redis is not installed (Debian: redis-server)')
if (!isInstalled) console.warn('跳过：没有安装 Redis / skipped: Redis is not installed')
const withRedis = it.skipIf(!isInstalled)

const started = async (more: string[] = []) => {
  const server = await RedisServer.start(more)
  onTestFinished(() => server.kill())
  return server
}
/** `said`: what a log would show of its failures. */
async function shared(url: string) {
  const lines: string[] = []
  const log = createLog('error', { write: (line: string) => void lines.push(line) })
  const onFailure = (place: string, err: unknown) => log.error({ err, place }, 'failed')
  const redis = new RedisShared({ url, prefix: 'log-test', now: Date.now, random: Math.random, onFailure })
  await redis.start()
  onTestFinished(() => redis.stop())
  return { redis, said: () => lines.join('') }
}
const stateOf = (redis: RedisShared) => expect.poll(() => redis.standing().state)

withRedis('news goes from one to the others, and what stands there that is no news harms nobody', async () => {
  const server = await started()
  const [one, two] = [await shared(server.url), await shared(server.url)]
  const heard: News[] = []
  const own: News[] = []
  two.redis.listen((news) => heard.push(news))
  one.redis.listen((news) => own.push(news))
  for (const { redis } of [one, two]) await stateOf(redis).toBe('connected')
  const channel = 'zaojun:log-test:news'
  for (const junk of [
    '{',
    'null',
    '[]',
    '{"from":"x","news":{"topic":"live"}}',
    '{"from":"x","news":{"topic":"wake","job":"__proto__"}}',
  ])
    server.ask('PUBLISH', channel, junk)
  one.redis.tell({ topic: 'box', box: 'box-1' })
  await expect.poll(() => heard).toEqual([{ topic: 'box', box: 'box-1' }])
  expect(own).toEqual([])
  expect(two.said()).toContain('news that is no JSON')
})

withRedis('a password that is refused is told without the password, and nothing waits', async () => {
  const server = await started()
  const { redis, said } = await shared(server.url.replace(PASSWORD, 'not-the-password'))
  await expect.poll(said).toMatch(/WRONGPASS|invalid/)
  expect(said()).not.toContain('not-the-password')
  const attempts = redis.attempts('login', { failures: 1, windowMs: 60_000 })
  await attempts.failed('somebody')
  // On its own it still counts.
  expect(await attempts.waitMs('somebody')).toBeGreaterThan(0)
  expect([await redis.recall('x'), redis.standing().state]).toEqual([undefined, 'away'])
})

withRedis('by TLS it is used where an authority we know signed it, and else not at all', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-redis-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const certificates = new Certificates(folder)
  const authority = await certificates.authority('redis')
  const { certFile, keyFile } = await certificates.signed('server', 'redis', 'IP:127.0.0.1')
  const port = await freePort()
  const settings = ['--tls-port', String(port), '--tls-cert-file', certFile, '--tls-key-file', keyFile]
  await started([...settings, '--tls-ca-cert-file', authority, '--tls-auth-clients', 'no'])
  const url = `rediss://:${PASSWORD}@127.0.0.1:${port}`
  const stranger = await shared(url)
  await expect.poll(stranger.said).toMatch(/self-signed|unable to verify/)
  expect(stranger.redis.standing().state).toBe('away')
  const before = tls.getCACertificates('default')
  tls.setDefaultCACertificates([...before, await readFile(authority, 'utf8')])
  onTestFinished(() => tls.setDefaultCACertificates(before))
  const { redis } = await shared(url)
  await stateOf(redis).toBe('connected')
})

it.each(['http://h', 'redis://', 'redis://:secret@h:99999', 'redis://:secret@h/x'])(
  'an address that is none is refused with a code: %s',
  (url) => {
    const nobody = { prefix: '', now: Date.now, random: Math.random, onFailure: () => {} }
    let failure: unknown
    try {
      new RedisShared({ url, ...nobody })
    } catch (error) {
      failure = error
    }
    expect(failure).toMatchObject({ code: 'REDIS_URL' })
    expect(String(failure)).not.toContain('secret')
  },
)
