import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { OpenWire } from '../wire/wire.ts'
import { KeyReader, LINE_END } from './key-reader.ts'

/** A reader that ends its codes with nothing pauses after them; within a code it never does. */
const PAUSE_MS = 300

/**
 * A reader that types, by its stable path (`/dev/input/by-id/…-event-kbd`). A read of such a file blocks until a key is
 * pressed and cannot be broken off, so `cat` reads: it can be ended, and it keeps reading while the gateway is busy,
 * where the kernel would keep no more than ten characters. Nothing can be written to a keyboard.
 */
export const openKeyboardWire: OpenWire = async (bus, ends, signal) => {
  if (!bus.path) throw new Error('the bus has no path')
  await access(bus.path, constants.R_OK)
  signal.throwIfAborted()
  const cat = spawn('cat', ['--', bus.path], { stdio: ['ignore', 'pipe', 'ignore'] })
  const keys = new KeyReader()
  let reason = 'the reader has gone'
  let pause: NodeJS.Timeout | undefined
  const endLine = () => {
    keys.pause()
    ends.onData(Uint8Array.of(LINE_END))
  }
  cat.stdout.on('data', (bytes: Uint8Array) => {
    const typed = keys.push(bytes)
    if (typed === undefined) {
      reason = 'no-keyboard'
      cat.kill()
      cat.stdout.destroy()
      return
    }
    if (typed.length === 0) return
    clearTimeout(pause)
    ends.onData(typed)
    if (keys.begun) pause = setTimeout(endLine, PAUSE_MS)
  })
  cat.stdout.on('error', () => cat.kill())
  const gone = new Promise<void>((done) => {
    cat.on('error', (error) => {
      reason = error.message
      done()
    })
    cat.on('close', () => done())
  })
  await new Promise<void>((resolve, reject) => {
    cat.once('spawn', resolve)
    cat.once('error', reject)
  })
  void gone.then(() => {
    clearTimeout(pause)
    ends.onClose(reason)
  })
  return {
    write: () => {},
    close: async () => {
      clearTimeout(pause)
      cat.kill()
      cat.stdout.destroy()
      await gone
    },
  }
}
