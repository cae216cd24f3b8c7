import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { AlarmEntry } from '@zaojun/core'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { startGatewayProcess } from '../../../scripts/gateway-process.ts'
import { Caller, PASSWORD, startUnits } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { listening } from '../harness/listening.ts'

type Row = Omit<AlarmEntry, 'type' | 'step'>
type Rows = { alarms: Row[] }
type Steps = { steps: AlarmEntry[] }
/** Three starts of a process, on a busy machine. */
const PATIENCE = { timeout: 240_000 }
const WAIT_SECONDS = 60
const LEVEL_1 = 'gas-monitor.alarm-level-1'
const WAITING = 'gas-monitor.fault'

/** A gateway in a process of its own, killed by `kill` and started again. */
async function killable() {
  const folder = temporaryFolder('alarm-kill')
  const simulator = await startUnits('gas-detector', 'co-detector', 'cold-room-controller')
  const kitchen = join(folder, 'kitchen.json')
  writeFileSync(kitchen, JSON.stringify(simulator.kitchen()))
  const port = await freePort()
  const place = ['--data', join(folder, 'box'), '--http.port', String(port), '--kitchen', kitchen]
  const flags = [...place, '--login.password', PASSWORD, '--ledger.reserveMiB', '0']
  let gateway = await startGatewayProcess(flags)
  onTestFinished(async () => {
    gateway.kill('SIGTERM')
    await once(gateway, 'exit')
  })
  const log = async () => {
    const url = `http://127.0.0.1:${port}`
    const body = JSON.stringify({ password: PASSWORD })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/login`, { method: 'POST', headers, body })
    return new Caller(url, { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' })
  }
  const kill = async (): Promise<Caller> => {
    gateway.kill('SIGKILL')
    await once(gateway, 'exit')
    gateway = await startGatewayProcess(flags)
    return log()
  }
  return { box: await log(), kill, simulator }
}

/** A webhook that remembers what it was told. */
async function webhook() {
  const keys: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (bytes) => {
      text += bytes
    })
    request.on('end', () => {
      keys.push(JSON.parse(text).key)
      response.end('{}')
    })
  })
  return { keys, url: `http://127.0.0.1:${await listening(server)}/` }
}

/** The alarm of a rule in a state that is on disk: people hear of it sooner. */
async function alarm(box: Caller, rule: string, state: string): Promise<Row> {
  const found = await box.until<Rows, Row>('/api/alarms', ({ alarms }) =>
    alarms.find((row) => row.rule === rule && row.state === state),
  )
  await box.until<Steps, true>(`/api/alarms/${found.id}/steps`, ({ steps }) => steps.at(-1)?.state === state)
  return found
}

/** Time goes on meanwhile: who was called is told apart. */
const standing = async (box: Caller, rules: string[]) =>
  (await box.get<Rows>('/api/alarms')).body.alarms
    .filter(({ rule }) => rules.includes(rule))
    .map(({ level: _level, ...row }) => row)
    .sort((a, b) => (a.rule < b.rule ? -1 : 1))

it(
  '[G4] kill -9 in every state of an alarm: it goes on as it stood, none is lost and none raised anew',
  PATIENCE,
  async () => {
    const { box: first, kill, simulator } = await killable()
    const { keys, url } = await webhook()
    const act = (box: Caller, { id }: Row, verb: string, body: object = {}) =>
      box.send<Row>('POST', `/api/alarms/${id}/${verb}`, body)
    const decide = (rule: string, body: object) =>
      first.send('PUT', `/api/rules/${rule}`, { reason: '试验', by: 'manager-1', ...body })

    await first.send('PUT', '/api/secrets/notify.hook', { secret: url })
    const hook = { id: 'hook', name: '平台', kind: 'webhook', least: 'major' }
    expect((await first.send('PUT', '/api/notify/channels', { channels: [hook] })).status).toBe(200)
    await decide(WAITING, { forSeconds: WAIT_SECONDS })
    await decide('cn-t01', { forSeconds: 0 })
    await decide('oel-g04', { confirmed: true })

    simulator.set('gas-detector', 'fault', true)
    simulator.set('gas-detector', 'combustible-gas', 30)
    simulator.set('co-detector', 'carbon-monoxide', 50)
    simulator.set('cold-room-controller', 'defrosting', true)
    simulator.set('cold-room-controller', 'air-temperature', 15)
    await alarm(first, LEVEL_1, 'unacknowledged')
    await act(first, await alarm(first, 'cn-g01', 'unacknowledged'), 'acknowledge', { by: 'cook-1' })
    await act(first, await alarm(first, 'site-g03', 'unacknowledged'), 'shelve', { minutes: 60, reason: '等待配件' })
    await act(first, await alarm(first, 'oel-g04', 'unacknowledged'), 'out-of-service', { reason: '送检' })
    await alarm(first, 'oel-g05', 'unacknowledged')
    simulator.set('co-detector', 'carbon-monoxide', 2)
    await alarm(first, 'oel-g05', 'returned')
    await alarm(first, 'cn-t01', 'suppressed')

    const every = [LEVEL_1, 'cn-g01', 'site-g03', 'oel-g04', 'oel-g05', 'cn-t01']
    const before = await standing(first, every)
    expect(before.map(({ rule, state }) => `${rule} ${state}`)).toEqual([
      'cn-g01 acknowledged',
      'cn-t01 suppressed',
      'gas-monitor.alarm-level-1 unacknowledged',
      'oel-g04 out-of-service',
      'oel-g05 returned',
      'site-g03 shelved',
    ])
    const second = await kill()
    expect(await standing(second, every)).toEqual(before)

    const action = { cause: '软管老化', done: '关阀并更换软管', food: 'none', by: 'cook-1' }
    await act(second, await alarm(second, LEVEL_1, 'unacknowledged'), 'correction', action)
    simulator.set('gas-detector', 'combustible-gas', 2)
    await alarm(second, LEVEL_1, 'normal')
    await alarm(second, 'cn-g01', 'normal')
    const corrections = await standing(second, [LEVEL_1, 'cn-g01'])
    expect(corrections.map(({ correction }) => correction)).toEqual(['due', 'recorded'])
    const killedAt = Date.now()
    const third = await kill()
    expect(await standing(third, [LEVEL_1, 'cn-g01'])).toEqual(corrections)

    // What waited on goes on waiting: begun anew, it would come later.
    const { raisedAt } = await alarm(third, WAITING, 'unacknowledged')
    expect(raisedAt).toBeLessThan(killedAt + WAIT_SECONDS * 1000)
    const ended = await act(third, await alarm(third, LEVEL_1, 'normal'), 'verification', { by: 'manager-1' })
    expect(ended.body).toMatchObject({ state: 'normal', correction: 'verified' })
    await act(third, await alarm(third, 'oel-g05', 'returned'), 'acknowledge', { by: 'cook-1' })
    await alarm(third, 'oel-g05', 'normal')

    const { alarms } = (await third.get<Rows>('/api/alarms')).body
    const { alarms: closed } = (await third.get<Rows>('/api/alarms?closed=true')).body
    const raised = [...alarms, ...closed].filter(({ rule }) => [...every, WAITING].includes(rule))
    expect(raised.map(({ rule }) => rule).sort()).toEqual([...every, WAITING].sort())
    // Who acted at once need not be told; the others are, whatever was killed meanwhile.
    const told = raised.filter(({ rule }) => [LEVEL_1, 'oel-g05', WAITING].includes(rule))
    await third.until<object, true>('/api/notify/log', () => told.every(({ id }) => keys.includes(`${id}.raised`)))
    const raisings = keys.filter((key) => key.endsWith('.raised') && told.some(({ id }) => key.startsWith(id)))
    expect(new Set(raisings).size).toBe(told.length)
    const { steps } = (await third.get<Steps>(`/api/alarms/${before[2]?.id}/steps`)).body
    expect(steps.map(({ step }) => step).filter((step) => step !== 'escalated')).toEqual([
      'raised',
      'corrected',
      'cleared',
      'verified',
    ])
  },
)
