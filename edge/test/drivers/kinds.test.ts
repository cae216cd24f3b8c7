import { describe, expect, it } from 'vitest'
import { itOnSerial, type Rig, rigOf } from './rig.ts'

const scale = [{ id: 'scale', profile: 'yaohua-xk3190-a9', params: { capacity: 60, division: 0.01, tare: 1.5 } }]
const climate = [{ id: 'store', profile: 'xy-md02', address: 7, params: { 'poll-ms': 100 } }]

async function weighs({ simulator, ear }: Rig): Promise<void> {
  simulator.set('scale', 'displayed', 12.34)
  const gross = await ear.sample('gross', ({ value }) => value === 12.34)
  await ear.sample('stable', ({ value }) => value === true)
  const latest = (channel: string) => ear.samples.findLast((sample) => sample.channel === channel)
  expect(gross.quality).toBe('good')
  expect(latest('net')?.value).toBe(10.84)
  expect(latest('tare')?.value).toBe(1.5)
  expect(latest('overload')?.value).toBe(false)
}

async function readsClimate({ simulator, ear }: Rig): Promise<void> {
  simulator.set('store', 'air-temperature', -18.5)
  simulator.set('store', 'relative-humidity', 63.2)
  const cold = await ear.sample('air-temperature', ({ value }) => value === -18.5)
  const damp = await ear.sample('relative-humidity', ({ value }) => value === 63.2, 0)
  expect([cold.quality, damp.quality]).toEqual(['good', 'good'])
}

describe('a cloud scale', () => {
  it('[D4] gives gross, net, tare, stable and overload over a raw TCP stream', async () => {
    await weighs(await rigOf('stream-tcp', scale))
  })

  itOnSerial('[D4] gives the same over a serial line', async () => {
    await weighs(await rigOf('stream-serial', scale))
  })

  it('[D4] is not stable while goods move', async () => {
    const { simulator, ear } = await rigOf('stream-tcp', scale)
    simulator.set('scale', 'displayed', 5)
    await ear.sample('stable', ({ value }) => value === true)
    simulator.set('scale', 'displayed', 9)
    const moving = await ear.sample('stable', ({ value }) => value === false)
    expect(moving.quality).toBe('good')
  })

  it('[D4] is overloaded beyond its capacity and nine divisions', async () => {
    const { simulator, ear } = await rigOf('stream-tcp', scale)
    simulator.set('scale', 'displayed', 60.1)
    expect((await ear.sample('overload', ({ value }) => value === true)).quality).toBe('good')
  })

  it('[D4] showing dashes has no weight, and says so', async () => {
    const { simulator, ear } = await rigOf('stream-tcp', scale)
    simulator.set('scale', 'displayed', null)
    const dashes = await ear.sample('gross', ({ quality }) => quality === 'bad')
    expect(dashes).toMatchObject({ value: null, reason: 'not-a-number' })
  })
})

describe('warehouse climate', () => {
  it.each(['modbus-tcp', 'modbus-rtu-over-tcp'] as const)('[D6] arrives over %s', async (transport) => {
    await readsClimate(await rigOf(transport, climate))
  })

  itOnSerial('[D6] arrives over a serial line', async () => {
    await readsClimate(await rigOf('modbus-rtu', climate))
  })
})

describe('core temperature probes', () => {
  const module = [{ id: 'module', profile: 'pt100-8ch', address: 2, params: { 'poll-ms': 100 } }]

  it('[D8] share one module, each on its own channel', async () => {
    const { simulator, ear } = await rigOf('modbus-rtu-over-tcp', module)
    simulator.set('module', 'probe-1', 75.5)
    simulator.set('module', 'probe-2', -3.2)
    await ear.sample('probe-1', ({ value }) => value === 75.5)
    expect(ear.samples.findLast(({ channel }) => channel === 'probe-2')?.value).toBe(-3.2)
  })

  it('[D8] with a broken sensor read bad, not as a temperature', async () => {
    const { simulator, ear } = await rigOf('modbus-rtu-over-tcp', module)
    simulator.set('module', 'probe-3', null)
    const broken = await ear.sample('probe-3', ({ quality }) => quality === 'bad')
    expect(broken).toMatchObject({ value: null, reason: 'broken-sensor' })
    expect(ear.samples.findLast(({ channel }) => channel === 'probe-4')?.quality).toBe('good')
  })
})

