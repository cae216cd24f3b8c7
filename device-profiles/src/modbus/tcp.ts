/** MBAP header of MODBUS Messaging on TCP/IP V1.0b, section 3.1.3: transaction, protocol 0, length, unit. */
const HEADER = 6
const MAX_LENGTH = 254

export type TcpFrame = { transaction: number; unit: number; pdu: Uint8Array; frame: Uint8Array }

export function tcpFrame(transaction: number, unit: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER + 1 + pdu.length)
  const view = new DataView(frame.buffer)
  view.setUint16(0, transaction)
  view.setUint16(4, pdu.length + 1)
  frame[6] = unit
  frame.set(pdu, 7)
  return frame
}

/**
 * Cuts frames off the front of `buffer`. `broken` once the bytes cannot be a header: on TCP there is no way back
 * into step, so the connection has to be made anew.
 */
export function openTcp(buffer: Uint8Array): { frames: TcpFrame[]; rest: Uint8Array; broken: boolean } {
  const frames: TcpFrame[] = []
  let at = 0
  while (buffer.length - at >= HEADER + 2) {
    const view = new DataView(buffer.buffer, buffer.byteOffset + at)
    const length = view.getUint16(4)
    if (view.getUint16(2) !== 0 || length < 2 || length > MAX_LENGTH)
      return { frames, rest: buffer.subarray(at), broken: true }
    if (buffer.length - at < HEADER + length) break
    const frame = buffer.slice(at, at + HEADER + length)
    frames.push({ transaction: view.getUint16(0), unit: frame[6] ?? 0, pdu: frame.slice(7), frame })
    at += frame.length
  }
  return { frames, rest: buffer.slice(at), broken: false }
}
