import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { connectAsync } from 'mqtt'
import type { Simulator } from '../../simulator/simulator.ts'
import type { Box } from './box.ts'

export const SCREENS = 5
export const FLOOD_A_SECOND = 500

/** Screens that read, a client that reads nothing, and a radio that never stops. Returns what ends it. */
export async function load(box: Box, simulator: Simulator): Promise<() => Promise<void>> {
  const ending = new AbortController()
  const screens = Array.from({ length: SCREENS }, () => watch(`${box.url}/api/stream`, ending.signal).catch(() => {}))
  const deaf = await deafScreen(box.port)
  const { buses } = simulator.kitchen()
  const { port } = buses.find(({ id }) => id === 'air') ?? {}
  const flood = await connectAsync(`mqtt://127.0.0.1:${port}`, { username: 'floor', password: '', reconnectPeriod: 0 })
  const timer = setInterval(() => {
    for (let n = 0; n < FLOOD_A_SECOND / 20; n++)
      flood.publish('zigbee2mqtt/floor', JSON.stringify({ water_leak: false, battery: 80 + Math.random() }))
  }, 50)
  return async () => {
    clearInterval(timer)
    ending.abort()
    deaf.destroy()
    await flood.endAsync(true)
    await Promise.all(screens)
  }
}

/** Reads a stream until it is told to end, which rejects. */
async function watch(url: string, signal: AbortSignal): Promise<void> {
  const { body } = await fetch(url, { signal })
  const reader = body?.getReader()
  while (reader !== undefined && !(await reader.read()).done);
}

/** Asks for the stream and never reads it. */
async function deafScreen(port: number): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write('GET /api/stream HTTP/1.1\r\nHost: box\r\n\r\n')
  socket.pause()
  return socket
}
