import { describe, expect, it } from 'vitest'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, catalogue, Ear, itOnSerial, type Rig, rigOf } from './rig.ts'

const climate = [{ id: 'store', profile: 'xy-md02', address: 7, params: { 'poll-ms': 60 } }]
const scale = [{ id: 'scale', profile: 'yaohua-xk3190-a9' }]

/** `silently`: the port may go without a word, and its silence is noticed first. */
async function goesAndComesBack({ simulator, driver, ear }: Rig, unit: string, channel: string, silently = false) {
  await ear.reaches(unit, 'online', 0)
  const before = ear.samples.length
  const told = ear.health.length
  await simulator.unplug('line')
  await ear.until(() => ear.health.slice(told).find(({ reason }) => reason === 'bus-disconnected'))
  expect(ear.health.at(-1)).toMatchObject({ unit, health: 'offline' })
  expect(driver.stats().connected).toBe(false)
  const stale = await ear.sample(channel, ({ quality }) => quality === 'stale', before)
  expect(stale.value).toBeNull()
  expect(silently ? ['bus-disconnected', 'no-answer'] : ['bus-disconnected']).toContain(stale.reason)
  await ear.until(() => ear.faults.some(({ code }) => code === 'bus-unreachable'))
  await simulator.plug('line')
  const back = await ear.sample(channel, ({ quality }) => quality === 'good')
  expect(back.value).toBeTypeOf('number')
  const since = ear.samples.slice(before)
  expect(since.filter((each) => each.channel === channel && each.quality === 'stale')).toHaveLength(1)
  expect(driver.stats().connected).toBe(true)
}

describe('a bus that vanishes and returns', () => {
  it('[G2] is found again over Modbus TCP', async () => {
    await goesAndComesBack(await rigOf('modbus-tcp', climate), 'store', 'air-temperature')
  })

  it('[G2] is found again over a raw TCP stream', async () => {
    await goesAndComesBack(await rigOf('stream-tcp', scale), 'scale', 'gross')
  })

  itOnSerial('[G2] is found again on a serial Modbus line', async () => {
    await goesAndComesBack(await rigOf('modbus-rtu', climate), 'store', 'air-temperature')
  })

  itOnSerial('[G2] is found again on a serial stream', async () => {
    await goesAndComesBack(await rigOf('stream-serial', scale), 'scale', 'gross', true)
  })
})

it('a bus that is not there from the start makes its units stale, and is tried again until it is', async () => {
  const { simulator, ear, bus, driver } = await rigOf('modbus-tcp', climate)
  await driver.stop()
  await simulator.unplug('line')
  const later = new Ear()
  const again = createBusDriver(bus, catalogue, later.context)
  again.setUnits([{ ...climate[0], id: 'store', profile: 'xy-md02', bus: bus.id }])
  again.start()
  atEnd(() => again.stop())
  expect(await later.sample('air-temperature')).toMatchObject({
    value: null,
    quality: 'stale',
    reason: 'bus-disconnected',
  })
  await simulator.plug('line')
  expect((await later.sample('air-temperature', ({ quality }) => quality === 'good')).value).toBeTypeOf('number')
  expect(ear.faults.filter(({ code }) => code === 'driver')).toEqual([])
})

describe('the set of units', () => {
  it('can change while the bus runs; what stays keeps its health', async () => {
    const { driver, ear, bus } = await rigOf('modbus-tcp', climate)
    const online = await ear.reaches('store', 'online', 0)
    const store = { ...climate[0], id: 'store', profile: 'xy-md02', bus: bus.id }
    driver.setUnits([store, { id: 'other', bus: bus.id, profile: 'xy-md02', address: 9 }])
    const [kept, added] = driver.stats().units
    expect(kept).toMatchObject({ unit: 'store', health: 'online', since: online.since })
    expect(added).toMatchObject({ unit: 'other', health: 'connecting' })
  })

  it('at one address is the first; the second is an error and is not asked until the address is free', async () => {
    const { driver, ear, bus } = await rigOf('modbus-tcp', climate)
    const of = (id: string) => ({ id, profile: 'xy-md02', address: 7, bus: bus.id, params: { 'poll-ms': 60 } })
    driver.setUnits([of('store'), of('twin')])
    expect(driver.stats().units).toMatchObject([
      { unit: 'store' },
      { unit: 'twin', health: 'error', reason: 'address-taken' },
    ])
    driver.setUnits([of('twin')])
    expect((await ear.reaches('twin', 'online')).unit).toBe('twin')
  })

  it('on a stream is one; a second is an error', async () => {
    const { driver, ear, bus } = await rigOf('stream-tcp', scale)
    const of = (id: string) => ({ id, profile: 'yaohua-xk3190-a9', bus: bus.id })
    driver.setUnits([of('scale'), of('twin')])
    expect(driver.stats().units).toMatchObject([
      { unit: 'scale' },
      { unit: 'twin', health: 'error', reason: 'line-taken' },
    ])
    driver.setUnits([of('twin')])
    expect((await ear.reaches('twin', 'online', 0)).unit).toBe('twin')
  })

  it.each([
    ['an unknown profile', { profile: 'nothing', address: 1 }, 'unknown-profile'],
    ['a profile of another transport', { profile: 'yaohua-xk3190-a9' }, 'wrong-transport'],
    ['no address', { profile: 'xy-md02' }, 'no-address'],
    [
      'a parameter that does not exist',
      { profile: 'xy-md02', address: 1, params: { nonsense: 1 } },
      'bad-parameter-nonsense',
    ],
    ['a parameter out of range', { profile: 'xy-md02', address: 1, params: { 'poll-ms': 1 } }, 'bad-parameter-poll-ms'],
  ])('with %s is an error with a reason, and is never spoken to', async (_title, unit, reason) => {
    const { simulator, driver, ear, bus } = await rigOf('modbus-tcp', climate)
    await ear.reaches('store', 'online', 0)
    driver.setUnits([{ id: 'wrong', bus: bus.id, ...unit }])
    expect(driver.stats().units).toMatchObject([{ unit: 'wrong', health: 'error', reason }])
    expect(ear.faults.at(-1)).toMatchObject({ code: 'unit-configuration', unit: 'wrong' })
    expect(simulator.unit('store').requests.every((pdu) => pdu[0] === 4)).toBe(true)
  })
})
