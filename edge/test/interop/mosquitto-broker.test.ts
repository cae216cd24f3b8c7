import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, catalogue, Ear, eventually, rolesOf } from '../drivers/rig.ts'
import { Clients, type Login, ONE, readings } from './clients.ts'
import { itWith, type Program, run, Standing } from './programs.ts'

const BOX: Login = { user: 'box', password: 'secret:of:the:box' }
const TOPIC = 'zaojun/one/readings'
const NEEDS: Program[] = ['mosquitto', 'mosquitto clients']

/** A mosquitto that knows the box and the unit by their passwords, started as often as one likes at the same place. */
async function mosquitto() {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-mosquitto-'))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  const port = await freePort()
  const passwords = join(folder, 'passwords')
  writeFileSync(passwords, '')
  for (const { user, password } of [BOX, ONE]) await run('mosquitto_passwd', ['-b', passwords, user, password])
  const config = join(folder, 'mosquitto.conf')
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous false', `password_file ${passwords}`]
  // Started by root it would become a user who may not read this folder.
  writeFileSync(config, [...lines, 'persistence false', `user ${userInfo().username}`, ''].join('\n'))
  const start = async () => {
    const broker = new Standing('mosquitto', ['-c', config])
    await broker.says(/mosquitto version .* running/)
    return broker
  }
  return { port, start, unit: new Clients(port, ONE, 'mqttv5') }
}

/** Our driver as a client of that broker. */
function boxAt(port: number, secret: string) {
  const ear = new Ear()
  ear.secrets.set('bus.line', secret)
  const bus = { id: 'line', name: 'line', transport: 'mqtt' as const, host: '127.0.0.1', port }
  const driver = createBusDriver(bus, catalogue, ear.context)
  const units = [{ id: 'unit', profile: 'zaojun-contract-switched-load-mqtt', bus: 'line', address: 'one' }]
  driver.setUnits(units, rolesOf(units))
  atEnd(() => driver.stop())
  driver.start()
  return { ear, driver, errors: () => driver.stats().errors }
}

/** Says a value as a unit does, again and again, until the box, which may still be subscribing, has it. */
async function comesThrough(unit: Clients, ear: Ear, current: number): Promise<void> {
  while (!ear.samples.some(({ channel, value }) => channel === 'current' && value === current))
    await unit.publish(TOPIC, readings({ current }))
}

describe('our client at mosquitto', () => {
  const secret = `${BOX.user}:${BOX.password}`

  itWith(NEEDS, '[G2] values go on after the broker was killed and started again, and the health says so', async () => {
    const { port, start, unit } = await mosquitto()
    const broker = await start()
    const { ear, driver } = boxAt(port, secret)
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
    const { driver, errors } = boxAt(port, `${BOX.user}:wrong`)
    await eventually(() => (errors()['broker-refused'] ?? 0) > 0)
    expect(driver.stats().connected).toBe(false)
  })

  itWith(NEEDS, '[G2] a value the broker kept from before is none of now', async () => {
    const { port, start, unit } = await mosquitto()
    await start()
    await unit.publish(TOPIC, readings({ current: 100 }), '-r')
    const { ear, errors } = boxAt(port, secret)
    await eventually(() => errors().retained === 1)
    expect(ear.samples.filter(({ value }) => value === 100)).toEqual([])
  })

  itWith(NEEDS, '[G2] an order is heard by the unit and its answer by the box', async () => {
    const { port, start, unit } = await mosquitto()
    await start()
    const { ear, driver } = boxAt(port, secret)
    await comesThrough(unit, ear, 100)
    const listener = await unit.listen('zaojun/one/orders')
    const told = driver.command({ unit: 'unit', channel: 'switched-on', command: 'switch-off' })
    const [, id] = await listener.says(/"id":"([^"]+)","command":"switch-off"/)
    await unit.publish('zaojun/one/order-results', JSON.stringify({ v: 1, id, result: 'confirmed' }))
    expect((await told).result).toBe('confirmed')
  })
})
