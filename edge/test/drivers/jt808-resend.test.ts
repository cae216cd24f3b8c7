import { once } from 'node:events'
import { createServer } from 'node:net'
import { FrameCutter } from '@zaojun/device-profiles/jt808/frames'
import { type Message, parseMessage, writeMessage } from '@zaojun/device-profiles/jt808/message'
import { ack, REGISTERED, registered } from '@zaojun/device-profiles/jt808/platform'
import { UP } from '@zaojun/device-profiles/jt808/terminal'
import { expect, it } from 'vitest'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { PHONE } from './jt808-terminal.ts'
import { atEnd, catalogue, eventually } from './rig.ts'

const units = [{ id: 'van', profile: 'jt808-2013', address: PHONE }]

/** A platform in the test's hands: it acknowledges a report only where `takes` says so. */
async function platformAt(port: number, takes: (reports: Message[]) => boolean): Promise<Message[]> {
  const reports: Message[] = []
  const server = createServer((socket) => {
    const cutter = new FrameCutter()
    const hear = (message: Message) => {
      const { id, seq } = message
      if (id === UP.location) reports.push(message)
      if (id === UP.location && !takes(reports)) return
      const down = id === UP.register ? registered(seq, REGISTERED, 'code') : ack(seq, id, 0)
      socket.write(writeMessage({ ...down, edition: '2013', phone: PHONE, seq: 1 }))
    }
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      for (const { content } of cutter.push(bytes)) {
        const message = content && parseMessage(content)
        if (message !== undefined && !('error' in message)) hear(message)
      }
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  atEnd(async () => void server.close())
  return reports
}

it('a simulated vehicle sends a report that nobody acknowledged again, as it was', async () => {
  const plan = { buses: [{ id: 'road', name: 'road', transport: 'jt-808' as const, units }], devices: [] }
  const simulator = new Simulator({ plan, catalogue, random: () => 0.5 })
  await simulator.start()
  const place = simulator.ports.road
  const port = place && 'port' in place ? place.port : 0
  const reports = await platformAt(port, ({ length }) => length > 1)
  atEnd(() => simulator.stop())
  await eventually(() => reports.length > 1)
  expect(reports[1]).toEqual(reports[0])
})
