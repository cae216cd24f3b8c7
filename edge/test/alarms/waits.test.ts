import type { AlarmEntry } from '@zaojun/core'
import { expect, it } from 'vitest'
import { type Caller, startBox, startSimulator } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { RunningTime } from '../harness/running-time.ts'

type Rows = { alarms: AlarmEntry[] }
const RULE = 'gas-monitor.fault'
const MINUTE_MS = 60_000
const FIFTEEN_MINUTES_S = 900

const standing = (box: Caller) =>
  box.until<Rows, AlarmEntry>('/api/alarms', ({ alarms }) => alarms.find(({ rule }) => rule === RULE))

it('a wait that began before a restart ends when it would have ended', async () => {
  const folder = temporaryFolder('waits')
  const simulator = await startSimulator(['sensor-line'])
  const time = new RunningTime()
  const { box, gateway } = await startBox(folder, { simulator, hooks: { time } })
  await box.send('PUT', `/api/rules/${RULE}`, {
    forSeconds: FIFTEEN_MINUTES_S,
    reason: '瞬时故障常见',
    by: 'manager-1',
  })
  simulator.set('gas-detector', 'fault', true)
  await box.until<{ latest: { point: string; value: unknown }[] }, true>('/api/home', ({ latest }) =>
    latest.some(({ point, value }) => point === 'fault' && value === true),
  )
  time.pass(10 * MINUTE_MS)
  await gateway.stop()
  const again = await startBox(folder, { hooks: { time } })
  const { alarms } = (await again.box.get<Rows>('/api/alarms')).body
  expect(alarms.filter(({ rule }) => rule === RULE)).toEqual([])
  time.pass(5 * MINUTE_MS)
  expect(await standing(again.box)).toMatchObject({ rule: RULE, state: 'unacknowledged' })
})

it('what nobody acknowledges goes to the next level', async () => {
  const simulator = await startSimulator(['sensor-line'])
  const time = new RunningTime()
  const { box } = await startBox(temporaryFolder('escalation'), { simulator, hooks: { time } })
  simulator.set('gas-detector', 'fault', true)
  expect(await standing(box)).toMatchObject({ level: 0 })
  time.pass(2 * MINUTE_MS)
  await box.until<Rows, true>('/api/alarms', ({ alarms }) => alarms.some(({ level }) => level === 1))
})

it('a site decides who is called and when, by whom and why; the last is called again until somebody acknowledges', async () => {
  const simulator = await startSimulator(['sensor-line'])
  const time = new RunningTime()
  const folder = temporaryFolder('site-escalation')
  const { box, gateway } = await startBox(folder, { simulator, hooks: { time } })
  const put = (critical: object) =>
    box.send<{ code: string; decision: object }>('PUT', '/api/alarms/escalation', {
      plan: { critical },
      reason: '夜间只有经理值班',
      by: 'manager-1',
    })
  const falling = [
    { minutes: 5, calls: 'manager' },
    { minutes: 5, calls: 'head-office' },
  ]
  expect((await put({ steps: falling })).body.code).toBe('ESCALATION_ORDER')
  expect((await put({ steps: [] })).body.code).toBe('ESCALATION_CRITICAL')
  const plan = { steps: [{ minutes: 30, calls: 'manager' }], repeatMinutes: 10 }
  expect((await put(plan)).body).toMatchObject({ plan: { critical: plan }, decision: { by: 'manager-1' } })
  await gateway.stop()
  const { box: again } = await startBox(folder, { hooks: { time } })
  simulator.set('gas-detector', 'fault', true)
  const { id } = await standing(again)
  const called = (wanted: Partial<AlarmEntry>) =>
    again.until<{ steps: AlarmEntry[] }, AlarmEntry>(`/api/alarms/${id}/steps`, ({ steps }) =>
      steps.find((step) => step.step === 'escalated' && step.level === wanted.level && step.repeats === wanted.repeats),
    )
  time.pass(30 * MINUTE_MS)
  expect(await called({ level: 1, repeats: 0 })).toMatchObject({ calls: 'manager' })
  time.pass(10 * MINUTE_MS)
  expect(await called({ level: 1, repeats: 1 })).toMatchObject({ calls: 'manager' })
  await again.send('POST', `/api/alarms/${id}/acknowledge`, {})
  time.pass(10 * MINUTE_MS)
  const { steps } = (await again.get<{ steps: AlarmEntry[] }>(`/api/alarms/${id}/steps`)).body
  expect(steps.map(({ step }) => step)).toEqual(['raised', 'escalated', 'escalated', 'acknowledged'])
})
