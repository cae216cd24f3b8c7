import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bus, Unit } from '@zaojun/core'
import type { Profile } from '@zaojun/device-profiles'
import { freePort } from '../../../scripts/free-port.ts'
import type { BusDriver, DriverContext } from '../../src/drivers/driver.ts'
import { createBusDriver, type Maker } from '../../src/drivers/index.ts'
import { hurried as hurry } from '../harness/hurried.ts'
import { atEnd, catalogue, Ear, rolesOf } from './rig.ts'

/** A connection the test makes itself: it sends what it likes and keeps all that comes back. */
export class Call {
  readonly socket: Socket
  heard = Buffer.alloc(0)
  closed = false
  private readonly listeners = new Set<() => void>()

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      this.heard = Buffer.concat([this.heard, bytes])
      this.wake()
    })
    socket.on('close', () => {
      this.closed = true
      this.wake()
    })
  }

  say(...parts: (string | Uint8Array)[]): void {
    for (const part of parts) this.socket.write(part)
  }

  /** In pieces of so many bytes, each a segment of its own. */
  async chop(bytes: Uint8Array, size: number): Promise<void> {
    for (let at = 0; at < bytes.length; at += size) {
      this.socket.write(bytes.subarray(at, at + size))
      await pause(1)
    }
  }

  async until<T>(find: () => T | undefined | false): Promise<T> {
    for (;;) {
      const found = find()
      if (found !== undefined && found !== false) return found
      await new Promise<void>((done) => this.listeners.add(done))
    }
  }

  private wake(): void {
    for (const listener of [...this.listeners]) listener()
    this.listeners.clear()
  }
}

export type DialRig = {
  ear: Ear
  driver: BusDriver
  port: number
  call(): Promise<Call>
  errors(): Record<string, number>
}
type Options = { simulated?: boolean; secrets?: Record<string, string>; context?: Partial<DriverContext>; make?: Maker }

/** A listening bus with its units, and the test as whoever dials it. */
export async function dialRig(
  transport: Bus['transport'],
  units: Omit<Unit, 'bus'>[],
  { simulated = false, secrets = {}, context = {}, make = createBusDriver }: Options = {},
): Promise<DialRig> {
  const port = await freePort()
  const bus: Bus = { id: 'road', name: 'road', transport, port, host: '127.0.0.1', simulated }
  const ear = new Ear()
  for (const [name, secret] of Object.entries(secrets)) ear.secrets.set(name, secret)
  const driver = make(bus, catalogue, { ...ear.context, ...context })
  const registered = units.map((unit) => ({ ...unit, bus: bus.id }))
  driver.setUnits(registered, rolesOf(registered))
  driver.start()
  atEnd(() => driver.stop())
  while (!driver.stats().connected) await pause(5)
  const call = async () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const made = new Call(socket)
    await once(socket, 'connect')
    atEnd(async () => {
      socket.destroy()
    })
    return made
  }
  return { ear, driver, port, call, errors: () => driver.stats().errors }
}

/** The catalogue with simulated units that report this often. */
export const hurried = (everyMs: number): { profiles: Map<string, Profile> } => hurry(catalogue, everyMs)
