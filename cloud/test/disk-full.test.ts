import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../src/log.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'

const TOLD_TO_WAIT = /^[1-9][0-9]*$/
const TRIES = 20

/** A disk of its own that a test can fill: where none may be mounted there is no other way to fill one. */
const disk = mkdtempSync(join(tmpdir(), 'zaojun-small-disk-'))
const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk], { encoding: 'utf8' })
const isMounted = status === 0
if (!isMounted) {
  rmSync(disk, { recursive: true })
  console.warn(`跳过：不能挂载一块小盘 / skipped: a small disk cannot be mounted here: ${stderr?.trim() ?? ''}`)
}

describe.skipIf(!isMounted)('the embedded store on a disk that is full', () => {
  const filler = join(disk, 'filler')
  const lines: Record<string, unknown>[] = []
  const log = createLog('error', { write: (line: string) => void lines.push(JSON.parse(line)) })
  const started = performance.now()
  let t: TestCloud
  let box: TestBox
  const next = () => box.seal([{ body: reading('fridge-1', 'air-temperature', 1.5), wall: t.clock.now }])
  const health = async () => (await t.ask('GET /v1/health')).body

  async function fill(): Promise<void> {
    const file = await open(filler, 'w')
    const bytes = Buffer.alloc(64 * 1024)
    try {
      for (let size = bytes.length; size >= 1; )
        try {
          writeSync(file.fd, bytes, 0, size)
        } catch (error) {
          expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC')
          size = Math.floor(size / 2)
        }
    } finally {
      await file.close()
    }
  }

  beforeAll(async () => {
    t = await openTestCloud({ folder: join(disk, 'data'), log })
    box = await t.enrolled()
    expect((await t.post(box, next())).status).toBe(200)
    await t.cloud.merkleLog.now()
    expect(await health()).toMatchObject({ status: 'ok', store: 'ready' })
    await fill()
  })
  afterAll(async () => {
    await rm(filler, { force: true })
    await t.close()
    spawnSync('umount', [disk])
    rmSync(disk, { recursive: true })
  })

  it('boxes are told so and to wait, by the code that PostgreSQL’s has; reading goes on, and health says it', async () => {
    const sealed = next()
    const answer = await t.app.inject({
      method: 'POST',
      url: '/v1/batches',
      headers: { authorization: `Bearer ${box.token}`, 'content-type': 'application/cose' },
      payload: Buffer.from(sealed.envelope),
    })
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'STORE_FULL'])
    expect(answer.headers['retry-after']).toMatch(TOLD_TO_WAIT)
    expect((await t.ask(`GET /v1/sites/${SITE}/latest`)).status).toBe(200)
    expect(await health()).toMatchObject({ status: 'degraded', store: 'full' })
    // A load balancer goes on sending: nobody else has room, and reading is served.
    expect(await t.ask('GET /ready')).toMatchObject({ status: 200, body: { ready: true, standing: 'full' } })

    await rm(filler)
    expect((await t.post(box, sealed)).status).toBe(200)
    await expect.poll(health).toMatchObject({ status: 'ok', store: 'ready' })
    await fill()
  })

  it('a photo that has no room is refused by the same code', async () => {
    const photo = randomBytes(256 * 1024)
    const digest = createHash('sha256').update(photo).digest('hex')
    const answer = await t.app.inject({
      method: 'PATCH',
      url: `/v1/attachments/${digest}`,
      headers: {
        authorization: `Bearer ${box.token}`,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
        'upload-length': String(photo.length),
        'upload-media-type': 'image/jpeg',
      },
      payload: photo,
    })
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'STORE_FULL'])
  })

  it('the log says it in one line a second at most, of requests and jobs together, without a stack', async () => {
    const sealed = next()
    for (let n = 0; n < TRIES; n++) {
      expect((await t.post(box, sealed)).status).toBe(503)
      const failure = await t.cloud.store.addEvent(SITE, box.id, 'x'.repeat(100_000), {}, 0).catch((error) => error)
      expect(failure).toMatchObject({ code: 'STORE_FULL', zh: expect.stringContaining('已满') })
      t.cloud.failed('job', failure)
    }
    const told = lines.filter(({ refused }) => refused === 'STORE_FULL')
    expect(told.length).toBeGreaterThanOrEqual(1)
    expect(told.length).toBeLessThanOrEqual(1 + (performance.now() - started) / 1000)
    expect(lines.filter(({ err }) => err !== undefined)).toEqual([])
  })
})
