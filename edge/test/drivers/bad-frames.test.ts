import { describe, expect, it } from 'vitest'
import { FAULTS } from '../../../scripts/simulator/simulated-unit.ts'
import { eventually, itOnSerial, rigOf } from './rig.ts'

const climate = [{ id: 'store', profile: 'xy-md02', address: 7, params: { 'poll-ms': 60 } }]
const scale = [{ id: 'scale', profile: 'yaohua-xk3190-a9' }]

describe('on a Modbus RTU line', () => {
  it.each([
    ['garbage', 'garbage'],
    ['half-frame', 'half-frame'],
    ['wrong-checksum', 'wrong-checksum'],
    ['wrong-unit', 'wrong-unit'],
    ['exception', 'exception-6'],
  ] as const)('%s makes the channels bad, is counted and shown, and the bus goes on', async (fault, code) => {
    const { simulator, driver, ear } = await rigOf('modbus-rtu-over-tcp', climate)
    await ear.sample('air-temperature', ({ quality }) => quality === 'good')
    simulator.inject('store', fault)
    const spoiled = await ear.sample('air-temperature', ({ quality }) => quality === 'bad')
    expect(spoiled).toMatchObject({ value: null, reason: code })
    expect(driver.stats().errors[code]).toBe(1)
    const line = driver.trace('store').find(({ note }) => note === code)
    expect(line?.direction).toBe('rx')
    expect(line?.hex).toMatch(/^[0-9A-F]{2}( [0-9A-F]{2})+$/)
    expect((await ear.sample('air-temperature')).quality).toBe('good')
  })

  it('a late answer is never taken for the answer to the next request', async () => {
    const { simulator, driver, ear } = await rigOf('modbus-rtu-over-tcp', [
      { id: 'store', profile: 'xy-md02', address: 7, params: { 'poll-ms': 1500 } },
    ])
    await ear.sample('air-temperature')
    simulator.set('store', 'air-temperature', 11)
    await ear.sample('air-temperature', ({ value }) => value === 11)
    simulator.inject('store', 'late')
    await eventually(() => (driver.stats().errors['late-answer'] ?? 0) > 0)
    expect(driver.stats().errors['no-answer']).toBeGreaterThan(0)
    simulator.set('store', 'air-temperature', 12)
    expect((await ear.sample('air-temperature')).value).toBe(12)
  })

  itOnSerial('garbage on a real serial line is counted and the line goes on', async () => {
    const { simulator, driver, ear } = await rigOf('modbus-rtu', climate)
    await ear.reaches('store', 'online', 0)
    simulator.inject('store', 'garbage')
    expect((await ear.sample('air-temperature', ({ quality }) => quality === 'bad')).reason).toBe('garbage')
    expect((await ear.sample('air-temperature', ({ quality }) => quality === 'good')).value).toBeTypeOf('number')
    expect(driver.stats().errors.garbage).toBe(1)
  })

  it('only garbage opens the breaker with garbage as the reason', async () => {
    const { simulator, ear } = await rigOf('modbus-rtu-over-tcp', climate)
    await ear.reaches('store', 'online', 0)
    simulator.inject('store', 'garbage', 50)
    expect((await ear.reaches('store', 'offline')).reason).toBe('garbage')
  })
})

describe('on Modbus TCP', () => {
  it.each([
    ['wrong-unit', 'wrong-unit'],
    ['exception', 'exception-6'],
    ['garbage', 'garbage'],
  ] as const)('%s makes the channels bad and the bus goes on', async (fault, code) => {
    const { simulator, driver, ear } = await rigOf('modbus-tcp', climate)
    await ear.sample('air-temperature', ({ quality }) => quality === 'good')
    const from = ear.samples.length
    simulator.inject('store', fault)
    await ear.sample('air-temperature', ({ quality }) => quality !== 'good', from)
    expect(driver.stats().errors[code]).toBe(1)
    expect((await ear.sample('air-temperature', ({ quality }) => quality === 'good')).value).toBeTypeOf('number')
  })

  it('a late answer is dropped by its transaction number', async () => {
    const { simulator, driver, ear } = await rigOf('modbus-tcp', climate)
    await ear.reaches('store', 'online', 0)
    simulator.inject('store', 'late')
    await eventually(() => (driver.stats().errors['late-answer'] ?? 0) > 0)
    expect((await ear.sample('air-temperature', ({ quality }) => quality === 'good')).value).toBeTypeOf('number')
  })
})

describe('on a stream', () => {
  it('a wrong checksum is a bad sample and is shown with its bytes', async () => {
    const { simulator, driver, ear } = await rigOf('stream-tcp', scale)
    await ear.reaches('scale', 'online', 0)
    simulator.inject('scale', 'wrong-checksum')
    const spoiled = await ear.sample('gross', ({ quality }) => quality === 'bad')
    expect(spoiled).toMatchObject({ value: null, reason: 'wrong-checksum' })
    expect(driver.trace('scale').find(({ note }) => note === 'wrong-checksum')?.hex).toMatch(/^02 /)
    expect((await ear.sample('gross')).quality).toBe('good')
  })

  it.each(['garbage', 'half-frame'] as const)('%s is counted and the next frame is found', async (fault) => {
    const { simulator, driver, ear } = await rigOf('stream-tcp', scale)
    await ear.reaches('scale', 'online', 0)
    simulator.inject('scale', fault)
    await eventually(() => (driver.stats().errors.garbage ?? 0) > 0)
    expect((await ear.sample('gross', ({ quality }) => quality === 'good')).value).toBeTypeOf('number')
  })

  it('silence makes the readings stale once', async () => {
    const { simulator, ear } = await rigOf('stream-tcp', scale)
    await ear.reaches('scale', 'online', 0)
    simulator.kill('scale')
    const stale = await ear.sample('gross', ({ quality }) => quality === 'stale')
    expect(stale).toMatchObject({ value: null, reason: 'no-answer' })
    simulator.revive('scale')
    expect((await ear.sample('gross')).quality).toBe('good')
    expect(ear.samples.filter(({ channel, quality }) => channel === 'gross' && quality === 'stale')).toHaveLength(1)
  })

  it('takes no orders its profile does not have', async () => {
    const { driver } = await rigOf('stream-tcp', scale)
    const order = { unit: 'scale', channel: 'gross', command: 'tare' }
    expect(await driver.command(order)).toEqual({ result: 'refused', reason: 'unknown-command' })
  })
})

it('the simulator knows every fault tested here', () => {
  expect([...FAULTS].sort()).toEqual(['exception', 'garbage', 'half-frame', 'late', 'wrong-checksum', 'wrong-unit'])
})
