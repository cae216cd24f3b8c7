import { expect, it } from 'vitest'
import { type Caller, SITE, startBox, startKitchen } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Calibration = {
  id: string
  unit: string
  channel: string
  inForce?: boolean
  overdue?: boolean
  at: number | null
}
type Channel = {
  channel: string
  value: unknown
  read?: number
  calibration?: string
  derived?: boolean
  points: object[]
}
type Series = { v: (number | null)[]; q: string[]; c?: (string | null)[] }

const channel = (box: Caller, unit: string, name: string, fits: (row: Channel) => boolean) =>
  box.until<Channel[], Channel>(`/api/units/${unit}/channels`, (rows) =>
    rows.find((row) => row.channel === name && fits(row)),
  )

it('[G2] corrects a channel by a calibration written once, whose id the readings carry up to the cloud', async () => {
  const { admin, box, simulator } = await startKitchen(temporaryFolder('calibration'), ['sensor-line'])
  await box.send('PUT', '/api/units/store-transmitter', {
    id: 'store-transmitter',
    bus: 'sensor-line',
    profile: 'xy-md02',
    address: 1,
    params: { 'poll-ms': 100 },
  })
  simulator.set('store-transmitter', 'air-temperature', 20)
  await channel(box, 'store-transmitter', 'air-temperature', ({ value }) => value === 20)
  const of = { unit: 'store-transmitter', channel: 'air-temperature', certificate: 'JL-2026-0417' }
  const { body: first } = await box.send<Calibration>('POST', '/api/calibrations', {
    ...of,
    method: 'two-point',
    points: [
      { read: 0.4, reference: 0 },
      { read: 50.4, reference: 49 },
    ],
    due: '2020-01-31',
  })
  const corrected = await channel(box, of.unit, of.channel, ({ calibration }) => calibration === first.id)
  expect(corrected).toMatchObject({ value: 19.208, read: 20, points: [{ device: 'dry-store-climate' }] })

  const home = await box.until<{ health: Record<string, { health: string; notes?: string[] }> }, object>(
    '/api/home',
    ({ health }) => health['dry-store-climate']?.notes && health['dry-store-climate'],
  )
  expect(home).toMatchObject({ health: 'online', notes: ['calibration-overdue'] })

  const again = { ...of, method: 'offset', points: [{ read: 20, reference: 20 }] }
  const { body: second } = await box.send<Calibration>('POST', '/api/calibrations', again)
  await channel(box, of.unit, of.channel, ({ calibration, value }) => calibration === second.id && value === 20)
  const { body: kept } = await box.get<{ calibrations: Calibration[] }>(`/api/calibrations?unit=${of.unit}`)
  expect(kept.calibrations).toMatchObject([
    { id: first.id, inForce: false, overdue: true },
    { id: second.id, inForce: true, overdue: false },
  ])
  for (const method of ['PUT', 'PATCH', 'DELETE'])
    expect((await box.send(method, `/api/calibrations/${first.id}`, again)).status).toBe(404)

  const query = `device=dry-store-climate&point=air-temperature&from=0&to=${Date.now() + 60_000}&resolution=raw`
  const series = await admin.until<Series, Series>(
    `/v1/sites/${SITE.id}/series?${query.replace('from=0', `from=${Date.now() - 3_600_000}`)}`,
    (answer) => answer.c?.includes(second.id) && answer,
  )
  expect(series.c).toContain(null)
  const at = series.c?.indexOf(first.id) ?? -1
  expect([series.v[at], series.q[at]]).toEqual([19.208, 'good'])
  type Events = { events: { event?: string; data?: { id?: string; certificate?: string } }[] }
  const told = await admin.until<Events, object>(`/v1/sites/${SITE.id}/events?types=event`, ({ events }) =>
    events.find(({ event, data }) => event === 'calibration-added' && data?.id === first.id),
  )
  expect(told).toMatchObject({ data: { certificate: 'JL-2026-0417', by: 'admin', method: 'two-point' } })
})

it('refuses a calibration that cannot hold, and keeps those it has over a restart', async () => {
  const folder = temporaryFolder('calibration')
  const { gateway, box } = await startBox(folder)
  const bus = { id: 'line', name: 'line', transport: 'stream-tcp', host: '127.0.0.1', port: 9 }
  const unit = { id: 'scale', bus: 'line', profile: 'yaohua-xk3190-a9' }
  await box.send('POST', '/api/kitchen', { buses: [bus], units: [unit], devices: [] })
  const send = (body: object) =>
    box.send<{ code?: string; zh?: string }>('POST', '/api/calibrations', {
      unit: 'scale',
      channel: 'displayed',
      method: 'offset',
      points: [{ read: 1, reference: 1.02 }],
      ...body,
    })
  expect((await send({ channel: 'net' })).body).toMatchObject({ code: 'CALIBRATION_DERIVED' })
  expect((await send({ channel: 'stable' })).body).toMatchObject({ code: 'CALIBRATION_DERIVED' })
  expect((await send({ method: 'two-point' })).body).toMatchObject({ code: 'CALIBRATION_POINTS' })
  expect((await send({ due: '2027-02-30' })).body).toMatchObject({ code: 'CALIBRATION_DUE' })
  expect((await send({})).status).toBe(200)
  await gateway.stop()
  const { box: later } = await startBox(folder)
  const { body } = await later.get<{ calibrations: Calibration[] }>('/api/calibrations')
  expect(body.calibrations).toMatchObject([{ unit: 'scale', channel: 'displayed', inForce: true }])
})
