import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { delimiter, join } from 'node:path'
import { SerialPort } from 'serialport'

/** Whoever is at the other end of a simulated line. */
export type Peer = {
  send(bytes: Uint8Array): void
  onData(take: (bytes: Uint8Array) => void): void
  onGone(end: () => void): void
}
/** Where the gateway finds a simulated bus. */
export type Place = { port: number } | { path: string }
export type Port = { place: Place; close(): Promise<void> }

const HOST = '127.0.0.1'
const PTY_WITHIN_MS = 5_000
const LOOK_EVERY_MS = 20

/** Whether serial lines can be simulated on this machine. */
export const hasSocat = (): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'socat')))

/** A TCP port of this machine; 0 takes a free one. */
export function openTcpPort(port: number, onPeer: (peer: Peer) => void): Promise<Port> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    // A peer that breaks off is no news to a simulator; `close` follows.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    onPeer({
      send: (bytes) => {
        if (!socket.destroyed) socket.write(bytes)
      },
      onData: (take) => socket.on('data', take),
      onGone: (end) => socket.on('close', end),
    })
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('no TCP address'))
      resolve({
        place: { port: address.port },
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            for (const socket of sockets) socket.destroy()
          }),
      })
    })
  })
}

/**
 * A serial line: two pseudo-terminals joined by socat. The gateway opens `<folder>/<name>`. Closing the port ends
 * socat, and the gateway's side vanishes as a pulled adapter does.
 */
export async function openPtyPort(folder: string, name: string, onPeer: (peer: Peer) => void): Promise<Port> {
  const path = join(folder, name)
  const inner = `${path}.unit`
  const socat = spawn('socat', [`PTY,raw,echo=0,link=${path}`, `PTY,raw,echo=0,link=${inner}`], { stdio: 'ignore' })
  const ended = new Promise<void>((done) => {
    socat.once('exit', () => done())
    socat.once('error', () => done())
  })
  const until = performance.now() + PTY_WITHIN_MS
  while (!existsSync(path) || !existsSync(inner)) {
    if (socat.exitCode !== null || performance.now() > until) throw new Error(`socat gives no ${path}`)
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS))
  }
  const port = new SerialPort({ path: inner, baudRate: 115200, autoOpen: false })
  const gone = new Set<() => void>()
  port.on('error', () => {})
  port.on('close', () => {
    for (const end of gone) end()
  })
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())))
  onPeer({
    send: (bytes) => {
      if (port.isOpen) port.write(Buffer.from(bytes))
    },
    onData: (take) => port.on('data', take),
    onGone: (end) => gone.add(end),
  })
  return {
    place: { path },
    close: async () => {
      // The gateway's side goes at once: closing ours may wait for what nobody has read yet.
      socat.kill()
      await ended
      await new Promise<void>((done) => (port.isOpen ? port.close(() => done()) : done()))
    },
  }
}
