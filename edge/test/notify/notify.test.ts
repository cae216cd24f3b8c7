import { createHmac } from 'node:crypto'
import { createServer as createHttp, type IncomingHttpHeaders } from 'node:http'
import { createServer as createTcp } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../src/notify/channel.ts'
import { quietUntil } from '../../src/notify/quiet.ts'
import { ROBOTS } from '../../src/notify/robots.ts'
import { type Caller, startBox, startUnits } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { listening } from '../harness/listening.ts'
import { sharedBox } from '../harness/shared-box.ts'

type Heard = { headers: IncomingHttpHeaders; url: string; body: Record<string, never> }
type Log = {
  notices: {
    key: string
    channel: string
    rule: string
    step: string
    state: string
    code: string | null
    tries: number
  }[]
}

/** Somebody else's server: answers each message as the test says, and keeps what it was told. */
async function robot(answer: (n: number) => { status?: number; body: string; location?: string }) {
  const heard: Heard[] = []
  const server = createHttp((request, response) => {
    let text = ''
    request.on('data', (bytes) => {
      text += bytes
    })
    request.on('end', () => {
      heard.push({ headers: request.headers, url: request.url ?? '', body: JSON.parse(text) })
      const { status = 200, body, location } = answer(heard.length)
      response.writeHead(status, location === undefined ? {} : { location })
      response.end(body)
    })
  })
  return { heard, url: `http://127.0.0.1:${await listening(server)}/hook?key=SECRET-KEY-77` }
}
const OK = () => ({ body: '{"errcode":0,"errmsg":"ok"}' })

/** A box with a gas detector whose fault is an alarm, and channels to tell of it. */
async function kitchen(channels: Channel[], secrets: Record<string, string>, folder = temporaryFolder('notify')) {
  const simulator = await startUnits('gas-detector')
  const { box, gateway } = await startBox(folder, { simulator })
  await putChannels(box, channels, secrets)
  const gas = (lel: number) => simulator.set('gas-detector', 'combustible-gas', lel)
  return { box, gateway, gas, folder, simulator }
}
/** The box that only tries its channels, set up anew by each test: these channels, these secrets, no others. */
const trying = sharedBox('notify')
async function setUp(channels: Channel[], secrets: Record<string, string>): Promise<Caller> {
  const { box } = trying
  const { body } = await box.get<{ names: string[] }>('/api/secrets')
  for (const name of body.names) await box.send('DELETE', `/api/secrets/${name}`)
  await putChannels(box, channels, secrets)
  return box
}
async function putChannels(box: Caller, channels: Channel[], secrets: Record<string, string>): Promise<void> {
  for (const [name, secret] of Object.entries(secrets))
    expect((await box.send('PUT', `/api/secrets/${name}`, { secret })).status).toBe(200)
  expect((await box.send('PUT', '/api/notify/channels', { channels })).status).toBe(200)
}
const logged = (box: Caller, is: (log: Log['notices']) => boolean) =>
  box.until<Log, Log['notices']>('/api/notify/log', ({ notices }) => is(notices) && notices)
const channel = (more: Partial<Channel> & Pick<Channel, 'kind'>): Channel => ({
  id: 'group',
  name: '班组群',
  least: 'major',
  ...more,
})

describe('an alarm', () => {
  it('[L20] is told to a group robot in words, once, and again when it clears', async () => {
    const { heard, url } = await robot(OK)
    const { box, gas } = await kitchen([channel({ kind: 'wecom-robot' })], { 'notify.group': url })
    gas(60)
    const first = await logged(box, (log) => log.some(({ state }) => state === 'sent'))
    const text = JSON.stringify(heard[0]?.body)
    expect(text).toMatch(/"content":"【(危急|重要)】报警：/)
    gas(0)
    await logged(box, (log) => log.some(({ step, state }) => step === 'cleared' && state === 'sent'))
    expect(heard.filter(({ body }) => JSON.stringify(body) === JSON.stringify(heard[0]?.body))).toHaveLength(1)
    expect(first.every(({ key }) => key.length > 8)).toBe(true)
  })

  it('is tried again after a robot said no in a friendly answer, and the way counts as dead meanwhile', async () => {
    const { url, heard } = await robot((n) => ({ body: n < 4 ? '{"errcode":45009,"errmsg":"freq"}' : '{"errcode":0}' }))
    const { box, gas } = await kitchen([channel({ kind: 'wecom-robot' })], { 'notify.group': url })
    gas(60)
    type Alarms = { alarms: { rule: string; active: boolean }[] }
    await box.until<Alarms, true>('/api/alarms', ({ alarms }) =>
      alarms.some(({ rule, active }) => rule === 'notification-dead' && active),
    )
    const log = await logged(box, (all) => all.some(({ state }) => state === 'sent'))
    expect(log.find(({ state }) => state === 'sent')).toMatchObject({ code: 'NOTIFY_REFUSED', tries: 3 })
    expect(heard.length).toBeGreaterThanOrEqual(4)
    await box.until<Alarms, true>('/api/alarms', ({ alarms }) =>
      alarms.every(({ rule, active }) => rule !== 'notification-dead' || !active),
    )
  })

  it('that is less than a channel wants is not told there', async () => {
    const { url, heard } = await robot(OK)
    const low = channel({ kind: 'wecom-robot', id: 'all', least: 'info' })
    const zone = channel({ kind: 'wecom-robot', id: 'elsewhere', zones: ['warehouse'] })
    const { box, gas } = await kitchen([low, zone], { 'notify.all': url, 'notify.elsewhere': url })
    gas(60)
    const log = await logged(box, (all) => all.some(({ state }) => state === 'sent'))
    expect(new Set(log.map(({ channel }) => channel))).toEqual(new Set(['all']))
    expect(heard.length).toBeGreaterThan(0)
  })

  it('[G4] told before a stop is not told again after it', async () => {
    const { url, heard } = await robot(OK)
    const { box, gas, gateway, folder } = await kitchen([channel({ kind: 'webhook' })], { 'notify.group': url })
    gas(60)
    await logged(box, (log) => log.length > 0 && log.every(({ state }) => state === 'sent'))
    await gateway.stop()
    const before = heard.length
    const again = await startBox(folder)
    await logged(again.box, (log) => log.length > 0 && log.every(({ state }) => state !== 'queued'))
    const keys = heard.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys.slice(0, before)).size).toBe(before)
    expect(keys.slice(before).some((key) => keys.slice(0, before).includes(key))).toBe(false)
  })
})

