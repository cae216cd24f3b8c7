import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crcOf } from '../../src/hj212/crc.ts'
import { type Frame, FrameCutter } from '../../src/hj212/frames.ts'
import { type Packet, parsePacket, writePacket } from '../../src/hj212/packet.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
/** The example of HJ 212-2017, annex A. */
const EXAMPLE = 'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&'
const WHOLE = `##0101${EXAMPLE}1C80\r\n`
const CAPTURED =
  '##0158QN=20180531225849000;ST=31;CN=2011;PW=123456;MN=010000A8900016F018010001;Flag=5;CP=&&DataTime=20180531225849;a34041-Rtd=0.00,a34041-Flag=N;SB7-RS=2;SB8-RS=2&&9181'

function cut(text: string, size = text.length): { frames: Frame[]; cutter: FrameCutter } {
  const cutter = new FrameCutter()
  const bytes = bytesOf(text)
  const frames: Frame[] = []
  for (let at = 0; at < bytes.length; at += size) frames.push(...cutter.push(bytes.subarray(at, at + size)))
  return { frames, cutter }
}

describe('the checksum of HJ 212', () => {
  it('is that of the standard’s example, 1C80, and of what was captured in the field', () => {
    expect(crcOf(bytesOf(EXAMPLE))).toBe('1C80')
    expect(crcOf(bytesOf(CAPTURED.slice(6, -4)))).toBe('9181')
  })
})

describe('packets in a stream', () => {
  it('are found however the stream is chopped', () => {
    for (const size of [1, 2, 3, 7, 50, 1000]) {
      const { frames, cutter } = cut(WHOLE + CAPTURED + WHOLE, size)
      expect(frames.map(({ data, faults }) => [data.length, faults])).toEqual([
        [101, []],
        [158, []],
        [101, []],
      ])
      expect([cutter.discarded, cutter.halfFrames, cutter.held]).toEqual([0, 0, 0])
    }
  })

  it('are found again after garbage, half packets and false starts', () => {
    const { frames, cutter } = cut(`#noise##12${WHOLE.slice(0, 60)}${WHOLE}##9999${CAPTURED}\r\n##`, 5)
    expect(frames.map(({ faults }) => faults)).toEqual([[], []])
    expect(cutter.halfFrames).toBe(2)
    expect(cutter.discarded).toBeGreaterThan(60)
    expect(cutter.held).toBeLessThan(6)
  })

  it('say what is wrong with how they are written, and are still told apart', () => {
    const faultsOf = (text: string) => cut(text).frames.map(({ faults }) => faults)
    expect(faultsOf(WHOLE.replace('1C80', '1C81') + WHOLE)).toEqual([['wrong-checksum'], []])
    expect(faultsOf(WHOLE.replace('1C80', '1c80'))).toEqual([[]])
    expect(faultsOf(WHOLE.replace('1C80', '?A') + WHOLE)).toEqual([['no-checksum'], []])
    expect(faultsOf(WHOLE.replace('1C80', '') + WHOLE)).toEqual([['no-checksum'], []])
    expect(faultsOf(WHOLE.replace('##0101', '##0400') + WHOLE)).toEqual([['wrong-length'], []])
    expect(faultsOf(`##0400${EXAMPLE}\n`)).toEqual([['wrong-length', 'no-checksum']])
    const long = `QN=1;CN=2011;CP=&&${'x'.repeat(1020)}&&`
    expect(faultsOf(`##${long.length}${long}${crcOf(bytesOf(long))}\r\n`)).toEqual([['over-length']])
  })

  it('of endless data keep no more than one packet', () => {
    const cutter = new FrameCutter()
    for (let n = 0; n < 200; n++) cutter.push(bytesOf(n === 0 ? '##2048' : 'a'.repeat(100)))
    expect(cutter.held).toBeLessThan(2100)
    expect(cutter.push(bytesOf(`\r\n${WHOLE}`))).toHaveLength(1)
  })
})

const word = (characters: string, most: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: most })
const packets: fc.Arbitrary<Packet> = fc
  .record({
    qn: fc.oneof(fc.constant(''), word('0123456789', 17)),
    st: fc.constantFrom('31', '51', '91'),
    cn: fc.constantFrom('2011', '2051', '9014'),
    password: word('abc0123', 9),
    mn: word('ABCDEF0123', 24),
    version: fc.nat(63),
    acknowledge: fc.boolean(),
    pnum: fc.integer({ min: 1, max: 9 }),
    again: fc.boolean(),
    cp: fc.string({ unit: fc.constantFrom(...'abcd=,;-.0123456789'), maxLength: 900 }),
  })
  .map((packet) => ({ ...packet, numbered: packet.pnum > 1, pno: 1 }))

describe('any packet', () => {
  it('reads as it was written, wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(packets, { maxLength: 4 }), fc.integer({ min: 1, max: 400 }), (written, size) => {
        const stream = written.map((packet) => new TextDecoder().decode(writePacket(packet))).join('')
        const { frames, cutter } = cut(stream, size)
        expect(frames.map(({ data }) => parsePacket(data))).toEqual(written)
        expect(cutter.discarded + cutter.held).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  it('spoilt in one byte is refused, or says what is wrong with it', () => {
    fc.assert(
      fc.property(packets, fc.nat(), fc.integer({ min: 1, max: 255 }), (packet, place, change) => {
        const bytes = writePacket(packet)
        const at = place % (bytes.length - 2)
        bytes[at] = (bytes[at] ?? 0) ^ change
        const whole = new FrameCutter().push(bytes).filter(({ faults }) => faults.length === 0)
        // Only the letters of the checksum itself may change their case.
        expect(whole.length === 0 || (at >= bytes.length - 6 && change === 0x20)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
