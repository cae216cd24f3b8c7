import {
  characterOf,
  ENDS,
  KEY_EVENT,
  OTHERS,
  PRESSED,
  RELEASED,
  SHIFTS,
  SYNC_DROPPED,
  SYNC_EVENT,
} from './key-codes.ts'

/** `struct input_event` of a 64-bit Linux: seconds and microseconds (8 bytes each), type, code, value. */
export const EVENT_BYTES = 24
const TYPE_AT = 16
const CODE_AT = 18
const VALUE_AT = 20
const MICROSECONDS_AT = 8
const SECOND = 1_000_000n
/** `EV_MAX` and `KEY_MAX` of the kernel: nothing above is an event. */
const HIGHEST_TYPE = 0x1f
const HIGHEST_CODE = 0x2ff

export const LINE_END = 0x0d
/** Stands where keys were lost: no text holds this byte, so the line is bad and no code is made up. */
export const LOST = 0xff

/** Key presses, however they are chopped, as the bytes that were typed. It holds less than one event between calls. */
export class KeyReader {
  /** In the middle of a line. */
  begun = false
  private rest = Buffer.alloc(0)
  private readonly shifts = new Set<number>()
  private readonly others = new Set<number>()

  get held(): number {
    return this.rest.length
  }

  /** What was typed, or undefined where these bytes come from no keyboard. */
  push(chunk: Uint8Array): Uint8Array | undefined {
    const bytes = Buffer.concat([this.rest, chunk])
    const typed: number[] = []
    let at = 0
    for (; at + EVENT_BYTES <= bytes.length; at += EVENT_BYTES) {
      const type = bytes.readUInt16LE(at + TYPE_AT)
      const code = bytes.readUInt16LE(at + CODE_AT)
      if (type > HIGHEST_TYPE || code > HIGHEST_CODE || bytes.readBigUInt64LE(at + MICROSECONDS_AT) >= SECOND)
        return undefined
      const byte = this.take(type, code, bytes.readInt32LE(at + VALUE_AT))
      if (byte === undefined) continue
      this.begun = byte !== LINE_END
      typed.push(byte)
    }
    this.rest = bytes.subarray(at)
    return Uint8Array.from(typed)
  }

  /** A line ends without its Enter. */
  pause(): void {
    this.begun = false
  }

  private take(type: number, code: number, value: number): number | undefined {
    if (type === SYNC_EVENT && code === SYNC_DROPPED) {
      this.shifts.clear()
      this.others.clear()
      return LOST
    }
    if (type !== KEY_EVENT) return undefined
    if (SHIFTS.includes(code)) return hold(this.shifts, code, value)
    if (OTHERS.includes(code)) return hold(this.others, code, value)
    // A key held down repeats; a reader never does.
    if (value !== PRESSED || this.others.size > 0) return undefined
    return ENDS.includes(code) ? LINE_END : characterOf({ code, shift: this.shifts.size > 0 })
  }
}

function hold(keys: Set<number>, code: number, value: number): undefined {
  if (value === RELEASED) keys.delete(code)
  else keys.add(code)
}
