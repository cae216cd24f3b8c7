import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Bus, Unit } from '@zaojun/core'
import { describe, expect } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, catalogue, Ear, eventually, rigOf, rolesOf } from '../drivers/rig.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { itWith, PYTHON, ran, running } from './programs.ts'

const SERVER = join(import.meta.dirname, 'pymodbus_server.py')
const units: Unit[] = [
  { id: 'store', bus: 'line', profile: 'xy-md02', address: 7 },
  { id: 'board', bus: 'line', profile: 'waveshare-relay-8ch', address: 1 },
]

function listenTo(bus: Partial<Bus> & Pick<Bus, 'transport'>, of = units) {
  const ear = new Ear()
  const driver = createBusDriver({ id: 'line', name: 'line', ...bus }, catalogue, ear.context)
  driver.setUnits(of, rolesOf(of))
  atEnd(() => driver.stop())
  driver.start()
  return { ear, driver }
}

async function overTcp() {
  const port = await freePort()
  await running(PYTHON, [SERVER, 'tcp', String(port)], /ready/)
  return { transport: 'modbus-tcp' as const, host: '127.0.0.1', port }
}

/** Two pseudo-terminals joined by socat: pymodbus at one, the driver at the other. */
async function overSerial() {
  const folder = temporaryFolder('interop')
  const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')]
  await running('socat', [`PTY,raw,echo=0,link=${ours}`, `PTY,raw,echo=0,link=${theirs}`])
  await eventually(() => existsSync(ours) && existsSync(theirs))
  await running(PYTHON, [SERVER, 'rtu', theirs], /ready/)
  return { transport: 'modbus-rtu' as const, path: ours, baudRate: 9600 }
}

describe('a server of pymodbus', () => {
  itWith('pymodbus')('[G2] is read over TCP, below zero too', async () => {
    const { ear } = listenTo(await overTcp())
    expect((await ear.sample('air-temperature', ({ value }) => value !== null, 0)).value).toBe(-20.5)
    expect(ear.samples.findLast(({ channel }) => channel === 'relative-humidity')?.value).toBe(40)
  })

  itWith('pymodbus', 'socat')('[G2] is read over a serial line', async () => {
    const { ear } = listenTo(await overSerial())
    expect((await ear.sample('air-temperature', ({ value }) => value !== null, 0)).value).toBe(-20.5)
  })

  itWith('pymodbus')('[D19] takes an order to a relay and reads it back', async () => {
    const stated = units.map((unit) => (unit.id === 'board' ? { ...unit, params: { 'closed-coil-1': 'on' } } : unit))
    const { ear, driver } = listenTo(await overTcp(), stated)
    await ear.reaches('board', 'online', 0)
    expect(ear.samples.findLast(({ channel }) => channel === 'valve-1-closed')?.value).toBe(false)
    const order = { unit: 'board', channel: 'valve-1-closed', command: 'close' }
    expect(await driver.command(order)).toEqual({ result: 'confirmed' })
  })

  itWith('pymodbus')('that has no such register says so, and the channels give that as their reason', async () => {
    const strange = [{ id: 'probe', bus: 'line', profile: 'pt100-8ch', address: 7 }]
    const { ear } = listenTo(await overTcp(), strange)
    const told = await ear.sample('probe-1', ({ reason }) => reason === 'exception-2', 0)
    expect(told.value).toBeNull()
  })
})

describe('mbpoll', () => {
  const climate = [{ id: 'store', profile: 'xy-md02', address: 7 }]

  itWith('mbpoll')('[G2] reads the simulator’s input registers over TCP', async () => {
    const { simulator, bus } = await rigOf('modbus-tcp', climate)
    simulator.set('store', 'air-temperature', -20.5)
    const asked = ['-1', '-0', '-a', '7', '-t', '3', '-r', '1', '-c', '2', '-p', String(bus.port), '127.0.0.1']
    const { code, said } = await ran('mbpoll', asked)
    expect([code, said]).toEqual([0, expect.stringMatching(/\[1\]:\s+65331 \(-205\)/)])
  })

  itWith('mbpoll')('[D19] reads and writes a coil of the simulator, and our driver sees it', async () => {
    const { ear, bus } = await rigOf('modbus-tcp', [{ id: 'board', profile: 'waveshare-relay-8ch', address: 1 }])
    await ear.sample('valve-1-closed', ({ value }) => value === false, 0)
    const coil = ['-0', '-a', '1', '-t', '0', '-r', '0', '-p', String(bus.port), '127.0.0.1']
    expect((await ran('mbpoll', ['-1', '-c', '1', ...coil])).said).toMatch(/\[0\]:\s+1/)
    expect((await ran('mbpoll', [...coil, '0'])).said).toMatch(/Written 1 references/)
    expect((await ear.sample('valve-1-closed', ({ value }) => value === true)).quality).toBe('good')
  })

  itWith('mbpoll')('gets no answer of a unit that is not there', async () => {
    const { bus } = await rigOf('modbus-tcp', climate)
    const asked = ['-1', '-o', '0.3', '-a', '9', '-t', '3', '-r', '1', '-p', String(bus.port), '127.0.0.1']
    expect((await ran('mbpoll', asked)).said).toMatch(/timed out|Gateway|failed/i)
  })

  itWith('mbpoll', 'socat')('[G2] reads the simulator over a serial line', async () => {
    const { simulator, driver, bus } = await rigOf('modbus-rtu', climate, { baudRate: 9600 })
    await driver.stop()
    simulator.set('store', 'air-temperature', 4.5)
    const line = ['-m', 'rtu', '-b', '9600', '-P', 'none', bus.path ?? '']
    const { said } = await ran('mbpoll', ['-1', '-0', '-a', '7', '-t', '3', '-r', '1', '-c', '1', ...line])
    expect(said).toMatch(/\[1\]:\s+45/)
  })
})
