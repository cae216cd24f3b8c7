import type { AlarmEntry } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import { type Caller, startBox, startSimulator } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Row = Omit<AlarmEntry, 'type' | 'step'>
type Rows = { alarms: Row[] }
const RULE = 'gas-monitor.alarm-level-1'
const SAFE = 2
const LEVEL_1 = 30

/** A real gateway over the simulated gas detector at the stove. */
async function stove(folder = temporaryFolder('alarms')) {
  const simulator = await startSimulator(['sensor-line'])
  const { box, gateway } = await startBox(folder, { simulator })
  const gas = (lel: number) => simulator.set('gas-detector', 'combustible-gas', lel)
  return { simulator, box, gateway, folder, gas }
}

const until = (box: Caller, state: string, rule = RULE) =>
  box.until<Rows, Row>('/api/alarms', ({ alarms }) => alarms.find((row) => row.rule === rule && row.state === state))
const gone = (box: Caller, id: string) =>
  box.until<Rows, true>('/api/alarms', ({ alarms }) => alarms.every((row) => row.id !== id) && true)
const act = (box: Caller, id: string, verb: string, body: object = {}) =>
  box.send<Row & { code: string }>('POST', `/api/alarms/${id}/${verb}`, body)
const steps = async (box: Caller, id: string) =>
  (await box.get<{ steps: AlarmEntry[] }>(`/api/alarms/${id}/steps`)).body.steps.map(({ step }) => step)

describe('the life of an alarm', () => {
  it('[S10.1] goes from raised over acknowledged to normal, and asks for a corrective action that another verifies', async () => {
    const { box, gas } = await stove()
    gas(LEVEL_1)
    const { id, ...raised } = await until(box, 'unacknowledged')
    expect(raised).toMatchObject({
      severity: 'major',
      device: 'stove-gas',
      active: true,
      value: true,
      correction: 'due',
    })
    expect((await act(box, id, 'acknowledge', { by: 'cook-1' })).body).toMatchObject({ state: 'acknowledged' })
    gas(SAFE)
    await until(box, 'normal')
    const action = { cause: '软管老化', done: '关阀并更换软管', food: 'none', by: 'cook-1' }
    expect((await act(box, id, 'correction', action)).body).toMatchObject({ correction: 'recorded' })
    expect((await act(box, id, 'verification', { by: 'cook-1' })).body.code).toBe('ALARM_SAME_PERSON')
    expect((await act(box, id, 'verification', { by: 'manager-1' })).body).toMatchObject({ correction: 'verified' })
    await gone(box, id)
    expect(await steps(box, id)).toEqual(['raised', 'acknowledged', 'cleared', 'corrected', 'verified'])
    const { body } = await box.get<Rows>('/api/alarms?closed=true')
    expect(body.alarms.map((row) => row.id)).toContain(id)
  })

  it('that returned before anybody looked waits to be acknowledged', async () => {
    const { box, gas } = await stove()
    gas(LEVEL_1)
    const { id } = await until(box, 'unacknowledged')
    gas(SAFE)
    await until(box, 'returned')
    gas(LEVEL_1)
    expect(await until(box, 'unacknowledged')).toMatchObject({ id, times: 2 })
  })

  it('stays shelved until its time is over, and then asks again', async () => {
    const { box, gas } = await stove()
    gas(LEVEL_1)
    const { id } = await until(box, 'unacknowledged')
    expect((await act(box, id, 'shelve', { minutes: 10, reason: '正在检修' })).body.state).toBe('shelved')
    expect((await act(box, id, 'unshelve')).body.state).toBe('unacknowledged')
    expect((await act(box, id, 'unshelve')).body.code).toBe('ALARM_STATE')
  })

  it('is taken out of service with a reason, and put back', async () => {
    const { box, gas } = await stove()
    gas(LEVEL_1)
    const { id } = await until(box, 'unacknowledged')
    expect((await act(box, id, 'out-of-service', {})).status).toBe(400)
    expect((await act(box, id, 'out-of-service', { reason: '探头送检' })).body.state).toBe('out-of-service')
    expect((await act(box, id, 'in-service')).body.state).toBe('unacknowledged')
  })

  it('goes on after a restart as it stood, and is not raised anew', async () => {
    const { box, gas, gateway, folder, simulator } = await stove()
    gas(LEVEL_1)
    const { id } = await until(box, 'unacknowledged')
    await act(box, id, 'acknowledge')
    await gateway.stop()
    const again = await startBox(folder)
    expect(simulator.unit('gas-detector').alive).toBe(true)
    const { alarms } = (await again.box.get<Rows>('/api/alarms')).body
    expect(alarms.filter(({ rule }) => rule === RULE)).toMatchObject([{ id, state: 'acknowledged', times: 1 }])
    gas(SAFE)
    await until(again.box, 'normal')
  })

  it('is unknown under another id', async () => {
    const { box } = await stove()
    expect((await act(box, 'no-such-alarm', 'acknowledge')).body.code).toBe('ALARM_UNKNOWN')
  })
})

describe('a site', () => {
  it('tries a rule on what was measured, then changes it with a reason', async () => {
    const { box, gas } = await stove()
    gas(LEVEL_1)
    const { id } = await until(box, 'unacknowledged')
    const trial = await box.send<{ outcomes: { device: string; alarms: object[] }[] }>(
      'POST',
      `/api/rules/${RULE}/trial`,
      { days: 1 },
    )
    expect(trial.body.outcomes[0]).toMatchObject({ device: 'stove-gas', alarms: [{ to: null }] })
    const decision = { enabled: false, reason: '由硬接线报警器负责', by: 'manager-1' }
    const { body } = await box.send('PUT', `/api/rules/${RULE}`, decision)
    expect(body).toMatchObject({ inForce: false, devices: [], setting: { ...decision } })
    await until(box, 'returned')
    expect(await steps(box, id)).toEqual(['raised', 'cleared'])
    expect((await box.send<{ code: string }>('PUT', '/api/rules/none', decision)).body.code).toBe('RULE_UNKNOWN')
  })
})
