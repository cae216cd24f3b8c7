import type { AlarmEntry } from '@zaojun/core'
import { expect, it } from 'vitest'
import type { Overview } from '../../src/alarms/overview.ts'
import type { AlarmFigures } from '../../src/ledger/alarm-figures.ts'
import { type Caller, startBox, startUnits } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { RunningTime } from '../harness/running-time.ts'

type Row = Omit<AlarmEntry, 'type' | 'step'>
type Rows = { alarms: Row[] }
const LEVEL_1 = 'gas-monitor.alarm-level-1'
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

async function kitchen(...units: string[]) {
  const simulator = await startUnits(...units)
  const time = new RunningTime()
  const folder = temporaryFolder('overview')
  const { box, gateway } = await startBox(folder, { simulator, hooks: { time } })
  const again = async () => {
    await gateway.stop()
    return (await startBox(folder, { hooks: { time } })).box
  }
  return { simulator, time, box, again }
}
const until = (box: Caller, state: string, rule = LEVEL_1, subject?: string) =>
  box.until<Rows, Row>('/api/alarms', ({ alarms }) =>
    alarms.find((row) => row.rule === rule && row.state === state && row.subject === subject),
  )
const overview = (box: Caller, pick: (overview: Overview) => boolean) =>
  box.until<Overview, Overview>('/api/alarms/overview', (all) => pick(all) && all)
const shows = (box: Caller, point: string, value: boolean) =>
  box.until<{ latest: { point: string; value: unknown }[] }, true>(
    '/api/home',
    ({ latest }) => latest.some((row) => row.point === point && row.value === value) && true,
  )

it('devices that fall silent together on a bus are one group with one sound', async () => {
  const { simulator, time, box } = await kitchen('cold-room-controller', 'fridge-controller')
  await box.until<{ latest: { quality: string; point: string }[] }, true>(
    '/api/home',
    ({ latest }) =>
      latest.filter(({ quality, point }) => point === 'air-temperature' && quality === 'good').length >= 2,
  )
  simulator.unit('cold-room-controller').alive = false
  simulator.unit('fridge-controller').alive = false
  time.pass(16 * MINUTE_MS)
  const { groups, counted } = await overview(box, ({ groups }) => (groups[0]?.count ?? 0) >= 2)
  expect(groups).toMatchObject([{ key: 'bus:cold-line', cause: 'bus', sounding: true }])
  expect(counted).toBe(0)
})

it('an alarm that comes and goes three times in a minute says so, clears only after a steady minute, and goes on over a restart', async () => {
  const { simulator, time, box, again } = await kitchen('gas-detector')
  const gas = (lel: number) => simulator.set('gas-detector', 'combustible-gas', lel)
  for (let n = 0; n < 2; n++) {
    gas(30)
    await until(box, 'unacknowledged')
    gas(2)
    await until(box, 'returned')
  }
  gas(30)
  const { id } = await until(box, 'unacknowledged')
  expect(await until(box, 'unacknowledged', 'alarm-chattering', LEVEL_1)).toMatchObject({
    device: 'stove-gas',
    severity: 'info',
    value: 3,
  })
  expect((await overview(box, () => true)).chattering).toContain(id)
  const restarted = await again()
  gas(2)
  await shows(restarted, 'alarm-level-1', false)
  expect((await restarted.get<Rows>('/api/alarms')).body.alarms.find((row) => row.id === id)).toMatchObject({
    active: true,
    times: 3,
  })
  time.pass(MINUTE_MS)
  await until(restarted, 'returned')
  time.pass(10 * MINUTE_MS)
  await until(restarted, 'returned', 'alarm-chattering', LEVEL_1)
  expect((await overview(restarted, () => true)).chattering).toEqual([])
})

it('[D12] a device that speaks of events alone is watched by whether its unit answers', async () => {
  const { simulator, time, box } = await kitchen('valve-board')
  await shows(box, 'closed', false)
  simulator.unit('valve-board').alive = false
  await box.until<{ health: Record<string, { health: string }> }, true>(
    '/api/home',
    ({ health }) => Object.values(health).some((each) => each.health === 'offline') && true,
  )
  time.pass(2 * MINUTE_MS)
  await until(box, 'unacknowledged', 'safety-device-unreachable')
})

it('the figures count what called people, how soon they answered, and what stands for more than a day', async () => {
  const { simulator, time, box, again } = await kitchen('gas-detector')
  simulator.set('gas-detector', 'combustible-gas', 30)
  const { id } = await until(box, 'unacknowledged')
  time.pass(20 * MINUTE_MS)
  await box.send('POST', `/api/alarms/${id}/acknowledge`, { by: 'cook-1' })
  const figures = async (from: Caller, hours: number) =>
    (await from.get<AlarmFigures>(`/api/alarms/figures?hours=${hours}`)).body
  const today = await figures(box, 1)
  expect(today.severities.find(({ severity }) => severity === 'major')).toMatchObject({
    acknowledged: 1,
    withinLimit: 0,
    limitMs: 15 * MINUTE_MS,
  })
  expect(today.frequent).toContainEqual(
    expect.objectContaining({ rule: LEVEL_1, device: 'stove-gas', raised: 1, title: expect.anything() }),
  )
  const restarted = await again()
  time.pass(DAY_MS)
  const later = await figures(restarted, 48)
  expect(later.stale.map((row) => row.id)).toContain(id)
  expect(later).toMatchObject({ complete: true, limits: { perDay: 150 } })
  expect(later.rate.perDay).toBeCloseTo(later.raised / 2)
  expect(later.rate.peak.raised).toBeGreaterThan(0)
})
