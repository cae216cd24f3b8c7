import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Unit } from '@zaojun/core'
import { describe, expect } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, catalogue, Ear, eventually, rolesOf } from '../drivers/rig.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { itWith, ran, running } from './programs.ts'

const PASSWORD = 'a secret of this cabinet'
const cabinet: Unit = { id: 'cabinet', bus: 'line', profile: 'zaojun-contract-sample-retention-mqtt', address: 'sr-1' }
const other: Unit = { ...cabinet, id: 'other', address: 'sr-2' }
const readings = (temperature: number) =>
  JSON.stringify({ v: 1, time: new Date().toISOString(), seq: temperature, points: { 'air-temperature': temperature } })

/** The box's own broker with two cabinets that have their own passwords. */
async function ownBroker() {
  const port = await freePort()
  const ear = new Ear()
  for (const { id } of [cabinet, other]) ear.secrets.set(`unit.${id}`, PASSWORD)
  const driver = createBusDriver({ id: 'line', name: 'line', transport: 'mqtt', port }, catalogue, ear.context)
  driver.setUnits([cabinet, other], rolesOf([cabinet, other]))
  atEnd(() => driver.stop())
  driver.start()
  await eventually(() => driver.stats().connected)
  const as = (user: string, password = PASSWORD) => ['-h', '127.0.0.1', '-p', String(port), '-u', user, '-P', password]
  return { ear, as }
}

/** A mosquitto of somebody else: users and passwords in its own files. */
async function mosquittoAt(port: number) {
  const folder = temporaryFolder('mosquitto')
  const [config, users] = [join(folder, 'mosquitto.conf'), join(folder, 'users')]
  await ran('mosquitto_passwd', ['-b', '-c', users, 'line', PASSWORD])
  await ran('mosquitto_passwd', ['-b', users, 'cabinet', PASSWORD])
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous false\npassword_file ${users}\nuser root\npersistence false\n`,
  )
  return running('mosquitto', ['-c', config], /running/)
}

describe('mosquitto’s clients at our broker', () => {
  it5('[G2] publish readings of the contract with their own password, MQTT %s', async (version) => {
    const { ear, as } = await ownBroker()
    const said = ['-V', version, '-q', '1', '-t', 'zaojun/sr-1/readings', '-m', readings(4.5)]
    expect(await ran('mosquitto_pub', [...as('sr-1'), ...said])).toMatchObject({ code: 0 })
    expect(await ear.sample('air-temperature', ({ value }) => value === 4.5, 0)).toMatchObject({ unit: 'cabinet' })
  })

  itWith('mosquitto_pub')('are refused with a wrong password', async () => {
    const { as } = await ownBroker()
    const said = ['-t', 'zaojun/sr-1/readings', '-m', readings(4.5)]
    const { code, said: heard } = await ran('mosquitto_pub', [...as('sr-1', 'wrong'), ...said])
    expect([code === 0, heard]).toEqual([false, expect.stringMatching(/bad user name or password|not authori[sz]ed/i)])
  })

  itWith('mosquitto_pub')('cannot speak for another unit', async () => {
    const { ear, as } = await ownBroker()
    await ran('mosquitto_pub', [...as('sr-1'), '-q', '1', '-t', 'zaojun/sr-2/readings', '-m', readings(60)])
    await ran('mosquitto_pub', [...as('sr-1'), '-q', '1', '-t', 'zaojun/sr-1/readings', '-m', readings(3)])
    await ear.sample('air-temperature', ({ value }) => value === 3, 0)
    expect(ear.samples.filter(({ unit, value }) => unit === 'other' && value !== null)).toEqual([])
  })

  itWith('mosquitto_pub', 'mosquitto_sub')('cannot listen to another unit', async () => {
    const { ear, as } = await ownBroker()
    const listener = await running(
      'mosquitto_sub',
      [...as('sr-2'), '-d', '-t', 'zaojun/sr-1/#'],
      /SUBACK|denied|Subscribed/,
    )
    let heard = ''
    listener.stdout?.on('data', (bytes) => {
      heard += bytes
    })
    await ran('mosquitto_pub', [...as('sr-1'), '-q', '1', '-t', 'zaojun/sr-1/readings', '-m', readings(7)])
    await ear.sample('air-temperature', ({ value }) => value === 7, 0)
    await pause(100)
    expect(heard).not.toContain('air-temperature')
  })
})

describe('our client at an outside mosquitto', () => {
  itWith(
    'mosquitto',
    'mosquitto_pub',
    'mosquitto_passwd',
  )('[G2] hears its units, and again after it was killed', async () => {
    const port = await freePort()
    const first = await mosquittoAt(port)
    const ear = new Ear()
    ear.secrets.set('bus.line', PASSWORD)
    const bus = { id: 'line', name: 'line', transport: 'mqtt' as const, host: '127.0.0.1', port }
    const driver = createBusDriver(bus, catalogue, ear.context)
    driver.setUnits([cabinet], rolesOf([cabinet]))
    atEnd(() => driver.stop())
    driver.start()
    await eventually(() => driver.stats().connected)
    const publish = (temperature: number) =>
      ran('mosquitto_pub', [
        ...['-h', '127.0.0.1', '-p', String(port), '-u', 'cabinet', '-P', PASSWORD],
        ...['-q', '1', '-t', 'zaojun/sr-1/readings', '-m', readings(temperature)],
      ])
    await publish(4)
    await ear.sample('air-temperature', ({ value }) => value === 4, 0)
    first.kill('SIGKILL')
    await ear.until(() => ear.samples.findLast(({ channel }) => channel === 'air-temperature')?.value === null)
    await mosquittoAt(port)
    await eventually(() => driver.stats().connected)
    await publish(5)
    await ear.sample('air-temperature', ({ value }) => value === 5, 0)
  })
})

/** The same in both versions of the protocol. */
function it5(title: string, body: (version: 'mqttv311' | 'mqttv5') => Promise<void>): void {
  for (const version of ['mqttv311', 'mqttv5'] as const)
    itWith('mosquitto_pub')(title.replace('%s', version === 'mqttv5' ? '5' : '3.1.1'), () => body(version))
}
