import { reasonOf } from '@zaojun/core'
import { SerialPort } from 'serialport'
import type { OpenWire } from './wire.ts'

const USUAL_BAUD = 9600

/** A serial port by its stable path (`/dev/serial/by-id/…`): the name survives replugging, ttyUSB numbers do not. */
export const openSerialWire: OpenWire = (bus, ends) =>
  new Promise((resolve, reject) => {
    if (!bus.path) {
      reject(new Error('the bus has no path'))
      return
    }
    const port = new SerialPort({
      path: bus.path,
      baudRate: bus.baudRate ?? USUAL_BAUD,
      dataBits: bus.dataBits ?? 8,
      parity: bus.parity ?? 'none',
      stopBits: bus.stopBits ?? 1,
      autoOpen: false,
    })
    let reason = 'the port has gone'
    port.on('error', (error) => {
      reason = reasonOf(error)
    })
    port.on('data', (bytes: Uint8Array) => ends.onData(bytes))
    port.open((error) => {
      if (error) {
        reject(error)
        return
      }
      port.on('close', (lost: Error | null) => ends.onClose(lost ? reasonOf(lost) : reason))
      resolve({
        write: (bytes) => port.write(Buffer.from(bytes)),
        close: () =>
          new Promise((closed) => {
            if (!port.isOpen) closed()
            else port.close(() => closed())
          }),
      })
    })
  })
