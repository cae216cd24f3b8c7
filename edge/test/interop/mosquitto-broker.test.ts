import { describe, expect } from 'vitest'
import { eventually } from '../drivers/rig.ts'
import { readings } from './clients.ts'
import { BOX, boxAt, comesThrough, mosquitto, NEEDS, TOPIC } from './mosquitto.ts'
import { itWith } from './programs.ts'

describe('our client at mosquitto', () => {
  const secret = `${BOX.user}:${BOX.password}`

  itWith(NEEDS, '[G2] values go on after the broker was killed and started again, and the health says so', async () => {
    const { port, start, unit } = await mosquitto()
    const broker = await start()
    const { ear, driver } = boxAt({ port }, secret)
    await comesThrough(unit, ear, 100)
    expect(ear.health.at(-1)).toMatchObject({ unit: 'unit', health: 'online' })
    await broker.kill()
    await ear.until(() => ear.faults.find(({ code }) => code === 'bus-disconnected'))
    const down = await ear.until(() => ear.health.find(({ reason }) => reason === 'bus-disconnected'))
    expect(down.health).not.toBe('online')
    expect(driver.stats().connected).toBe(false)
    await start()
    await eventually(() => driver.stats().connected)
    await comesThrough(unit, ear, 200)
    expect(ear.health.at(-1)).toMatchObject({ unit: 'unit', health: 'online' })
  })

  itWith(NEEDS, '[G2] a broker that refuses the password is named', async () => {
    const { port, start } = await mosquitto()
    await start()
    const { driver, errors } = boxAt({ port }, `${BOX.user}:wrong`)
    await eventually(() => (errors()['broker-refused'] ?? 0) > 0)
    expect(driver.stats().connected).toBe(false)
  })

  itWith(NEEDS, '[G2] a value the broker kept from before is none of now', async () => {
    const { port, start, unit } = await mosquitto()
    await start()
    await unit.publish(TOPIC, readings({ current: 100 }), '-r')
    const { ear, errors } = boxAt({ port }, secret)
    await eventually(() => errors().retained === 1)
    expect(ear.samples.filter(({ value }) => value === 100)).toEqual([])
  })

  itWith(NEEDS, '[G2] an order is heard by the unit and its answer by the box', async () => {
    const { port, start, unit } = await mosquitto()
    await start()
    const { ear, driver } = boxAt({ port }, secret)
    await comesThrough(unit, ear, 100)
    const listener = await unit.listen('zaojun/one/orders')
    const told = driver.command({ unit: 'unit', channel: 'switched-on', command: 'switch-off' })
    const [, id] = await listener.says(/"id":"([^"]+)","command":"switch-off"/)
    await unit.publish('zaojun/one/order-results', JSON.stringify({ v: 1, id, result: 'confirmed' }))
    expect((await told).result).toBe('confirmed')
  })
})
