import { describe, expect, it } from 'vitest'
import { rigOf } from './rig.ts'

describe('units on the box’s own broker', () => {
  const door = [{ id: 'door', profile: 'aqara-mccgq11lm', address: 'back-door' }]
  const plug = [{ id: 'plug', profile: 'zigbee-smart-plug', address: 'repeller' }]

  it('[S12.3] a door contact tells that it opened', async () => {
    const { simulator, ear } = await rigOf('mqtt', door)
    await ear.sample('door-open', ({ value }) => value === false)
    simulator.set('door', 'door-open', true)
    expect((await ear.sample('door-open', ({ value }) => value === true)).quality).toBe('good')
  })

  it('[S6.4] a repeller behind a plug is switched off, confirmed by what it says', async () => {
    const { driver, ear } = await rigOf('mqtt', plug)
    await ear.sample('switched-on', ({ value }) => value === true, 0)
    const order = { unit: 'plug', channel: 'switched-on', command: 'switch-off' }
    expect(await driver.command(order)).toEqual({ result: 'confirmed' })
    expect(ear.samples.findLast(({ channel }) => channel === 'switched-on')?.value).toBe(false)
  })

  it('[D8] a BLE probe is told apart from others on one topic by its MAC', async () => {
    const { simulator, ear } = await rigOf('mqtt', [
      { id: 'one', profile: 'combustion-probe-ble', address: 'C2:71:19:AA:00:01' },
      { id: 'two', profile: 'combustion-probe-ble', address: 'C2:71:19:AA:00:02' },
    ])
    simulator.set('one', 'core-temperature', 75)
    simulator.set('two', 'core-temperature', 61)
    const first = await ear.until(() =>
      ear.samples.find(({ unit, channel, value }) => unit === 'one' && channel === 'core-temperature' && value === 75),
    )
    const second = await ear.until(() =>
      ear.samples.find(({ unit, channel, value }) => unit === 'two' && channel === 'core-temperature' && value === 61),
    )
    expect([first.quality, second.quality]).toEqual(['good', 'good'])
  })

  it('[D2] a person is weighed over BLE', async () => {
    const { simulator, ear } = await rigOf('mqtt', [
      { id: 'scale', profile: 'ble-body-composition', address: 'A4:C1:38:00:00:07' },
    ])
    await ear.sample('device-ready', ({ value }) => value === true, 0)
    simulator.tell('scale', 'person-weighed', { person: 3, weight: 68.5, bmi: 22.4, height: 1.75 })
    const event = await ear.until(() => ear.events[0])
    expect(event).toMatchObject({ unit: 'scale', event: 'person-weighed', fields: { person: 3, weight: 68.5 } })
  })
})
