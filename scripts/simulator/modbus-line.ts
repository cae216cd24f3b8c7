import { EXCEPTION_BIT, WRITE_COILS, WRITE_REGISTERS } from '@zaojun/device-profiles/modbus/pdu'
import { openRtu, rtuFrame } from '@zaojun/device-profiles/modbus/rtu'
import { openTcp, tcpFrame } from '@zaojun/device-profiles/modbus/tcp'
import type { PacedWriter } from './paced-writer.ts'
import type { Fault, SimulatedUnit } from './simulated-unit.ts'

const SHORTEST_REQUEST = 8
const BUSY = 6
/** A late answer comes after any master has given up. */
const LATE_MS = 700
const GARBAGE = Uint8Array.from([0x00, 0xff, 0x13, 0x37, 0xa5, 0x5a, 0x02, 0x03, 0x99])

export type LineSettings = {
  framing: 'rtu' | 'tcp'
  characterMs: number
  turnaroundMs: number
  onRequest?: ((unit: string, pdu: Uint8Array) => void) | undefined
}

/** One master's end of a Modbus line: cuts its requests, lets the addressed unit answer. */
export class ModbusLine {
  private readonly units: SimulatedUnit[]
  private readonly settings: LineSettings
  private readonly writer: PacedWriter
  private buffer: Uint8Array = new Uint8Array()

  constructor(units: SimulatedUnit[], settings: LineSettings, writer: PacedWriter) {
    this.units = units
    this.settings = settings
    this.writer = writer
  }

  receive(bytes: Uint8Array): void {
    this.buffer = Uint8Array.from([...this.buffer, ...bytes])
    if (this.settings.framing === 'tcp') {
      const { frames, rest } = openTcp(this.buffer)
      this.buffer = rest
      for (const { transaction, unit, pdu } of frames)
        this.request(unit, pdu, (address, reply) => tcpFrame(transaction, address, reply), 0)
      return
    }
    while (this.buffer.length >= SHORTEST_REQUEST) {
      const code = this.buffer[1] ?? 0
      const many = code === WRITE_COILS || code === WRITE_REGISTERS
      const length = many ? (this.buffer[6] ?? 0) + 9 : SHORTEST_REQUEST
      if (this.buffer.length < length) return
      const opened = openRtu(this.buffer.subarray(0, length))
      this.buffer = this.buffer.slice(opened ? length : 1)
      // A request that came over TCP in one piece still took its time on the line.
      if (opened) this.request(opened.unit, opened.pdu, rtuFrame, length * this.settings.characterMs)
    }
  }

  private request(
    address: number,
    pdu: Uint8Array,
    frame: (address: number, pdu: Uint8Array) => Uint8Array,
    lineMs: number,
  ): void {
    // Unit 0 is everybody, and nobody answers. A unit of the reference contract obeys no broadcast.
    if (address === 0) for (const unit of this.units) if (unit.alive && !unit.mannered) unit.answer(pdu)
    const unit = this.units.find((each) => each.unit.address === address)
    if (unit) this.settings.onRequest?.(unit.unit.id, pdu)
    if (!unit?.alive) return
    // TCP carries no checksum that could be wrong.
    const injected = unit.nextFault()
    const fault = injected === 'wrong-checksum' && this.settings.framing === 'tcp' ? undefined : injected
    const reply = fault === 'exception' ? Uint8Array.from([(pdu[0] ?? 0) | EXCEPTION_BIT, BUSY]) : unit.answer(pdu)
    const whole = frame(fault === 'wrong-unit' ? (address % 247) + 1 : address, reply)
    const delay = lineMs + this.settings.turnaroundMs + (fault === 'late' ? LATE_MS : 0)
    void this.writer.write(spoil(whole, fault), delay)
  }
}

/** The frame as the fault leaves it. */
export function spoil(frame: Uint8Array, fault: Fault | undefined): Uint8Array {
  if (fault === 'garbage') return GARBAGE
  if (fault === 'half-frame') return frame.subarray(0, Math.floor(frame.length / 2))
  if (fault !== 'wrong-checksum') return frame
  const copy = frame.slice()
  // Not the last byte: that ends the frame of a stream.
  copy[copy.length - 2] = (copy[copy.length - 2] ?? 0) ^ 0x01
  return copy
}
