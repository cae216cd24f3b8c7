import type { Table } from '../channel.ts'

/** Function codes of Modbus Application Protocol V1.1b3, section 6. */
export const READ_FUNCTION: Record<Table, number> = { coil: 1, discrete: 2, holding: 3, input: 4 }
export const WRITE_COIL = 5
export const WRITE_REGISTER = 6
export const WRITE_COILS = 15
export const WRITE_REGISTERS = 16
export const EXCEPTION_BIT = 0x80

/** A run of one table, asked for in one transaction. */
export type ReadRange = { table: Table; address: number; count: number }

const word = (value: number): [number, number] => [(value >> 8) & 0xff, value & 0xff]

export const readPdu = ({ table, address, count }: ReadRange): Uint8Array =>
  Uint8Array.from([READ_FUNCTION[table], ...word(address), ...word(count)])

export const writeCoilPdu = (address: number, on: boolean): Uint8Array =>
  Uint8Array.from([WRITE_COIL, ...word(address), on ? 0xff : 0x00, 0x00])

/** Holding registers: one by function 06, several by function 16; `many`: one by 16 too, for units that know no 06. */
export const writeRegistersPdu = (address: number, words: number[], many = false): Uint8Array =>
  words.length === 1 && !many
    ? Uint8Array.from([WRITE_REGISTER, ...word(address), ...word(words[0] ?? 0)])
    : Uint8Array.from([
        WRITE_REGISTERS,
        ...word(address),
        ...word(words.length),
        words.length * 2,
        ...words.flatMap((each) => word(each)),
      ])

const TABLE_OF_FUNCTION: readonly (Table | undefined)[] = [undefined, 'coil', 'discrete', 'holding', 'input']

/** The table, address and count a read request asks for; undefined for anything else. */
export function rangeOf(pdu: Uint8Array): ReadRange | undefined {
  const [code = 0, addressHigh = 0, addressLow = 0, countHigh = 0, countLow = 0] = pdu
  const table = TABLE_OF_FUNCTION[code]
  if (table === undefined || pdu.length !== 5) return undefined
  return { table, address: (addressHigh << 8) | addressLow, count: (countHigh << 8) | countLow }
}

/** What a write puts where: `data` as a read of the same range would bring it. */
export type RegisterWrite = ReadRange & { table: 'coil' | 'holding'; data: Uint8Array }

const FIRST_WORD = 3
const MANY_HEAD_BYTES = 6

/** What a write of one coil or of registers puts where; undefined for anything else and for a wrong length. */
export function writeOf(pdu: Uint8Array): RegisterWrite | undefined {
  const [code = 0, high = 0, low = 0, countHigh = 0, countLow = 0, bytes = 0] = pdu
  const address = (high << 8) | low
  if (code === WRITE_COIL && pdu.length === 5)
    return { table: 'coil', address, count: 1, data: Uint8Array.of(countHigh === 0xff ? 1 : 0) }
  if (code === WRITE_REGISTER && pdu.length === 5)
    return { table: 'holding', address, count: 1, data: pdu.slice(FIRST_WORD) }
  const count = (countHigh << 8) | countLow
  if (code !== WRITE_REGISTERS || count === 0 || bytes !== count * 2 || pdu.length !== MANY_HEAD_BYTES + bytes)
    return undefined
  return { table: 'holding', address, count, data: pdu.slice(MANY_HEAD_BYTES) }
}

export const dataBytes = ({ table, count }: ReadRange): number =>
  table === 'coil' || table === 'discrete' ? Math.ceil(count / 8) : count * 2

/** How long the good answer to this request is, function code included. */
export function replyLength(request: Uint8Array): number {
  const range = rangeOf(request)
  return range ? 2 + dataBytes(range) : 5
}

/**
 * What an answer means for its request: `data` of a read (empty for a write that was echoed), or a code:
 * `exception-<n>`, `wrong-function`, `wrong-length`, `wrong-echo`.
 */
export function judgeReply(request: Uint8Array, reply: Uint8Array): { data: Uint8Array } | { error: string } {
  const asked = request[0] ?? 0
  if (reply[0] === (asked | EXCEPTION_BIT)) return { error: `exception-${reply[1] ?? 0}` }
  if (reply[0] !== asked) return { error: 'wrong-function' }
  const range = rangeOf(request)
  if (!range) {
    const same = reply.length === 5 && reply.every((byte, index) => byte === request[index])
    return same ? { data: new Uint8Array() } : { error: 'wrong-echo' }
  }
  if (reply[1] !== dataBytes(range) || reply.length !== replyLength(request)) return { error: 'wrong-length' }
  return { data: reply.subarray(2) }
}
