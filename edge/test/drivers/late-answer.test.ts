import { createServer, type Socket } from 'node:net'
import { rtuFrame } from '@zaojun/device-profiles/modbus/rtu'
import { expect, it } from 'vitest'
import { ModbusLink } from '../../src/drivers/modbus/link.ts'
import { Line } from '../../src/drivers/wire/line.ts'
import { openTcpWire } from '../../src/drivers/wire/tcp.ts'
import { listening } from '../harness/listening.ts'
import { atEnd, eventually } from './rig.ts'

const WITHIN_MS = 100
const UNIT = 7
/** Reads one holding register. */
const read = (address: number) => Uint8Array.from([3, 0, address, 0, 1])
const reply = (unit: number, value: number) => rtuFrame(unit, Uint8Array.from([3, 2, 0, value]))

/** An RTU line over TCP whose units answer as the test says. */
async function linkTo(answer: (unit: number, register: number, socket: Socket) => void) {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', (bytes) => answer(bytes[0] ?? 0, bytes[3] ?? 0, socket))
  })
  const port = await listening(server)
  const bus = { id: 'line', name: 'line', transport: 'modbus-rtu-over-tcp' as const, host: '127.0.0.1', port }
  const hooks = { onUp() {}, onDown: () => link.onDown(), onData: (bytes: Uint8Array) => link.onData(bytes) }
  const line = new Line(bus, openTcpWire, { random: () => 0.5, report() {} }, hooks)
  const counted: string[] = []
  const context = { now: () => performance.now(), guard: () => undefined, onSent() {} }
  const link: ModbusLink = new ModbusLink(line, 'rtu', 0.1, { ...context, count: (code) => counted.push(code) })
  line.start()
  atEnd(() => line.stop())
  await eventually(() => line.connected)
  return { link, counted }
}

it('[G2] an answer that comes late is never taken for that of another register', async () => {
  const { link, counted } = await linkTo((unit, register, socket) => {
    if (register === 1) setTimeout(() => socket.write(reply(unit, 111)), 1.5 * WITHIN_MS)
    else socket.write(reply(unit, 222))
  })
  expect(await link.exchange(UNIT, read(1), WITHIN_MS)).toMatchObject({ error: 'no-answer' })
  expect(await link.exchange(UNIT, read(2), WITHIN_MS)).toMatchObject({ data: Uint8Array.from([0, 222]) })
  expect(counted).toEqual(['no-answer', 'late-answer'])
})

it('another unit of the line neither waits for it nor is blamed for it', async () => {
  const { link, counted } = await linkTo((unit, _register, socket) => {
    if (unit === UNIT) setTimeout(() => socket.write(reply(unit, 111)), 1.5 * WITHIN_MS)
    else setTimeout(() => socket.write(reply(unit, 222)), 0.8 * WITHIN_MS)
  })
  expect(await link.exchange(UNIT, read(1), WITHIN_MS)).toMatchObject({ error: 'no-answer' })
  expect(await link.exchange(UNIT + 1, read(1), WITHIN_MS)).toMatchObject({ data: Uint8Array.from([0, 222]) })
  expect(counted).toEqual(['no-answer', 'late-answer'])
})
