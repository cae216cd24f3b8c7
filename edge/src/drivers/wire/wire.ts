import type { Bus } from '@zaojun/core'

/** An open connection to a bus. `close` settles when the port is free again. */
export type Wire = { write(bytes: Uint8Array): void; close(): Promise<void> }
export type WireEnds = { onData(bytes: Uint8Array): void; onClose(reason: string): void }
/** Opens the wire of a bus, or rejects. `onClose` is called once, and only for a wire that was open. */
export type OpenWire = (bus: Bus, ends: WireEnds, signal: AbortSignal) => Promise<Wire>

/** Where a bus names no speed (TCP gateways do not), its units are taken to sit on a line of this one. */
const USUAL_BAUD = 9600

/** How long one character takes on the line of a bus, ms: start, data, parity and stop bits. */
export function characterMs(bus: Bus): number {
  const parity = bus.parity === undefined || bus.parity === 'none' ? 0 : 1
  const bits = 1 + (bus.dataBits ?? 8) + parity + (bus.stopBits ?? 1)
  return (bits * 1000) / (bus.baudRate ?? USUAL_BAUD)
}
