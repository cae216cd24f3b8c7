import { expect, it } from 'vitest'
import { SITE, startBox, startKitchen, startSimulator } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Registry = {
  units: { id: string; serialNumber?: string; since?: number }[]
  formerUnits?: { id: string; until: number | null; replacedBy: string; serialNumber?: string }[]
  devices: { id: string; points: Record<string, { unit: string; channel: string }> }[]
  warnings: { code: string; device: string; units: string[] }[]
}

it('[G2] a new unit in the place of a broken one: the device, its series and its history go on', async () => {
  const { admin, box, simulator } = await startKitchen(temporaryFolder('replace'), ['sensor-line'])
  await box.send('PUT', '/api/units/store-transmitter', {
    id: 'store-transmitter',
    bus: 'sensor-line',
    profile: 'xy-md02',
    address: 1,
    params: { 'poll-ms': 100 },
  })
  const seriesPath = () =>
    `/v1/sites/${SITE.id}/series?device=dry-store-climate&point=air-temperature&resolution=raw&from=${Date.now() - 3_600_000}&to=${Date.now() + 60_000}`
  simulator.set('store-transmitter', 'air-temperature', 11)
  await admin.until<{ v?: number[] }, true>(seriesPath(), ({ v }) => v?.includes(11) === true)
  await box.send('POST', '/api/calibrations', {
    unit: 'store-transmitter',
    channel: 'air-temperature',
    method: 'offset',
    points: [{ read: 11, reference: 12 }],
  })
  await admin.until<{ v?: number[] }, true>(seriesPath(), ({ v }) => v?.includes(12) === true)

  const { status, body } = await box.send<{ unit: string }>('POST', '/api/units/store-transmitter/replace', {
    serialNumber: 'SN-NEW',
  })
  expect([status, body.unit]).toEqual([200, 'store-transmitter.2'])
  const { body: registry } = await box.get<Registry>('/api/registry')
  expect(registry.formerUnits).toMatchObject([{ id: 'store-transmitter', replacedBy: 'store-transmitter.2' }])
  expect(registry.units.find(({ id }) => id === 'store-transmitter.2')).toMatchObject({
    serialNumber: 'SN-NEW',
    since: registry.formerUnits?.[0]?.until,
  })
  simulator.set('store-transmitter', 'air-temperature', 13)
  const series = await admin.until<{ v: number[]; c?: (string | null)[] }, { v: number[]; c?: (string | null)[] }>(
    seriesPath(),
    (answer) => answer.v?.includes(13) && answer,
  )
  // The calibration was the old unit's: the new one reads as it is.
  expect(series.v.filter((value) => [11, 12, 13].includes(value)).filter((v, i, all) => v !== all[i - 1])).toEqual(
    expect.arrayContaining([11, 12, 13]),
  )
  expect(series.c?.at(series.v.indexOf(13))).toBeNull()
  type Events = { events: { event?: string; data?: { unit?: string; devices?: string[] } }[] }
  const told = await admin.until<Events, object>(`/v1/sites/${SITE.id}/events?types=event`, ({ events }) =>
    events.find(({ event }) => event === 'unit-replaced'),
  )
  expect(told).toMatchObject({ data: { unit: 'store-transmitter', devices: ['dry-store-climate'] } })
})

it('passwords are written and never read back; only their names are listed', async () => {
  const { box, gateway } = await startBox(temporaryFolder('secrets'))
  expect((await box.send('PUT', '/api/secrets/bus.broker', { secret: 'kettle and steam' })).status).toBe(200)
  const { body: made } = await box.send<{ secret: string }>('POST', '/api/secrets/unit.terminal-1/generate')
  expect(made.secret).toMatch(/^[A-Za-z0-9_-]{24}$/)
  expect(gateway.box.secrets.get('unit.terminal-1')).toBe(made.secret)
  const listed = await box.get<{ names: string[] }>('/api/secrets')
  expect(listed.body).toEqual({ names: ['bus.broker', 'unit.terminal-1'] })
  expect((await box.send('PUT', '/api/secrets/flow-token', { secret: 'x' })).status).toBe(400)
  expect((await fetch(`${gateway.address}/api/secrets`)).status).toBe(401)
  await box.send('DELETE', '/api/secrets/bus.broker')
  expect((await box.get<{ names: string[] }>('/api/secrets')).body.names).toEqual(['unit.terminal-1'])
  const { body: entries } = await box.get<{ entries: object[] }>('/api/entries?types=event&limit=1000')
  expect(JSON.stringify(entries)).not.toContain('kettle')
  expect(JSON.stringify(entries)).not.toContain(made.secret)
})

it('a safety output that shares its bus with polled units is said, in set-up and at the device', async () => {
  const simulator = await startSimulator(['safety-line'])
  const { box } = await startBox(temporaryFolder('warning'), { simulator })
  expect((await box.get<Registry>('/api/registry')).body.warnings).toEqual([])
  const stray = { id: 'stray', bus: 'safety-line', profile: 'xy-md02', address: 7 }
  await box.send('PUT', '/api/units/stray', stray)
  const { warnings } = (await box.get<Registry>('/api/registry')).body
  expect(warnings).toMatchObject([
    { code: 'safety-output-shares-bus', device: 'main-gas-valve', units: ['stray'] },
    { code: 'safety-output-shares-bus', device: 'wok-gas-valve', units: ['stray'] },
  ])
  type Home = { health: Record<string, { notes?: string[] }> }
  const { health } = (await box.get<Home>('/api/home')).body
  expect(health['main-gas-valve']?.notes).toEqual(['safety-output-shares-bus'])
  expect(await box.send('PUT', '/api/units/twin', { ...stray, id: 'twin' })).toMatchObject({
    status: 409,
    body: { code: 'REGISTRY_ADDRESS_TAKEN', zh: expect.stringContaining('stray') },
  })
})
