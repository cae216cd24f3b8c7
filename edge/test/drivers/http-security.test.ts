import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { HttpDriver } from '../../src/drivers/http/http-driver.ts'
import { codeOf, curl, httpRig, JPEG, json } from './http-rig.ts'
import { atEnd, catalogue, Ear, eventually } from './rig.ts'

const units = [
  { id: 'ai-box', profile: 'zaojun-contract-behaviour-alarm-http', address: 'ai-1' },
  { id: 'till', profile: 'zaojun-contract-settlement-http', address: 'till-1' },
]
const secured = { simulated: false, secrets: { 'bus.door': 'bus password', 'unit.till': 'cashier:till password' } }
const READING = '{"points":{"armed":true}}'

describe('a listening bus with a secret', () => {
  it('challenges with SHA-256 first, MD5 and Basic, and says nothing of whether the unit exists', async () => {
    const { say } = await httpRig(units, secured)
    const [known, unknown] = [await say('POST', '/push/ai-1', READING), await say('POST', '/push/nobody', READING)]
    expect([known.status, codeOf(known)]).toEqual([401, 'not-authorised'])
    expect([unknown.status, codeOf(unknown)]).toEqual([401, 'not-authorised'])
    const challenges = known.headers['www-authenticate']?.split(/, (?=Digest|Basic)/)
    expect(challenges?.map((each) => /^\w+|algorithm=[\w-]+/g[Symbol.match](each))).toEqual([
      ['Digest', 'algorithm=SHA-256'],
      ['Digest', 'algorithm=MD5'],
      ['Basic'],
    ])
  })

  it.each([
    ['digest', ['--digest', '-u', 'anyone:bus password'], 'ai-1', 200],
    ['digest with another password', ['--digest', '-u', 'anyone:other'], 'ai-1', 401],
    ['basic', ['-u', 'anyone:bus password'], 'ai-1', 200],
    ['a bearer token', ['-H', 'Authorization: Bearer bus password'], 'ai-1', 200],
    ['digest of the unit’s own name and password', ['--digest', '-u', 'cashier:till password'], 'till-1', 200],
    ['the unit’s password under another name', ['--digest', '-u', 'admin:till password'], 'till-1', 401],
    ['the bus’s password for a unit with its own', ['--digest', '-u', 'anyone:bus password'], 'till-1', 401],
    ['one unit’s password for another', ['--digest', '-u', 'cashier:till password'], 'ai-1', 401],
    ['no header', [], 'ai-1', 401],
    ['a header of nonsense', ['-H', 'Authorization: Digest username="x", qop=auth-int'], 'ai-1', 401],
  ])('to curl, a program others wrote, with %s answers as it must', async (_title, flags, address, status) => {
    const { port, ear } = await httpRig(units, secured)
    const url = `http://127.0.0.1:${port}/push/${address}`
    const message = address === 'till-1' ? '{"points":{"device-ready":true}}' : READING
    const answer = await curl(...flags, '-H', 'content-type: application/json', '-d', message, url)
    expect(answer.status).toBe(status)
    expect(ear.samples.length > 0).toBe(status === 200)
  })

  it('takes each count of a nonce once, and each nonce for a while', async () => {
    const { say, ear, driver } = await httpRig(units, secured)
    const base = performance.now()
    let passed = 0
    ear.context.now = () => base + passed
    const { headers } = await say('POST', '/push/ai-1', READING)
    const authorization = answerTo(String(headers['www-authenticate']), 'bus password', '/push/ai-1', '00000001')
    expect((await say('POST', '/push/ai-1', READING, { authorization })).status).toBe(200)
    const replayed = await say('POST', '/push/ai-1', READING, { authorization })
    expect([replayed.status, codeOf(replayed)]).toEqual([401, 'stale-nonce'])
    expect(replayed.headers['www-authenticate']).toContain('stale=true')
    const next = answerTo(String(headers['www-authenticate']), 'bus password', '/push/ai-1', '00000002')
    passed = 301_000
    expect((await say('POST', '/push/ai-1', READING, { authorization: next })).status).toBe(401)
    expect(driver.stats().errors).toMatchObject({ 'stale-nonce': 2 })
  })

  it('does not take an answer given for another path', async () => {
    const { say } = await httpRig(units, secured)
    const { headers } = await say('POST', '/push/ai-1', READING)
    const authorization = answerTo(String(headers['www-authenticate']), 'bus password', '/push/other', '00000001')
    expect((await say('POST', '/push/ai-1', READING, { authorization })).status).toBe(401)
  })

  it('knows a terminal that can do neither by where it stands, if it was told to', async () => {
    const at = {
      simulated: false,
      secrets: { 'unit.ai-box': 'from:192.0.2.7,127.0.0.1', 'unit.till': 'from:192.0.2.7' },
    }
    const { say } = await httpRig(units, at)
    expect((await say('POST', '/push/ai-1', READING)).status).toBe(200)
    expect((await say('POST', '/push/till-1', READING)).status).toBe(401)
  })

  it('without one is closed, unless it is simulated', async () => {
    expect((await (await httpRig(units, { simulated: false })).say('POST', '/push/ai-1', READING)).status).toBe(401)
    expect((await (await httpRig(units)).say('POST', '/push/ai-1', READING)).status).toBe(200)
  })
})

