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
