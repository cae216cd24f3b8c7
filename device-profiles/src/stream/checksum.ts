import { crc16 } from '../modbus/rtu.ts'
import type { CHECKSUMS, Checksum } from './grammar.ts'

const TEN = 10
const CCITT = 0x1021
const nibble = (value: number): number => (value < TEN ? value + 0x30 : value + 0x37)

function ccitt(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ CCITT) & 0xffff : (crc << 1) & 0xffff
  }
  return crc
}

function xor(bytes: Uint8Array): number {
  let result = 0
  for (const byte of bytes) result ^= byte
  return result
}

function sum(bytes: Uint8Array, mask: number): number {
  let total = 0
  for (const byte of bytes) total += byte & mask
  return total
}

const KINDS: Record<(typeof CHECKSUMS)[number], { bytes: number; of(covered: Uint8Array): number[] }> = {
  'xor-hex': { bytes: 2, of: (covered) => [nibble(xor(covered) >> 4), nibble(xor(covered) & 0x0f)] },
  'xor-byte': { bytes: 1, of: (covered) => [xor(covered)] },
  'sum-complement-7': { bytes: 1, of: (covered) => [-sum(covered, 0x7f) & 0x7f] },
  'sum-8': { bytes: 1, of: (covered) => [sum(covered, 0xff) & 0xff] },
  'sum-8-complement': { bytes: 1, of: (covered) => [-sum(covered, 0xff) & 0xff] },
  'crc16-modbus': { bytes: 2, of: (covered) => [crc16(covered) & 0xff, crc16(covered) >> 8] },
  'crc16-ccitt': { bytes: 2, of: (covered) => [ccitt(covered) >> 8, ccitt(covered) & 0xff] },
}

/** An offset as it counts from the front; below zero it counted from the end. */
export const fromFront = (offset: number, length: number): number => (offset < 0 ? length + offset : offset)

/** How many bytes the check takes. */
export const checkLength = ({ kind }: Pick<Checksum, 'kind'>): number => KINDS[kind].bytes

/** The check bytes over exactly these. */
export const checkOver = (kind: Checksum['kind'], covered: Uint8Array): number[] => KINDS[kind].of(covered)

/** The check bytes a frame must carry by its rule. */
export function checkBytes({ kind, from, to }: Checksum, frame: Uint8Array): number[] {
  return checkOver(kind, frame.subarray(fromFront(from, frame.length), fromFront(to, frame.length) + 1))
}

/** The same rule made ready to be tried on frame after frame. */
export function checker(rule: Checksum): (frame: Uint8Array) => boolean {
  if (rule.kind !== 'xor-hex') return (frame) => checksumHolds(rule, frame)
  return (frame) => {
    const to = fromFront(rule.to, frame.length)
    let result = 0
    for (let index = fromFront(rule.from, frame.length); index <= to; index++) result ^= frame[index] ?? 0
    const at = fromFront(rule.at, frame.length)
    return frame[at] === nibble(result >> 4) && frame[at + 1] === nibble(result & 0x0f)
  }
}

export function checksumHolds(rule: Checksum, frame: Uint8Array): boolean {
  const at = fromFront(rule.at, frame.length)
  const wanted = checkBytes(rule, frame)
  for (let index = 0; index < wanted.length; index++) if (frame[at + index] !== wanted[index]) return false
  return true
}