describe('a listening bus under attack', () => {
  const limits = { headersMs: 600, requestMs: 1_200, connections: 12, connectionsPerAddress: 10 }

  it('ends headers and bodies that come a byte at a time, and serves others meanwhile', async () => {
    const { port, say, driver } = await httpRig(units, { limits })
    const sockets = Array.from({ length: 6 }, (_, index) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      const head = 'POST /push/ai-1 HTTP/1.1\r\nhost: x\r\n'
      socket.write(index % 2 === 0 ? head : `${head}content-length: 100\r\n\r\n{`)
      const drip = setInterval(() => socket.writable && socket.write(index % 2 === 0 ? 'x-a: b\r\n' : ' '), 100)
      socket.on('close', () => clearInterval(drip))
      return socket
    })
    expect((await say('POST', '/push/ai-1', READING, json)).status).toBe(200)
    await eventually(() => sockets.every(({ closed }) => closed))
    expect(driver.stats().errors['request-timeout']).toBeGreaterThanOrEqual(6)
    expect((await say('POST', '/push/ai-1', READING, json)).status).toBe(200)
  })

  it('turns away more connections of one address than it bears', async () => {
    const { port, driver } = await httpRig(units, { limits })
    const sockets = Array.from({ length: 15 }, () => connect(port, '127.0.0.1').on('error', () => {}))
    await eventually(() => (driver.stats().errors['too-many-connections'] ?? 0) >= 5)
    for (const socket of sockets) socket.destroy()
  })

  it.each([
    ['announced', { 'content-length': '9000000' }],
    ['sent in pieces of unknown number', { 'transfer-encoding': 'chunked' }],
  ])('does not take a body that is too large, %s, nor keep it', async (_title, headers) => {
    const { port, driver } = await httpRig(units, { limits: { bodyBytes: 100_000 } })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`POST /push/ai-1 HTTP/1.1\r\nhost: x\r\n${head.join('')}\r\n`)
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 0x20), Buffer.from('\r\n')])
    const flood = setInterval(() => socket.write(chunk), 2)
    let answer = ''
    socket.on('data', (bytes) => {
      answer += String(bytes)
    })
    await eventually(() => socket.closed)
    clearInterval(flood)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(driver.stats().errors).toMatchObject({ 'too-large': 1 })
  })

  it('limits a message, its pictures and their number, each on its own', async () => {
    const { say, ear, driver } = await httpRig(units, {
      limits: { messageBytes: 1_000, pictureBytes: 500, pictures: 1 },
    })
    const large = { event: 'behaviour-detected', id: '1', fields: { behaviour: 'phone', camera: 'x'.repeat(1_200) } }
    const answer = await say('POST', '/push/ai-1', JSON.stringify(large), json)
    expect([answer.status, codeOf(answer)]).toEqual([413, 'too-large'])
    const image = Buffer.concat([JPEG, Buffer.alloc(1_000)]).toString('base64')
    const event = { event: 'behaviour-detected', id: '2', fields: { behaviour: 'phone' }, image }
    expect((await say('POST', '/push/ai-1', JSON.stringify(event), json)).status).toBe(200)
    expect(ear.events).toMatchObject([{ fields: { behaviour: 'phone' }, pictures: [] }])
    expect(driver.stats().errors).toMatchObject({ 'picture-size': 1 })
  })

  it('slows a unit that never stops, and says when to come again', async () => {
    const { say, driver } = await httpRig(units, { limits: { perSecondAndUnit: 1, burst: 3 } })
    const statuses: number[] = []
    for (let n = 0; n < 6; n++) statuses.push((await say('POST', '/push/ai-1', READING, json)).status)
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200])
    const last = await say('POST', '/push/ai-1', READING, json)
    expect([last.status, last.headers['retry-after']]).toEqual([429, '5'])
    expect(driver.stats().errors['too-many-requests']).toBeGreaterThanOrEqual(3)
    expect((await say('POST', '/push/till-1', '{"points":{"meals-settled":1}}', json)).status).toBe(200)
  })

  it('answers garbage in place of a request, and lives', async () => {
    const { port, say, driver } = await httpRig(units)
    for (const bytes of [
      Buffer.from('\x16\x03\x01\x02\x00'),
      Buffer.from('GET\0/ HTTP/9\r\n\r\n'),
      Buffer.alloc(70_000, 0x41),
    ]) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.on('data', () => {})
      socket.end(bytes)
      await eventually(() => socket.closed)
    }
    expect((await say('POST', '/push/ai-1', READING, json)).status).toBe(200)
    expect(driver.stats().errors['bad-request'] ?? 0).toBeGreaterThanOrEqual(2)
  })

  it('waits for its port as long as another has it, and listens as soon as it is free', async () => {
    const port = await freePort()
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    const ear = new Ear()
    const driver = new HttpDriver(
      { id: 'door', name: 'door', transport: 'http', port, simulated: true },
      catalogue,
      ear.context,
    )
    atEnd(() => driver.stop())
    driver.start()
    await eventually(() => driver.stats().errors['port-taken'] !== undefined)
    expect(ear.faults).toMatchObject([{ code: 'bus-disconnected' }])
    other.close()
    await eventually(() => driver.stats().connected)
    await driver.stop()
    await pause(10)
    expect(driver.stats().connected).toBe(false)
  })
})

/** What a client with the password answers to the MD5 challenge. */
function answerTo(challenges: string, password: string, uri: string, nc: string): string {
  const chosen = challenges.split(/, (?=Digest|Basic)/).find((each) => each.includes('algorithm=MD5')) ?? ''
  const of = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(chosen)?.[1] ?? ''
  const [realm, nonce] = [of('realm'), of('nonce')]
  const hash = (text: string) => createHash('md5').update(text).digest('hex')
  const secret = hash(`anyone:${realm}:${password}`)
  const response = hash(`${secret}:${nonce}:${nc}:abc:auth:${hash(`POST:${uri}`)}`)
  return `Digest username="anyone", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=MD5, qop=auth, nc=${nc}, cnonce="abc", response="${response}"`
}
