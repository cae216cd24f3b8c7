import { createServer, type Socket } from 'node:net'
import type { Unit } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import { createBusDriver } from '../../src/drivers/index.ts'
import { listening } from '../harness/listening.ts'
import { atEnd, catalogue, Ear, eventually, itOnSerial, rigOf, rolesOf } from './rig.ts'

const scale = { id: 'scale', profile: 'aandd-request', params: { capacity: 30 } }

/** Another scale of this maker, written here: hears lines, and answers as the test says. */
async function scaleAnswering(answer: (line: string, socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    let held = ''
    socket.on('data', (bytes) => {
      held += bytes
      for (let end = held.indexOf('\r\n'); end >= 0; end = held.indexOf('\r\n')) {
        answer(held.slice(0, end), socket)
        held = held.slice(end + 2)
      }
    })
  })
  return listening(server)
}

function listenTo(port: number, units: Unit[]) {
  const ear = new Ear()
  const bus = { id: 'line', name: 'line', transport: 'stream-tcp' as const, host: '127.0.0.1', port }
  const driver = createBusDriver(bus, catalogue, ear.context)
  driver.setUnits(units, rolesOf(units))
  atEnd(() => driver.stop())
  driver.start()
  return { ear, driver }
}

describe('a scale that is asked', () => {
  it.each([
    ['zero', 'gross'],
    ['tare', 'net'],
  ])('[D4] takes the order %s between its questions, and answers it', async (command, channel) => {
    const { driver, simulator, ear } = await rigOf('stream-tcp', [scale])
    simulator.set('scale', 'displayed', 2.5)
    await ear.sample('gross', ({ value }) => value === 2.5, 0)
    expect(await driver.command({ unit: 'scale', channel, command })).toEqual({
      result: 'accepted',
      reason: 'no-read-back',
    })
    const said = simulator.unit('scale').requests.map((bytes) => String.fromCharCode(...bytes))
    expect(said.filter((line) => line === (command === 'zero' ? 'Z\r\n' : 'T\r\n'))).toHaveLength(1)
  })

  it('[D4] that refuses an order is believed', async () => {
    const port = await scaleAnswering((line, socket) => {
      socket.write(line === 'Q' ? 'ST,+0001.000 kg\r\n' : 'EC,E11\r\n')
    })
    const { ear, driver } = listenTo(port, [{ ...scale, bus: 'line' }])
    await ear.reaches('scale', 'online', 0)
    const order = { unit: 'scale', channel: 'net', command: 'tare' }
    expect(await driver.command(order)).toEqual({ result: 'refused', reason: 'unit-error' })
  })

  it('[D4] never has an answer that comes late taken for that of the next question', async () => {
    let asked = 0
    const port = await scaleAnswering((line, socket) => {
      if (line !== 'Q') return
      asked++
      const weight = `ST,+000${asked}.000 kg\r\n`
      // The second answer leaves after its time, but before that of a third question could.
      if (asked === 2) setTimeout(() => socket.write(weight), 900)
      else socket.write(weight)
    })
    const { ear } = listenTo(port, [{ ...scale, bus: 'line' }])
    await ear.sample('displayed', ({ value }) => value === 4, 0)
    const weights = ear.samples.filter(({ channel, value }) => channel === 'displayed' && value !== null)
    expect(weights.map(({ value }) => value).slice(0, 3)).toEqual([1, 3, 4])
  })

  it('[D4] is read however the network cuts its lines up', async () => {
    const port = await scaleAnswering((line, socket) => {
      if (line !== 'Q') return
      socket.setNoDelay(true)
      for (const [index, character] of [...'US,-000005.0  g\r\n'].entries())
        setTimeout(() => socket.write(character), index * 3)
    })
    const { ear } = listenTo(port, [{ ...scale, bus: 'line' }])
    expect((await ear.sample('displayed', ({ value }) => value !== null, 0)).value).toBe(-0.005)
  })
})

describe('meters on one line', () => {
  itOnSerial('answer each to its own address', async () => {
    const meters = ['000000000012', '000000000034'].map((address, index) => ({
      id: `meter-${index}`,
      profile: 'dlt645-2007-single-phase',
      address,
    }))
    const { simulator, ear } = await rigOf('stream-serial', meters)
    simulator.set('meter-0', 'voltage', 221)
    simulator.set('meter-1', 'voltage', 229.5)
    for (const [unit, value] of [
      ['meter-0', 221],
      ['meter-1', 229.5],
    ] as const)
      await ear.until(() => ear.samples.find((each) => each.unit === unit && each.value === value))
    expect(ear.samples.filter(({ unit, value }) => unit === 'meter-0' && value === 229.5)).toEqual([])
  })

  it('are refused where one of them has no address', async () => {
    const { driver } = await rigOf('stream-tcp', [{ id: 'meter', profile: 'dlt645-2007-single-phase', address: '12' }])
    const units = [
      { id: 'meter', bus: 'line', profile: 'dlt645-2007-single-phase', address: '12' },
      { id: 'nameless', bus: 'line', profile: 'dlt645-2007-single-phase' },
    ]
    driver.setUnits(units, rolesOf(units))
    expect(await driver.command({ unit: 'nameless', channel: 'voltage', command: 'any' })).toMatchObject({
      result: 'refused',
    })
  })

  it('of water and gas give their volume by CJ/T 188', async () => {
    const { simulator, ear } = await rigOf('stream-tcp', [
      { id: 'water', profile: 'cjt188-cold-water', address: '12345678' },
      { id: 'gas', profile: 'cjt188-gas', address: '87654321' },
    ])
    simulator.set('water', 'total', 12.34)
    simulator.set('gas', 'total', 5.67)
    await eventually(() => ear.samples.some((each) => each.unit === 'water' && each.value === 12.34))
    await eventually(() => ear.samples.some((each) => each.unit === 'gas' && each.value === 5.67))
  })
})
