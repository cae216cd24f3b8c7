import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSign1 } from '@zaojun/core'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { Caller, PASSWORD } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

/** What must be found nowhere but in the parts kept for it. */
const NUMBER = 'EMPLOYEE-MARKER-7731'
const NAME = 'NAME-MARKER-王小明'
const TEMPERATURE = 37.4321
const MARKERS = [NUMBER, NAME, String(TEMPERATURE)]
const MAC = '44:19:b6:00:00:01'
const SECRET = 'terminal password'

const message = (more: Record<string, unknown>, event: Record<string, unknown> = {}) =>
  JSON.stringify({
    macAddress: MAC,
    dateTime: '2026-11-23T08:01:30+08:00',
    eventType: 'AccessControllerEvent',
    AccessControllerEvent: {
      subEventType: 75,
      employeeNoString: NUMBER,
      name: NAME,
      serialNo: 7,
      currTemperature: TEMPERATURE,
      mask: 'yes',
      ...event,
    },
    ...more,
  })

/** A gateway as a process of its own, talking at the top of its voice. */
async function startProcess(
  folder: string,
  flags: string[],
): Promise<{ address: string; said: () => string; child: ChildProcess }> {
  const file = join(import.meta.dirname, '../../src/gateway/main.ts')
  const child = spawn(process.execPath, [file, '--data', folder, '--log.level', 'trace', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (bytes: Buffer) => {
      said += bytes.toString('utf8')
    })
  while (!said.includes('the gateway is running')) {
    if (child.exitCode !== null) throw new Error(said)
    await new Promise((done) => setTimeout(done, 50))
  }
  return { address: /"address":"([^"]+)"/.exec(said)?.[1] ?? '', said: () => said, child }
}

it('a person’s number, name and temperature stand in no log, trace, error, answer, metric, entry or batch', async () => {
  const folder = temporaryFolder('marker')
  const port = await freePort()
  const kitchen = join(folder, 'kitchen.json')
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ 'bus.door': SECRET }), { mode: 0o600 })
  writeFileSync(
    kitchen,
    JSON.stringify({
      buses: [{ id: 'door', name: 'door', transport: 'http', host: '127.0.0.1', port }],
      units: [{ id: 'terminal', bus: 'door', profile: 'hikvision-minmoe', address: MAC }],
      devices: ['morning-check', 'access-terminal'].map((kind) => ({
        id: kind,
        kind,
        name: kind,
        zone: 'entrance',
        unit: 'terminal',
      })),
    }),
  )
  const tuning = ['--ledger.groupCommitMs', '10', '--ledger.sealSeconds', '1', '--ledger.reserveMiB', '0']
  const { address, said, child } = await startProcess(folder, [
    ...tuning,
    '--http.port',
    '0',
    '--login.password',
    PASSWORD,
    '--kitchen',
    kitchen,
  ])
  const url = `http://127.0.0.1:${port}/hik`
  const authorization = `Basic ${Buffer.from(`${NAME}:${SECRET}`).toString('base64')}`
  const push = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, path = '') =>
    fetch(url + path, { method: 'POST', body, headers: { authorization, ...headers } })

  const answers = [
    await push(message({})),
    await push(message({})),
    await push(message({ macAddress: '00:00:00:00:00:00' })),
    await push(message({}).slice(0, 200)),
    await push(`<EventNotificationAlert><name>${NAME}</name>`),
    await push(message({}), { 'content-type': 'multipart/form-data' }),
    await push(message({}, { extra: { a: { b: { c: { d: { e: { f: { g: NUMBER } } } } } } } })),
    await push(message({}), { authorization: `Basic ${Buffer.from(`${NUMBER}:wrong`).toString('base64')}` }),
    await push(message({}), { authorization: `Digest username="${NUMBER}", realm="${NAME.slice(0, 11)}", qop=auth` }),
    await push(message({}), { 'content-encoding': 'gzip' }),
    await push(message({}), {}, `?employee=${NUMBER}`),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 400, 400, 400, 400, 401, 401, 415, 200])
  const login = await fetch(`${address}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password: PASSWORD }),
  })
  const box = new Caller(address, { cookie: login.headers.getSetCookie()[0]?.split(';')[0] ?? '' })
  await box.send('POST', '/api/consents', { number: NUMBER, purpose: 'access-control', granted: true, by: 'manager' })
  await box.until<{ newestBatch: number }, boolean>('/api/uplink', ({ newestBatch }) => newestBatch > 0)
  const shown = await Promise.all(
    [
      '/api/entries?types=event,record',
      '/api/units',
      '/api/units/terminal/trace',
      '/api/buses',
      '/api/home',
      '/api/consents',
      '/metrics',
    ].map(async (path) => {
      const { status, body } = await box.get(path)
      expect([path, status]).toEqual([path, 200])
      return JSON.stringify(body)
    }),
  )
  const [entries = ''] = shown
  expect(entries).toContain('"person-checked"')
  expect(entries).toContain('"person-passed"')
  child.kill('SIGTERM')
  await once(child, 'exit')

  const db = new Database(join(folder, 'ledger.db'), { readonly: true })
  const all = (sql: string) => db.prepare(sql).pluck().all()
  const batches = all('SELECT envelope FROM batch').map((envelope) =>
    Buffer.from(parseSign1(envelope as Buffer).payload).toString('utf8'),
  )
  const rest = [
    ...all('SELECT body FROM entry'),
    ...all('SELECT key FROM record_key'),
    ...all('SELECT value FROM meta'),
    ...all('SELECT body FROM erasure'),
  ]
  const parts = all('SELECT value FROM part')
  db.close()
  expect(parts).toEqual(expect.arrayContaining([JSON.stringify(NUMBER), JSON.stringify(TEMPERATURE)]))
  expect(batches.join()).toContain('person-checked')

  const files = ['kitchen.json', 'secrets.json', 'person.key'].map((name) => readFileSync(join(folder, name), 'utf8'))
  const texts = { log: said(), shown: shown.join(), batches: batches.join(), rest: rest.join(), files: files.join() }
  for (const [place, text] of Object.entries(texts))
    for (const marker of MARKERS) expect([place, marker, text.includes(marker)]).toEqual([place, marker, false])
  // Base64 and hex are no hiding places.
  for (const marker of MARKERS)
    for (const coding of ['base64', 'hex'] as const)
      expect(Object.values(texts).join().toLowerCase()).not.toContain(
        Buffer.from(marker).toString(coding).toLowerCase(),
      )
})