describe('a channel', () => {
  it.each([
    ['answers elsewhere', { status: 302, body: '', location: 'http://127.0.0.1:1/' }, 'NOTIFY_AWAY'],
    ['fails', { status: 500, body: 'x' }, 'NOTIFY_REFUSED'],
    ['never stops answering', { body: 'x'.repeat(200_000) }, 'NOTIFY_TOO_LONG'],
  ])('that %s is named by a test message', async (_title, given, code) => {
    const { url } = await robot(() => given)
    const box = await setUp([channel({ kind: 'webhook' })], { 'notify.group': url })
    const answer = await box.send<{ code: string }>('POST', '/api/notify/channels/group/test')
    expect(answer).toMatchObject({ status: 502, body: { code } })
    expect(JSON.stringify(answer.body)).not.toContain('SECRET-KEY-77')
  })

  it('whose robot repeats the address in its refusal does not give it away', async () => {
    const { url } = await robot(() => ({ body: '{"errcode":93000,"errmsg":"no such key=SECRET-KEY-77"}' }))
    const box = await setUp([channel({ kind: 'wecom-robot' })], { 'notify.group': url })
    const { body } = await box.send('POST', '/api/notify/channels/group/test')
    expect(JSON.stringify(body)).toMatch(/NOTIFY_REFUSED.*93000/)
    expect(JSON.stringify(body)).not.toContain('SECRET-KEY-77')
  })

  it('of mail never sends its password to a server without TLS', async () => {
    const said: string[] = []
    const server = createTcp((socket) => {
      socket.write('220 mail\r\n')
      socket.on('data', (bytes) => {
        said.push(String(bytes))
        socket.write(String(bytes).startsWith('EHLO') ? '250-mail\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n')
      })
    })
    const port = await listening(server)
    const to = { host: '127.0.0.1', port, user: 'box', from: 'box@kitchen.test', to: ['chef@kitchen.test'] }
    const box = await setUp([channel({ kind: 'email', ...to })], { 'notify.group': 'MAIL-PASSWORD' })
    expect((await box.send('POST', '/api/notify/channels/group/test')).status).toBe(502)
    expect(said.join('')).not.toMatch(/AUTH|TUFJTC1QQVNTV09SRA/)
  })

  it('of MQTT whose broker never says that it took a message fails in time', async () => {
    const server = createTcp((socket) => {
      socket.on('data', (bytes) => {
        if (bytes[0] === 0x10) socket.write(Uint8Array.of(0x20, 2, 0, 0))
        if (bytes[0] === 0xc0) socket.write(Uint8Array.of(0xd0, 0))
      })
    })
    const port = await listening(server)
    const box = await setUp([channel({ kind: 'mqtt', host: '127.0.0.1', port, topic: 'alarms' })], {})
    const answer = await box.send<{ code: string }>('POST', '/api/notify/channels/group/test')
    expect([answer.status, answer.body.code]).toEqual([502, 'NOTIFY_AWAY'])
  })

  it('that is taken away leaves neither its alarm nor its messages behind', async () => {
    const { url } = await robot(() => ({ status: 500, body: '' }))
    const { box, gas } = await kitchen([channel({ kind: 'webhook' })], { 'notify.group': url })
    type Alarms = { alarms: { rule: string; active: boolean }[] }
    const dead = ({ alarms }: Alarms) => alarms.some(({ rule, active }) => rule === 'notification-dead' && active)
    gas(60)
    await box.until<Alarms, true>('/api/alarms', dead)
    await box.send('PUT', '/api/notify/channels', { channels: [] })
    await box.until<Alarms, true>('/api/alarms', (all) => !dead(all))
    await logged(box, (log) => log.length > 0 && log.every(({ state }) => state !== 'queued'))
  })

  it('that is switched off sends nothing that waits for it', async () => {
    const { url, heard } = await robot(() => ({ status: 500, body: '' }))
    const { box, gas } = await kitchen([channel({ kind: 'webhook' })], { 'notify.group': url })
    gas(60)
    await logged(box, (log) => log.some(({ tries }) => tries > 0))
    await box.send('PUT', '/api/notify/channels', { channels: [channel({ kind: 'webhook', enabled: false })] })
    const before = heard.length
    await sleep(4_000)
    expect(heard.length - before).toBeLessThanOrEqual(1)
  })

  it('without an address says so, and one that lacks a field is refused by name', async () => {
    const box = await setUp([channel({ kind: 'feishu-robot' })], {})
    expect((await box.send('POST', '/api/notify/channels/group/test')).body).toMatchObject({ code: 'NOTIFY_NO_SECRET' })
    const { body } = await box.send('PUT', '/api/notify/channels', { channels: [channel({ kind: 'email' })] })
    expect(body).toMatchObject({ code: 'NOTIFY_CHANNEL', message: expect.stringContaining('group/host') })
  })

  it('of mail hands the message to a mail server', async () => {
    const said: string[] = []
    const server = createTcp((socket) => {
      socket.write('220 mail\r\n')
      let data = false
      socket.on('data', (bytes) => {
        for (const line of String(bytes).split('\r\n')) {
          said.push(line)
          if (data) {
            if (line !== '.') continue
            data = false
            socket.write('250 taken\r\n')
          } else if (line === 'DATA') {
            data = true
            socket.write('354 go on\r\n')
          } else if (line === 'QUIT') socket.end('221 bye\r\n')
          else if (line !== '') socket.write('250 ok\r\n')
        }
      })
    })
    const port = await listening(server)
    const mail = channel({
      kind: 'email',
      host: '127.0.0.1',
      port,
      from: 'box@kitchen.test',
      to: ['chef@kitchen.test'],
    })
    const box = await setUp([mail], {})
    expect(await box.send('POST', '/api/notify/channels/group/test')).toMatchObject({ status: 200 })
    expect(said.join('\n')).toMatch(/RCPT TO:<chef@kitchen\.test>/)
  })

  it('keeps its address out of every answer and entry', async () => {
    const { url } = await robot(() => ({ status: 500, body: '' }))
    const { box, gas } = await kitchen([channel({ kind: 'webhook' })], {
      'notify.group': url,
      'notify-sign.group': 'SIGN-88',
    })
    gas(60)
    await logged(box, (log) => log.some(({ tries }) => tries > 0))
    const places = ['/api/notify/channels', '/api/notify/log', '/api/secrets', '/api/entries?types=event&limit=5000']
    for (const place of places) expect(JSON.stringify((await box.get(place)).body)).not.toMatch(/SECRET-KEY-77|SIGN-88/)
  })
})

