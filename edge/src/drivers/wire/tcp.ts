import { connect } from 'node:net'
import { reasonOf } from '@zaojun/core'
import type { OpenWire } from './wire.ts'

const CONNECT_WITHIN_MS = 5_000
const KEEP_ALIVE_AFTER_MS = 10_000

export const openTcpWire: OpenWire = (bus, ends, signal) =>
  new Promise((resolve, reject) => {
    if (!bus.host || !bus.port) {
      reject(new Error('the bus has no host or port'))
      return
    }
    const socket = connect({ host: bus.host, port: bus.port, noDelay: true, keepAlive: true })
    let open = false
    let reason = 'closed by the other end'
    const abort = () => socket.destroy(new Error('stopped'))
    signal.addEventListener('abort', abort)
    const limit = setTimeout(() => socket.destroy(new Error('connecting took too long')), CONNECT_WITHIN_MS)
    socket.on('error', (error) => {
      reason = reasonOf(error)
    })
    socket.on('data', ends.onData)
    socket.on('close', () => {
      clearTimeout(limit)
      signal.removeEventListener('abort', abort)
      if (open) ends.onClose(reason)
      else reject(new Error(reason))
    })
    socket.on('connect', () => {
      clearTimeout(limit)
      socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS)
      open = true
      resolve({
        write: (bytes) => socket.write(bytes),
        close: () =>
          new Promise((closed) => {
            if (socket.closed) closed()
            else socket.once('close', () => closed()).destroy()
          }),
      })
    })
  })
