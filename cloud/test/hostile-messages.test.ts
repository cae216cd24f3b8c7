import { generateKeyPairSync, sign } from 'node:crypto'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FORGED_COSE, HOSTILE_COSE, type Sign } from '../../core/test/harness/hostile-cose.ts'
import { HUGE_BYTES, pour } from './harness/endless.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'

const MAX_GROWTH_BYTES = 64 * 1024 * 1024
/** What a door may still read while it closes. What waits in sockets is the kernel's, and as much as it likes. */
const ON_THE_WAY_BYTES = 24 * 1024 * 1024

let t: TestCloud
let url: string
let box: TestBox
/** The cloud's side of the newest connection. */
let door: Socket
beforeAll(async () => {
  t = await openTestCloud()
  t.app.server.on('connection', (socket) => {
    door = socket
  })
  url = await t.app.listen({ host: '127.0.0.1', port: 0 })
  box = await t.enrolled()
})
afterAll(() => t.close())

const signed: Sign = (message) => new Uint8Array(sign(null, message, box.key))
const batch = () =>
  box.envelope({
    v: 1,
    box: box.id,
    n: 1,
    prev: null,
    from: 1,
    to: 1,
    eras: [era],
    force: {},
    series: [],
    entries: [entry],
  })
const era = { era: 1, boot: '0123456789abcdef', offset: 0, clock: 'synced' as const }
const entry = { s: 1, e: 1, m: 5, b: { type: 'event' as const, event: 'other', data: {} } }

async function asked(path: string, payload: Buffer | object, type?: string) {
  const headers = { authorization: `Bearer ${box.token}`, ...(type === undefined ? {} : { 'content-type': type }) }
  const answer = await t.app.inject({ method: 'POST', url: path, headers, payload })
  return { status: answer.statusCode, body: answer.json() as { code: string } }
}
const cose = (path: string, message: Uint8Array) => asked(path, Buffer.from(message), 'application/cose')
const held = async () => {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/boxes`)
  return (body as { boxes: { id: string; held: unknown; heartbeat: unknown }[] }).boxes.find(({ id }) => id === box.id)
}

/** The code of a person's consent, used up by none of what is refused. */
let consent = ''
/** A rotation signed by the key in use and by the next. */
function rotation(make: (good: Uint8Array, sign: Sign) => Uint8Array) {
  const next = generateKeyPairSync('ed25519').privateKey
  const before = { key: box.key, raw: box.raw }
  const good = box.handOver(next)
  Object.assign(box, before)
  const statement = Buffer.from(make(good, (message) => new Uint8Array(sign(null, message, next)))).toString('base64')
  return asked('/v1/rotations', { code: consent, statement })
}

type Door = {
  name: string
  /** Sends what was made of an honest message that is meant for it. */
  send(make: (good: Uint8Array, sign: Sign) => Uint8Array): Promise<{ status: number; body: { code: string } }>
  /** How it tells what is not its sender's. */
  forged: RegExp
  /** Whom a statement names, and the key itself, stand in what is signed: headers decide nothing. */
  byContent?: true
}
const DOORS: Door[] = [
  {
    name: 'batches',
    forged: /^(BATCH_|REQUEST_MEDIA_TYPE)/,
    send: (make) => cose('/v1/batches', make(batch(), signed)),
  },
  {
    name: 'heartbeats',
    forged: /^(HEARTBEAT_|REQUEST_MEDIA_TYPE)/,
    send: (make) => cose('/v1/heartbeats', make(box.heartbeat({ newest: 0, head: null, seq: 0 }), signed)),
  },
  {
    name: 'enrolments',
    forged: /^(ENROLMENT_|REQUEST_MEDIA_TYPE)/,
    send: (make) => cose('/v1/enrolments', make(box.enrolment('AAAA-AAAA'), signed)),
  },
  { name: 'rotations', forged: /^KEY_STATEMENT$/, byContent: true, send: rotation },
]

describe.each(DOORS.map((door) => [door.name, door] as const))('the door for %s', (_name, door) => {
  beforeAll(async () => {
    consent = ((await t.ask(`POST /v1/sites/${SITE}/enrolment-codes`)).body as { code: string }).code
  })

  it('[P1] refuses every malformed message by its code, and takes nothing of it', async () => {
    const before = await held()
    for (const { title, code, make } of HOSTILE_COSE) {
      const { status, body } = await door.send(make)
      expect([title, status, body.code]).toEqual([title, 400, expect.stringMatching(code)])
    }
    expect(await held()).toEqual({ ...before, refused: expect.any(Number) })
  })

  it('[P1] refuses what is well formed and not signed for it by whom it names', async () => {
    for (const { title, make } of FORGED_COSE) {
      if (door.byContent && !title.startsWith('a signature')) continue
      const { status, body } = await door.send(make)
      expect([title, body.code]).toEqual([title, expect.stringMatching(door.forged)])
      expect(status, title).toBeGreaterThanOrEqual(400)
      expect(status, title).toBeLessThan(500)
    }
  })
})

describe.each([
  ['/v1/batches', 'application/cose'],
  ['/v1/heartbeats', 'application/cose'],
  ['/v1/enrolments', 'application/cose'],
  ['/v1/rotations', 'application/json'],
  ['/v1/log/cosignatures', 'application/json'],
])('%s', (path, type) => {
  const headers = () => ({ authorization: `Bearer ${box.token}`, 'content-type': type })

  it('[P1] closes before a body that never ends, in bounded memory', async () => {
    const before = process.memoryUsage().rss
    const { status } = await pour(url, { path, headers: headers(), bodyBytes: 'endless' })
    expect([413, 0]).toContain(status)
    expect(door.bytesRead).toBeGreaterThan(0)
    expect(door.bytesRead).toBeLessThan(ON_THE_WAY_BYTES)
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_GROWTH_BYTES)
  })

  it('[P1] refuses a body of a huge declared size before it comes', async () => {
    expect(await pour(url, { path, headers: headers(), bodyBytes: HUGE_BYTES })).toEqual({ status: 413, bytes: 0 })
  })
})

it('[P1] takes an honest batch after all that', async () => {
  expect(
    (await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }]))).status,
  ).toBe(200)
})
