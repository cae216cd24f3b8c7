import { spawnSync } from 'node:child_process'
import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import {
  ENTER,
  KEY_EVENT,
  keyOf,
  LEFT_SHIFT,
  PRESSED,
  RELEASED,
  SYNC_EVENT,
} from '../../../edge/src/drivers/keyboard/key-codes.ts'
import { EVENT_BYTES, LINE_END } from '../../../edge/src/drivers/keyboard/key-reader.ts'
import type { Peer, Port } from '../ports.ts'

/** One `struct input_event` as a 64-bit Linux gives it. */
export function keyEvent(type: number, code: number, value: number): Uint8Array {
  const event = Buffer.alloc(EVENT_BYTES)
  event.writeBigInt64LE(1_700_000_000n, 0)
  event.writeUInt16LE(type, 16)
  event.writeUInt16LE(code, 18)
  event.writeInt32LE(value, 20)
  return event
}

const report = (code: number, value: number): Uint8Array[] => [
  keyEvent(KEY_EVENT, code, value),
  keyEvent(SYNC_EVENT, 0, 0),
]

/** The events of somebody typing this; what no key types is left out. */
export function typed(text: Uint8Array): Uint8Array {
  const events = [...text].flatMap((character) => {
    const key = character === LINE_END ? { code: ENTER, shift: false } : keyOf(character)
    if (key === undefined) return []
    const press = [...report(key.code, PRESSED), ...report(key.code, RELEASED)]
    return key.shift ? [...report(LEFT_SHIFT, PRESSED), ...press, ...report(LEFT_SHIFT, RELEASED)] : press
  })
  return Buffer.concat(events)
}

/** A reader that types: a named pipe that gives what a keyboard's device file would. Closing it pulls the plug. */
export async function openKeyboardPort(folder: string, name: string, onPeer: (peer: Peer) => void): Promise<Port> {
  const path = join(folder, name)
  rmSync(path, { force: true })
  if (spawnSync('mkfifo', ['--', path]).status !== 0) throw new Error(`mkfifo gives no ${path}`)
  // Both ways, so that it stands open before anyone reads, and never waits for a reader.
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const gone = new Set<() => void>()
  onPeer({
    send: (bytes) => {
      try {
        writeSync(pipe, typed(bytes))
      } catch {
        // Nobody has read for long, and the pipe is full: keys are lost, as at a real one.
      }
    },
    onData: () => {},
    onGone: (end) => gone.add(end),
  })
  return {
    place: { path },
    close: async () => {
      for (const end of gone) end()
      closeSync(pipe)
      rmSync(path, { force: true })
    },
  }
}
