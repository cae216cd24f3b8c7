import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bindPoints, loadCatalogue } from '@zaojun/device-profiles'
import { expect, it } from 'vitest'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, Ear } from './rig.ts'

const R444A01 = `
id: r444a01
version: 1.0.0
kinds: [warehouse-climate]
name: { zh: R444A01, en: R444A01 }
maker: generic
models: [R444A01]
source: ['Holding registers 0 temperature and 1 humidity, tenths; two descriptions agree on the map, not on the speed.']
verified: false
transports: [modbus-tcp]
line: { baudRate: 9600 }
positions: 1
modbus: { pollMs: 100, answerWithinMs: 300 }
channels:
  temperature:
    name: { zh: 温度, en: Temperature }
    value: number
    unit: Cel
    from: { table: holding, address: 0, type: int16, scale: 0.1 }
  humidity:
    name: { zh: 湿度, en: Humidity }
    value: number
    unit: '%'
    from: { table: holding, address: 1, type: uint16, scale: 0.1 }
bindings:
  warehouse-climate: { air-temperature: temperature, relative-humidity: humidity }
vectors:
  - title: 23.5 and 71.2
    request: 01 03 00 00 00 02 C4 0B
    reply: 01 03 04 00 EB 02 C8 8A F1
    values: { temperature: 23.5, humidity: 71.2 }
`

it('[G2] a new model is one more file: it is decoded, bound and simulated at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  const source = join(import.meta.dirname, '../../../device-profiles')
  for (const part of ['kinds', 'profiles', 'scenes.yaml'])
    cpSync(join(source, part), join(folder, part), { recursive: true })
  writeFileSync(join(folder, 'profiles/warehouse-climate/r444a01.yaml'), R444A01)
  const catalogue = loadCatalogue(folder)
  const units = [{ id: 'new', profile: 'r444a01', address: 4 }]
  const plan = { buses: [{ id: 'line', name: 'line', transport: 'modbus-tcp' as const, units }], devices: [] }
  const simulator = new Simulator({ plan, catalogue })
  await simulator.start()
  atEnd(() => simulator.stop())
  simulator.set('new', 'temperature', -7.5)
  const ear = new Ear()
  const [bus] = simulator.kitchen().buses
  if (!bus) throw new Error('no bus')
  const driver = createBusDriver(bus, catalogue, ear.context)
  driver.setUnits(simulator.kitchen().units)
  driver.start()
  atEnd(() => driver.stop())
  const { channel } =
    bindPoints(catalogue, 'warehouse-climate', { id: 'new', profile: 'r444a01' })['air-temperature'] ?? {}
  expect((await ear.sample(channel ?? '')).value).toBe(-7.5)
})
