import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Channel, RegisterSource } from '../src/index.ts'
import { decodeRegister, encodeRegister } from '../src/modbus/register-codec.ts'
import { fromHex } from '../src/vectors.ts'

const channelOf = (from: RegisterSource, value: Channel['value'] = 'number'): Channel => ({
  name: { zh: '值', en: 'value' },
  value,
  from,
})
const RANGE = { table: 'input' as const, address: 0, count: 2 }
const bytesOf = (words: number[]) => Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]))
const source = (rest: Partial<RegisterSource>): RegisterSource => ({
  table: 'input',
  address: 0,
  type: 'int16',
  ...rest,
})

const LIMITS = {
  int16: [-0x8000, 0x7fff],
  uint16: [0, 0xffff],
  int32: [-0x80000000, 0x7fffffff],
  uint32: [0, 0xffffffff],
} as const

describe('registers', () => {
  it('read back what was written, in every type, order and scale', () => {
    const type = fc.constantFrom('int16', 'uint16', 'int32', 'uint32')
    const order = fc.constantFrom('ABCD', 'CDAB', 'BADC', 'DCBA')
    const scale = fc.constantFrom(1, 0.1, 0.01, 10)
    fc.assert(
      fc.property(type, order, scale, fc.double({ min: 0, max: 1, noNaN: true }), (kind, byteOrder, factor, part) => {
        const [low, high] = LIMITS[kind]
        const raw = Math.round(low + (high - low) * part)
        const channel = channelOf(source({ type: kind, order: byteOrder, scale: factor }))
        const value = Number((raw * factor).toPrecision(12)) + 0
        const data = bytesOf(encodeRegister(channel, {}, value, []))
        expect(decodeRegister(channel, {}, RANGE, data)).toEqual({ value, quality: 'good' })
      }),
    )
  })

  it('read back float32 in every order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ABCD', 'CDAB', 'BADC', 'DCBA'),
        fc.integer({ min: -99999, max: 99999 }),
        (order, n) => {
          const channel = channelOf(source({ type: 'float32', order }))
          const data = bytesOf(encodeRegister(channel, {}, n / 100, []))
          expect(decodeRegister(channel, {}, RANGE, data).value).toBe(n / 100)
        },
      ),
    )
  })

  it('give a known float, 230.2 V of a meter', () => {
    expect(decodeRegister(channelOf(source({ type: 'float32' })), {}, RANGE, fromHex('43 66 33 33')).value).toBe(230.2)
  })

  it.each([
    ['ABCD', '12 34 56 78'],
    ['CDAB', '56 78 12 34'],
    ['BADC', '34 12 78 56'],
    ['DCBA', '78 56 34 12'],
  ] as const)('know %s', (order, hex) => {
    expect(decodeRegister(channelOf(source({ type: 'uint32', order })), {}, RANGE, fromHex(hex)).value).toBe(0x12345678)
  })

  it('are bad, not a number, where the float is none', () => {
    const channel = channelOf(source({ type: 'float32' }))
    expect(decodeRegister(channel, {}, RANGE, fromHex('7F C0 00 00'))).toMatchObject({
      value: null,
      reason: 'not-a-number',
    })
  })

  it('are bad while the parameter for their scale is not stated', () => {
    const channel = channelOf(source({ scale: { param: 'factor' } }))
    expect(decodeRegister(channel, {}, RANGE, fromHex('00 01')).reason).toBe('not-configured')
    expect(decodeRegister(channel, { factor: 5 }, RANGE, fromHex('00 01')).value).toBe(5)
  })

  it('give single bits and groups of bits of a status word', () => {
    // Status of a leak cable: leak and summary, no break, no contamination.
    const data = fromHex('00 09')
    const bit = (mask: number) =>
      decodeRegister(channelOf(source({ type: 'uint16', mask }), 'boolean'), {}, RANGE, data).value
    expect([bit(1), bit(2), bit(4), bit(8)]).toEqual([true, false, false, true])
    const group = channelOf(source({ type: 'uint16', mask: 0x0f00, shift: 8 }))
    expect(decodeRegister(group, {}, RANGE, fromHex('57 00')).value).toBe(7)
  })

  it('change only their own bits when written by the simulator', () => {
    const channel = channelOf(source({ type: 'uint16', mask: 0x00f0, shift: 4 }))
    expect(encodeRegister(channel, {}, 5, [0xabcd])).toEqual([0xab5d])
  })

  it('never throw and never make up a value for bytes that did not come', () => {
    const type = fc.constantFrom('int16', 'uint16', 'int32', 'uint32', 'float32', 'bit')
    fc.assert(
      fc.property(type, fc.nat(40), fc.uint8Array({ maxLength: 8 }), (kind, address, data) => {
        const read = decodeRegister(channelOf(source({ type: kind, address })), {}, RANGE, data)
        expect(read.quality === 'good' || read.value === null).toBe(true)
        const needed = kind === 'bit' ? (address >> 3) + 1 : (address + (kind.endsWith('16') ? 1 : 2)) * 2
        if (data.length < needed) expect(read.reason).toBe('half-frame')
      }),
    )
  })
})