describe('what is signed', () => {
  const message = { key: 'k', site: 's', subject: 'x', text: 'text' }
  const given = { address: 'https://robot.test/send?access_token=1', sign: 'SEC0', message, now: 1_790_000_000_000 }
  const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('base64')

  it('for DingTalk is timestamp and secret, keyed with the secret, in the address', () => {
    const url = new URL(ROBOTS['dingtalk-robot']?.notice(given).url ?? '')
    expect(url.searchParams.get('sign')).toBe(hmac('SEC0', '1790000000000\nSEC0'))
    expect(url.searchParams.get('timestamp')).toBe('1790000000000')
  })

  it('for Feishu is nothing, keyed with timestamp and secret, in the body', () => {
    expect(ROBOTS['feishu-robot']?.notice(given).body).toMatchObject({
      timestamp: '1790000000',
      sign: hmac('1790000000\nSEC0', ''),
      msg_type: 'text',
    })
  })

  it.each([
    ['wecom-robot', { errcode: 93000, errmsg: 'invalid webhook url' }, '93000'],
    ['dingtalk-robot', { errcode: 310000, errmsg: 'sign not match' }, '310000'],
    ['feishu-robot', { code: 19021, msg: 'sign match fail' }, '19021'],
    ['feishu-robot', { StatusCode: 0, StatusMessage: 'success' }, undefined],
    ['wecom-robot', undefined, 'no code'],
  ] as const)('a refusal of %s is seen in a good status: %o', (kind, answer, refusal) => {
    expect(ROBOTS[kind]?.refusal(answer)).toBe(refusal)
  })
})

describe('quiet hours', () => {
  const at = (time: string) => Date.parse(`2026-11-23T${time}:00+08:00`)
  it.each([
    ['23:30', '2026-11-24T06:00:00+08:00'],
    ['05:59', '2026-11-23T06:00:00+08:00'],
    ['06:00', undefined],
    ['21:59', undefined],
  ])('over midnight, at %s, last until %s', (time, until) => {
    const expected = until === undefined ? undefined : Date.parse(until)
    expect(quietUntil({ from: '22:00', to: '06:00' }, 'Asia/Shanghai', at(time))).toBe(expected)
  })
})