describe('a gas monitor', () => {
  const gas = [{ id: 'gas', profile: 'pemtech-pt495', address: 3, params: { resolution: 0.1, 'poll-ms': 100 } }]

  it('[D17] gives concentration and both alarm levels', async () => {
    const { simulator, ear } = await rigOf('modbus-rtu-over-tcp', gas)
    simulator.set('gas', 'combustible-gas', 25.4)
    await ear.sample('combustible-gas', ({ value }) => value === 25.4)
    expect(ear.samples.findLast(({ channel }) => channel === 'alarm-level-1')?.value).toBe(true)
    expect(ear.samples.findLast(({ channel }) => channel === 'alarm-level-2')?.value).toBe(false)
    simulator.set('gas', 'combustible-gas', 40)
    expect((await ear.sample('alarm-level-2', ({ value }) => value === true)).quality).toBe('good')
  })

  it('[D17] gives its fault', async () => {
    const { simulator, ear } = await rigOf('modbus-tcp', gas)
    simulator.set('gas', 'fault', true)
    expect((await ear.sample('fault', ({ value }) => value === true)).quality).toBe('good')
  })

  it('[D17] with a sensor for another gas never shows its ppm as %LEL', async () => {
    const { simulator, ear } = await rigOf('modbus-rtu-over-tcp', gas)
    simulator.set('gas', 'gas-type', 4)
    const wrong = await ear.sample('combustible-gas', ({ quality }) => quality === 'bad')
    expect(wrong).toMatchObject({ value: null, reason: 'wrong-gas-type' })
  })

  it('[D17] that falls silent goes stale once, with its reason, and never repeats its last value', async () => {
    const { simulator, ear } = await rigOf('modbus-rtu-over-tcp', gas)
    await ear.reaches('gas', 'online', 0)
    simulator.kill('gas')
    expect(await ear.reaches('gas', 'offline')).toMatchObject({ reason: 'no-answer' })
    const from = ear.samples.length
    await ear.until(() => ear.samples.findLast(({ channel }) => channel === 'fault')?.quality === 'stale')
    const stale = ear.samples.filter(({ channel, quality }) => channel === 'combustible-gas' && quality === 'stale')
    expect(stale).toMatchObject([{ value: null, reason: 'no-answer' }])
    simulator.revive('gas')
    expect((await ear.sample('combustible-gas', () => true, from)).quality).toBe('good')
  })
})

describe('a safety valve', () => {
  const board = [{ id: 'board', profile: 'waveshare-relay-8ch', address: 1, params: { 'poll-ms': 100 } }]
  const close = { unit: 'board', channel: 'valve-2-closed', command: 'close' }

  it.each(['modbus-tcp', 'modbus-rtu-over-tcp'] as const)(
    '[D19] closes over %s, confirmed by read-back',
    async (transport) => {
      const { simulator, driver, ear } = await rigOf(transport, board)
      await ear.sample('valve-2-closed', ({ value }) => value === false)
      expect(await driver.command(close)).toEqual({ result: 'confirmed' })
      expect(simulator.unit('board').value('valve-2-closed')).toBe(true)
      expect(simulator.unit('board').value('valve-1-closed')).toBe(false)
      expect(ear.samples.findLast(({ channel }) => channel === 'valve-2-closed')?.value).toBe(true)
    },
  )

  itOnSerial('[D19] closes over a serial line, confirmed by read-back', async () => {
    const { driver, ear } = await rigOf('modbus-rtu', board)
    await ear.reaches('board', 'online', 0)
    expect(await driver.command(close)).toEqual({ result: 'confirmed' })
  })

  it('[D19] that does not move is reported as timed out', async () => {
    const { simulator, driver, ear } = await rigOf('modbus-rtu-over-tcp', board)
    await ear.reaches('board', 'online', 0)
    // The board echoes the order and nothing moves.
    const stuckBoard = simulator.unit('board')
    const answer = stuckBoard.answer.bind(stuckBoard)
    const stuck = (pdu: Uint8Array) => (pdu[0] === 5 ? pdu : answer(pdu))
    Object.defineProperty(stuckBoard, 'answer', { value: stuck })
    expect(await driver.command(close)).toEqual({ result: 'timed-out', reason: 'not-confirmed' })
  })

  it('[D19] on a dead board is reported as timed out', async () => {
    const { simulator, driver, ear } = await rigOf('modbus-rtu-over-tcp', board)
    await ear.reaches('board', 'online', 0)
    simulator.kill('board')
    expect(await driver.command(close)).toEqual({ result: 'timed-out', reason: 'no-answer' })
  })

  it('[D19] closes even when the first answers are spoiled', async () => {
    const { simulator, driver, ear } = await rigOf('modbus-rtu-over-tcp', [
      { id: 'board', profile: 'waveshare-relay-8ch', address: 1, params: { 'poll-ms': 60_000 } },
    ])
    await ear.sample('valve-2-closed', () => true, 0)
    simulator.inject('board', 'wrong-checksum')
    simulator.inject('board', 'half-frame')
    expect(await driver.command(close)).toEqual({ result: 'confirmed' })
  })

  it.each([
    ['an unknown command', { ...close, command: 'open' }, 'unknown-command'],
    ['an unknown channel', { ...close, channel: 'valve-9-closed' }, 'unknown-command'],
    ['an unknown unit', { ...close, unit: 'other' }, 'unknown-unit'],
  ])('[D19] refuses %s and writes nothing', async (_title, order, reason) => {
    const { simulator, driver, ear } = await rigOf('modbus-rtu-over-tcp', board)
    await ear.reaches('board', 'online', 0)
    expect(await driver.command(order)).toEqual({ result: 'refused', reason })
    expect(simulator.unit('board').requests.every((pdu) => pdu[0] === 1)).toBe(true)
  })

  it('[D19] refuses at once while the bus is away', async () => {
    const { simulator, driver, ear } = await rigOf('modbus-rtu-over-tcp', board)
    await ear.reaches('board', 'online', 0)
    await simulator.unplug('line')
    await ear.reaches('board', 'offline', 0)
    expect(await driver.command(close)).toEqual({ result: 'refused', reason: 'bus-disconnected' })
  })
})
