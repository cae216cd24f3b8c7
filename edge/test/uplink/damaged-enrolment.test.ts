import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { startGatewayProcess } from '../../../scripts/gateway-process.ts'
import { loadIdentity, makeKey } from '../../src/identity.ts'
import { heldEnrolment } from '../../src/uplink/held-enrolment.ts'
import type { UplinkStatus } from '../../src/uplink/uplink.ts'
import { type Caller, logIn, PASSWORD, SITE, startCloud } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Records = { events: { seq: number }[] }
const KEPT = 'enrolment.json.damaged-1'
const weigh = async (box: Caller, n: number): Promise<number> =>
  (await box.send<{ seq: number }>('POST', '/api/records', { form: 'weighing', by: 'p-1', data: { n } })).body.seq
const status = async (box: Caller) => (await box.get<UplinkStatus>('/api/uplink')).body
const drained = (box: Caller) =>
  box.until<UplinkStatus, boolean>('/api/uplink', (it) => it.state === 'online' && it.pendingBatches === 0)

/** A gateway in a process of its own, started as often as a test wants to. */
async function gatewayIn(data: string) {
  const port = await freePort()
  const place = ['--data', data, '--http.port', String(port), '--login.password', PASSWORD]
  const tuning = ['--ledger.groupCommitMs', '10', '--ledger.sealSeconds', '1', '--ledger.reserveMiB', '0']
  let running: ChildProcess | undefined
  const end = async (signal: NodeJS.Signals) => {
    if (running === undefined) return
    const ended = once(running, 'exit')
    running.kill(signal)
    await ended
    running = undefined
  }
  onTestFinished(() => end('SIGTERM'))
  const lines: string[] = []
  const start = async (...flags: string[]): Promise<Caller> => {
    running = await startGatewayProcess([...place, ...tuning, ...flags], (line) => lines.push(line))
    return logIn(`http://127.0.0.1:${port}`)
  }
  return { start, end, lines }
}

