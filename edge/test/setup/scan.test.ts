import type { Bus } from '@zaojun/core'
import { expect, it, onTestFinished } from 'vitest'
import { readPlan } from '../../../scripts/simulator/plan.ts'
import { hasSocat } from '../../../scripts/simulator/ports.ts'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import type { Scan } from '../../src/setup/scan/shapes.ts'
import { type Caller, startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Requests = { unit: string; pdu: Uint8Array }[]

const ON_THE_LINE = ['store-transmitter', 'probe-module', 'gas-detector']

/** One simulated line with four units, of which the box knows what a test tells it. */
async function line(transport: Bus['transport'], serial = false) {
  const requests: Requests = []
  const [bus] = readPlan().buses.filter(({ id }) => id === 'sensor-line')
  const relay = { id: 'valve-board', profile: 'waveshare-relay-8ch', address: 4 }
  const plan = {
    buses: [
      {
        id: 'line',
        name: 'line',
        transport,
        baudRate: 19200,
        parity: 'even' as const,
        units: [...(bus?.units ?? []).filter(({ id }) => ON_THE_LINE.includes(id)), relay],
      },
    ],
    devices: [],
  }
  const simulator = new Simulator({ plan, serial, onRequest: (unit, pdu) => requests.push({ unit, pdu }) })
  await simulator.start()
  onTestFinished(() => simulator.stop())
  simulator.set('store-transmitter', 'air-temperature', 21.5)
  const { gateway, box } = await startBox(temporaryFolder('scan'))
  const { buses, units } = simulator.kitchen()
  return { simulator, gateway, box, requests, bus: buses[0] as Bus, units }
}

const ended = (box: Caller, id: string) =>
  box.until<Scan, Scan>(`/api/scans/${id}`, (scan) => scan.state !== 'running' && scan)

it('[G2] scans a running bus in its pauses, names what answers, and one change makes it a device', async () => {
  const { simulator, box, requests, bus, units } = await line('modbus-rtu-over-tcp')
  const known = units.filter(({ id }) => id === 'gas-detector')
  await box.send('POST', '/api/kitchen', { buses: [bus], units: known, devices: [] })
  await box.until<{ health: string }[], string>('/api/units', ([unit]) => unit?.health === 'online' && unit.health)
  const { body: begun } = await box.send<Scan>('POST', '/api/scans', { bus: 'line', from: 1, to: 5, withinMs: 40 })
  expect(await box.send('POST', '/api/scans', { bus: 'line', from: 1, to: 2 })).toMatchObject({
    status: 409,
    body: { code: 'SCAN_RUNNING', zh: '已有一次扫描在进行' },
  })
  const scan = await ended(box, begun.id)
  expect(scan).toMatchObject({ state: 'done', done: 5, total: 5, known: [{ unit: 'gas-detector', address: 3 }] })
  expect(scan.found.map(({ address, suggestions }) => [address, suggestions[0]?.profile])).toEqual([
    [1, 'xy-md02'],
    [2, 'pt100-8ch'],
    [4, 'waveshare-relay-8ch'],
  ])
  expect(scan.found[0]?.suggestions[0]?.values['air-temperature']).toMatchObject({ value: 21.5, quality: 'good' })
  expect(requests.every(({ pdu }) => (pdu[0] ?? 0) >= 1 && (pdu[0] ?? 0) <= 4)).toBe(true)

  const made = await box.send('POST', '/api/kitchen', {
    buses: [],
    units: [{ id: 'store-transmitter', bus: 'line', profile: 'xy-md02', address: 1 }],
    devices: [{ id: 'store', kind: 'warehouse-climate', name: '干货库', zone: 'warehouse', unit: 'store-transmitter' }],
  })
  expect(made.status).toBe(200)
  simulator.set('store-transmitter', 'air-temperature', 23)
  type Home = { latest: { device: string; point: string; value: unknown; seq: number | null }[] }
  const seq = await box.until<Home, number>('/api/home', ({ latest }) => {
    const row = latest.find(({ device, point }) => device === 'store' && point === 'air-temperature')
    return row?.value === 23 && row.seq !== null && row.seq
  })
  expect(seq).toBeGreaterThan(0)
})

it('keeps the rate of a polled unit and lets an order go first while it scans', async () => {
  const { box, bus, units } = await line('modbus-tcp')
  const known = units.filter(({ id }) => id === 'valve-board')
  const valve = { id: 'valve', kind: 'safety-valve', name: '总阀', zone: 'cooking', unit: 'valve-board', position: 1 }
  await box.send('POST', '/api/kitchen', { buses: [bus], units: known, devices: [valve] })
  await box.until<{ health: string }[], string>('/api/units', ([unit]) => unit?.health === 'online' && unit.health)
  const { body } = await box.send<Scan>('POST', '/api/scans', { bus: 'line', from: 20, to: 247, withinMs: 50 })
  const order = await box.send('POST', '/api/devices/valve/commands', { command: 'close' })
  expect(order.body).toMatchObject({ result: 'confirmed' })
  const cancelled = await box.send<Scan>('DELETE', `/api/scans/${body.id}`)
  expect(cancelled.status).toBe(200)
  const scan = await ended(box, body.id)
  expect(scan.state).toBe('cancelled')
  expect(scan.done).toBeLessThan(scan.total)
  const [unit] = (await box.get<{ polls: number; answers: number }[]>('/api/units')).body
  expect(unit?.answers).toBeGreaterThanOrEqual(unit?.polls ?? 1)
})

it.skipIf(!hasSocat() && !process.env.CI)(
  'finds the speed of a serial line that is no bus yet, and leaves a port in use alone',
  async () => {
    const { box, bus } = await line('modbus-rtu', true)
    const { path } = bus
    const request = {
      line: { transport: 'modbus-rtu', path },
      from: 1,
      to: 2,
      baudRates: [9600, 19200],
      parities: ['none', 'even'],
    }
    const { body } = await box.send<Scan>('POST', '/api/scans', { ...request, withinMs: 40 })
    const scan = await ended(box, body.id)
    expect(scan).toMatchObject({ state: 'done', total: 8 })
    // A pseudo-terminal has no speed: every setting finds both units.
    expect(scan.found.map(({ line: { baudRate, parity }, address }) => `${baudRate} ${parity} ${address}`)).toContain(
      '19200 even 1',
    )
    await box.send('PUT', '/api/buses/line', { ...bus, simulated: true })
    expect(await box.send('POST', '/api/scans', request)).toMatchObject({ body: { code: 'SCAN_PORT_IN_USE' } })
    const other = { bus: 'line', from: 1, to: 1, baudRates: [9600, 19200] }
    expect(await box.send('POST', '/api/scans', other)).toMatchObject({ body: { code: 'SCAN_NEEDS_PAUSE' } })
    const paused = await box.send<Scan>('POST', '/api/scans', { ...other, pause: true, withinMs: 40 })
    expect((await ended(box, paused.body.id)).found).toHaveLength(2)
    await box.until<{ connected: boolean }[], true>('/api/buses', ([row]) => row?.connected === true)
  },
)

it('says why a line cannot be scanned', async () => {
  const { box } = await line('modbus-tcp')
  const fails = async (body: object) => (await box.send<{ code: string }>('POST', '/api/scans', body)).body.code
  expect(await fails({ from: 1, to: 2 })).toBe('SCAN_TARGET')
  expect(await fails({ bus: 'nowhere', from: 1, to: 2 })).toBe('SCAN_BUS')
  expect(await fails({ line: { transport: 'modbus-tcp', host: '127.0.0.1' }, from: 1, to: 2 })).toBe('SCAN_TARGET')
  const dead = { line: { transport: 'modbus-rtu', path: '/dev/no-such-port' }, from: 1, to: 2 }
  const { body } = await box.send<Scan>('POST', '/api/scans', dead)
  expect(await ended(box, body.id)).toMatchObject({ state: 'failed', error: { code: 'SCAN_LINE' } })
})
