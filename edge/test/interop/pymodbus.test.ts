import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Bus } from '@zaojun/core'
import { describe, expect } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, catalogue, Ear, rolesOf } from '../drivers/rig.ts'
import { itWith, type Program, PYTHON, Standing } from './programs.ts'

const SERVER = fileURLToPath(new URL('modbus_server.py', import.meta.url))
const UNIT = 7

type Way = { transport: 'modbus-tcp' | 'modbus-rtu'; needs: Program[] }
const WAYS: Way[] = [
  { transport: 'modbus-tcp', needs: ['pymodbus'] },
  { transport: 'modbus-rtu', needs: ['pymodbus', 'socat'] },
]

/** Two pseudo-terminals joined by socat. */
async function joined(): Promise<[string, string]> {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-pty-'))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  const ends: [string, string] = [join(folder, 'gateway'), join(folder, 'unit')]
  new Standing(
    'socat',
    ends.map((path) => `PTY,raw,echo=0,link=${path}`),
  )
  while (!ends.every((path) => existsSync(path))) await pause(10)
  return ends
}

/** A pymodbus server with these tables, and our driver reading it as a unit of this profile. */
async function served(transport: Way['transport'], profile: string, tables: string[], address = UNIT) {
  const line = { id: 'line', name: 'line', transport, baudRate: 9600 }
  let bus: Bus
  let server: Standing
  if (transport === 'modbus-tcp') {
    const port = await freePort()
    bus = { ...line, host: '127.0.0.1', port }
    server = new Standing(PYTHON, [SERVER, 'tcp', String(port)])
  } else {
    const [gateway, unit] = await joined()
    bus = { ...line, path: gateway }
    server = new Standing(PYTHON, [SERVER, 'rtu', unit])
  }
  await server.says(/ready/)
  for (const table of tables) {
    server.say(table)
    await server.says(new RegExp(`set ${table}`))
  }
  const ear = new Ear()
  const driver = createBusDriver(bus, catalogue, ear.context)
  const units = [{ id: 'unit', profile, bus: 'line', address }]
  driver.setUnits(units, rolesOf(units))
  atEnd(() => driver.stop())
  driver.start()
  const errors = () => driver.stats().errors
  return { server, ear, driver, errors }
}

const LOAD = ['input 0 1 65535 0 41 1 20864 1 4464', 'input 16 355 80 1 4464', 'coil 0 1']

for (const { transport, needs } of WAYS)
  describe(`our driver at a pymodbus server over ${transport}`, () => {
    itWith(needs, '[G2] reads values, negative ones too', async () => {
      const { ear } = await served(transport, 'xy-md02', ['input 1 65331 400'])
      expect(await ear.sample('air-temperature', undefined, 0)).toMatchObject({ value: -20.5, quality: 'good' })
      expect(await ear.sample('relative-humidity', undefined, 0)).toMatchObject({ value: 40, quality: 'good' })
    })

    itWith(needs, '[G2] reads holding registers', async () => {
      const { ear } = await served(transport, 'dixell-xr', ['holding 256 65350 34'])
      expect((await ear.sample('air-temperature', undefined, 0)).value).toBe(-18.6)
      expect((await ear.sample('evaporator-temperature', undefined, 0)).value).toBe(3.4)
    })

    itWith(needs, '[G2] gives an order that the server then shows', async () => {
      const { server, ear, driver } = await served(transport, 'zaojun-contract-switched-load', LOAD)
      await ear.sample('switched-on', ({ value }) => value === true, 0)
      const order = { unit: 'unit', channel: 'switched-on', command: 'switch-off' }
      expect(await driver.command(order)).toEqual({ result: 'confirmed' })
      server.say('show coil 0')
      expect((await server.says(/shown coil 0 (\d)/))[1]).toBe('0')
    })

    itWith(needs, '[G2] names an address that is not there', async () => {
      const { ear, errors } = await served(transport, 'xy-md02', [])
      expect(await ear.sample('air-temperature', undefined, 0)).toMatchObject({ value: null, reason: 'exception-2' })
      expect(errors()).toHaveProperty('exception-2')
    })
  })