it('[P1] a damaged file of the enrolment holds up nothing: the box says which, keeps it, records on and loses nothing', async () => {
  const folder = temporaryFolder('damaged')
  const data = join(folder, 'box')
  const { server, admin } = await startCloud(folder)
  const { code } = await server.provision(SITE)
  const { start, end, lines } = await gatewayIn(data)
  const first = await start('--uplink.url', server.url, '--uplink.code', code)
  await drained(first)
  const seqs = [await weigh(first, 1)]
  await end('SIGKILL')

  const file = join(data, 'enrolment.json')
  const half = readFileSync(file).subarray(0, 60)
  writeFileSync(file, half)
  const box = await start()
  const said = lines.filter((line) => line.includes('ENROLMENT_DAMAGED')).map((line) => JSON.parse(line))
  expect(said).toMatchObject([{ code: 'ENROLMENT_DAMAGED', msg: expect.stringContaining(file) }])
  expect(said[0].msg).toContain(KEPT)
  expect(readFileSync(join(data, KEPT))).toEqual(half)
  expect(existsSync(file)).toBe(false)
  expect(await status(box)).toMatchObject({ state: 'not-enrolled', damagedFile: KEPT })
  seqs.push(await weigh(box, 2))
  const { body } = await admin.send<{ code: string }>('POST', `/v1/sites/${SITE.id}/enrolment-codes`)
  expect((await box.send('POST', '/api/uplink/enrolment', { url: server.url, code: body.code })).status).toBe(200)
  expect((await status(box)).damagedFile).toBeUndefined()
  const records = `/v1/sites/${SITE.id}/events?types=record&limit=100`
  const arrived = await admin.until<Records, Records['events']>(
    records,
    ({ events }) => events.length >= seqs.length && events,
  )
  expect(arrived.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(seqs)
})

it.each<[string, (file: string) => void]>([
  ['is empty', (file) => writeFileSync(file, '')],
  ['holds noise', (file) => writeFileSync(file, Buffer.alloc(4_000, 0xff))],
  ['holds null', (file) => writeFileSync(file, 'null')],
  [
    'lacks the key of the cloud',
    (file) => writeFileSync(file, JSON.stringify({ url: 'http://a', token: 't', site: 's', log: 'l' })),
  ],
  ['is a folder', (file) => mkdirSync(file)],
])('a file that %s is set aside, beside those that were before', (_title, damage) => {
  const folder = temporaryFolder('damaged')
  const faults: string[] = []
  const parts = {
    folder,
    report: { fault: ({ code }: { code: string }) => faults.push(code) },
    ledger: { record() {} },
  }
  const held = () => heldEnrolment(parts as never)
  expect(held()).toEqual({})
  for (const n of [1, 2]) {
    damage(join(folder, 'enrolment.json'))
    expect(held()).toEqual({ damagedFile: `enrolment.json.damaged-${n}` })
  }
  expect(held()).toEqual({ damagedFile: 'enrolment.json.damaged-2' })
  expect(readdirSync(folder).sort()).toEqual(['enrolment.json.damaged-1', 'enrolment.json.damaged-2'])
  expect(faults).toEqual(['ENROLMENT_DAMAGED', 'ENROLMENT_DAMAGED'])
})

it('a damaged key of the box as a witness holds up nothing: the box says which, leaves it, and sends its batches on', async () => {
  const folder = temporaryFolder('damaged')
  const data = join(folder, 'box')
  const { server } = await startCloud(folder)
  const { code } = await server.provision(SITE)
  mkdirSync(data, { mode: 0o700 })
  const file = join(data, 'witness.key')
  writeFileSync(file, 'half a k', { mode: 0o600 })
  const { start, lines } = await gatewayIn(data)
  const box = await start('--uplink.url', server.url, '--uplink.code', code, '--witness.enabled', 'true')
  await weigh(box, 1)
  await drained(box)
  const said = lines.filter((line) => line.includes('KEY_FILE_UNREADABLE')).map((line) => JSON.parse(line))
  expect(said).toMatchObject([{ place: 'witness', msg: expect.stringContaining(file) }])
  expect(readFileSync(file, 'utf8')).toBe('half a k')
})

type Alarms = { alarms: { rule: string; active: boolean }[] }
const soundsForItsKey = async (box: Caller) =>
  (await box.get<Alarms>('/api/alarms')).body.alarms.some(({ rule, active }) => rule === 'box-key-unusable' && active)

it('[P1] a box whose key is damaged records on, signs nothing and says so; with its key back it sends everything', async () => {
  const folder = temporaryFolder('damaged')
  const data = join(folder, 'box')
  const { server, admin } = await startCloud(folder)
  const { code } = await server.provision(SITE)
  const { start, end } = await gatewayIn(data)
  const first = await start('--uplink.url', server.url, '--uplink.code', code)
  await drained(first)
  const seqs = [await weigh(first, 1)]
  const name = (await first.get<{ box: string }>('/api/health')).body.box
  await end('SIGKILL')

  const file = join(data, 'box.key')
  const key = readFileSync(file)
  writeFileSync(file, key.subarray(0, 40))
  const box = await start()
  expect(await status(box)).toMatchObject({ state: 'offline', keyFault: 'KEY_FILE_UNREADABLE' })
  expect((await box.get('/api/health')).body).toMatchObject({ status: 'ok', box: name })
  expect(await soundsForItsKey(box)).toBe(true)
  seqs.push(await weigh(box, 2))
  const enrolling = { url: server.url, code: '12345678' }
  for (const asked of [box.send('POST', '/api/uplink/enrolment', enrolling), box.get('/api/uplink/key')])
    expect((await asked).body).toMatchObject({ code: 'KEY_FILE_UNREADABLE' })
  await end('SIGKILL')

  writeFileSync(file, key)
  const mended = await start()
  const arrived = await admin.until<Records, Records['events']>(
    `/v1/sites/${SITE.id}/events?types=record&limit=100`,
    ({ events }) => events.length >= seqs.length && events,
  )
  expect(arrived.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(seqs)
  expect((await status(mended)).keyFault).toBeUndefined()
  expect(await soundsForItsKey(mended)).toBe(false)
})

it.each<[string, string, (file: string) => void]>([
  ['is half written', 'KEY_FILE_UNREADABLE', (file) => writeFileSync(file, readFileSync(file).subarray(0, 40))],
  ['is an empty file', 'KEY_FILE_UNREADABLE', (file) => writeFileSync(file, '')],
  ['can be read by others', 'KEY_FILE_OPEN', (file) => chmodSync(file, 0o644)],
  ['is gone', 'KEY_FILE_MISSING', (file) => rmSync(file)],
  ['is that of another box', 'KEY_FILE_OTHER', (file) => makeKey(file)],
])('a box whose key %s keeps its name, makes no other and signs nothing: %s', (_title, code, damage) => {
  const folder = temporaryFolder('damaged')
  const { id, publicKey } = loadIdentity(folder)
  const file = join(folder, 'box.key')
  const key = readFileSync(file)
  damage(file)
  const without = loadIdentity(folder)
  expect(without).toMatchObject({ id, fault: { code, message: expect.stringContaining(file) } })
  expect(() => without.sign(new Uint8Array(1))).toThrow(without.fault)
  writeFileSync(file, key)
  chmodSync(file, 0o600)
  expect(loadIdentity(folder)).toMatchObject({ id, publicKey })
})
