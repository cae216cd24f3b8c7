import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AlarmEntry } from '@zaojun/core'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { startGatewayProcess } from '../../../scripts/gateway-process.ts'
import { Caller, PASSWORD, startSimulator } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Row = Omit<AlarmEntry, 'type' | 'step'>
type Rows = { alarms: Row[] }
const RULE = 'gas-monitor.alarm-level-1'
/** Five starts of a process. */
const PATIENCE = { timeout: 120_000 }

/** A gateway in a process of its own, killed by `kill` and started again. */
async function killable() {
  const folder = temporaryFolder('alarm-kill')
  const simulator = await startSimulator(['sensor-line'])
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
  const gas = (lel: number) => simulator.set('gas-detector', 'combustible-gas', lel)
  return { box: await log(), kill, gas }
}

/** The alarm in a state that is on disk: people hear of it sooner. */
async function alarm(box: Caller, state: string): Promise<Row> {
  const found = await box.until<Rows, Row>('/api/alarms', ({ alarms }) =>
    alarms.find((row) => row.rule === RULE && row.state === state),
  )
  await box.until<{ steps: AlarmEntry[] }, true>(
    `/api/alarms/${found.id}/steps`,
    ({ steps }) => steps.at(-1)?.state === state,
  )
  return found
}

it(
  '[G4] kill -9 in every state of an alarm: it goes on as it stood, none is lost and none raised anew',
  PATIENCE,
  async () => {
    const { box: first, kill, gas } = await killable()
    gas(30)
    const raised = await alarm(first, 'unacknowledged')
    const act = (box: Caller, verb: string, body: object = {}) =>
      box.send<Row>('POST', `/api/alarms/${raised.id}/${verb}`, body)

    let box = await kill()
    expect(await alarm(box, 'unacknowledged')).toEqual(raised)

    await act(box, 'shelve', { minutes: 60, reason: '等待配件' })
    const shelved = await alarm(box, 'shelved')
    box = await kill()
    expect(await alarm(box, 'shelved')).toEqual(shelved)

    await act(box, 'out-of-service', { reason: '送检' })
    box = await kill()
    await alarm(box, 'out-of-service')
    await act(box, 'in-service')
    await act(box, 'unshelve')

    await act(box, 'acknowledge', { by: 'cook-1' })
    box = await kill()
    await alarm(box, 'acknowledged')

    gas(2)
    expect(await alarm(box, 'normal')).toMatchObject({ id: raised.id, correction: 'due' })
    type Steps = { steps: AlarmEntry[] }
    const steps = await box.until<Steps, AlarmEntry[]>(
      `/api/alarms/${raised.id}/steps`,
      ({ steps }) => steps.some(({ step }) => step === 'cleared') && steps,
    )
    expect(steps.map(({ step }) => step)).toEqual([
      'raised',
      'shelved',
      'out-of-service',
      'in-service',
      'unshelved',
      'acknowledged',
      'cleared',
    ])
  },
)
