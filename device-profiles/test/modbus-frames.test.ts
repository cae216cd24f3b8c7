import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeReply, readPdu } from '../src/modbus/pdu.ts'
import { explainSilence, findReply, openRtu, rtuFrame } from '../src/modbus/rtu.ts'
import { openTcp, tcpFrame } from '../src/modbus/tcp.ts'
import { fromHex, toHex } from '../src/vectors.ts'

const KNOWN = [
  '01 04 00 01 00 02 20 0B',
  '01 04 04 01 31 02 6C AA FA',
  '01 03 00 00 00 02 C4 0B',
  '01 05 00 00 FF 00 8C 3A',
  '01 05 00 FF FF 00 BC 0A',
  '01 01 00 00 00 08 3D CC',
  '01 0F 00 00 00 08 01 05 3E 96',
  '01 02 00 00 00 08 79 CC',
  '01 83 02 C0 F1',
  '01 04 00 00 00 05 30 09',
  '01 04 0A 00 09 00 25 00 00 00 19 00 64 1F C3',
  '01 03 04 00 EB 02 C8 8A F1',
  '01 04 04 43 66 33 33 5A FA',
  '01 04 01 56 00 02 90 27',
  '01 05 00 01 FF 00 DD FA',
]
const request = readPdu({ table: 'input', address: 1, count: 2 })
const answer = fromHex('01 04 04 01 31 02 6C AA FA')
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))

describe('RTU frames', () => {
  it.each(KNOWN)('%s carries the right checksum', (hex) => {
    const opened = openRtu(fromHex(hex))
    expect(opened && toHex(rtuFrame(opened.unit, opened.pdu))).toBe(hex)
  })

  it('with any one bit turned are not taken', () => {
    fc.assert(
      fc.property(fc.nat(answer.length - 1), fc.nat(7), (index, bit) => {
        const spoiled = answer.slice()
        spoiled[index] = (spoiled[index] ?? 0) ^ (1 << bit)
        expect(findReply(1, request, spoiled)).toBeUndefined()
      }),
    )
  })

  it('are found behind garbage and behind another unit’s frame', () => {
    const stranger = rtuFrame(9, Uint8Array.from([4, 4, 0, 1, 0, 2]))
    const found = findReply(1, request, joined(fromHex('00 FF 13'), stranger, answer))
    expect(found).toMatchObject({ skipped: 3 + stranger.length, strangers: 1 })
    expect(toHex(found?.frame ?? new Uint8Array())).toBe(toHex(answer))
  })

  it.each([
    ['nothing', '', 'no-answer'],
    ['half a frame', '01 04 04 01', 'half-frame'],
    ['a wrong checksum', '01 04 04 01 31 02 6C AA FB', 'wrong-checksum'],
    ['another unit', '02 04 04 01 31 02 6C 99 FA', 'wrong-unit'],
    ['another function', '01 03 04 02 92 FF 9B 5A 3D', 'wrong-function'],
    ['another length', '01 04 0A 00 09 00 25 00 00 00 19 00 64 1F C3', 'wrong-length'],
    ['noise', '00 FF 13 37 A5', 'garbage'],
  ])('that do not come are explained: %s', (_title, hex, code) => {
    const bytes = fromHex(hex)
    expect(findReply(1, request, bytes)).toBeUndefined()
    expect(explainSilence(1, request, bytes)).toBe(code)
  })

  it('never throw, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(findReply(1, request, bytes)).toBeUndefined()
        expect(explainSilence(1, request, bytes)).toMatch(/^[a-z-]+$/)
      }),
    )
  })

  it('of a write must echo it exactly', () => {
    const write = Uint8Array.from([5, 0, 1, 0xff, 0])
    expect(judgeReply(write, write)).toEqual({ data: new Uint8Array() })
    expect(judgeReply(write, Uint8Array.from([5, 0, 1, 0, 0]))).toEqual({ error: 'wrong-echo' })
    expect(judgeReply(write, Uint8Array.from([0x85, 2]))).toEqual({ error: 'exception-2' })
  })
})

describe('TCP frames', () => {
  it('come out however they are chopped', () => {
    const pdus = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(pdus, fc.integer({ min: 1, max: 9 }), (sent, piece) => {
        const wire = joined(...sent.map((pdu, index) => tcpFrame(index, 1, pdu)))
        const got: string[] = []
        let rest: Uint8Array = new Uint8Array()
        for (let at = 0; at < wire.length; at += piece) {
          const opened = openTcp(joined(rest, wire.subarray(at, at + piece)))
          rest = opened.rest
          got.push(...opened.frames.map(({ pdu }) => toHex(pdu)))
        }
        expect(got).toEqual(sent.map(toHex))
      }),
    )
  })

  it('that are none are called broken, not thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 64 }), (bytes) => {
        bytes[2] = 1
        expect(openTcp(bytes)).toMatchObject({ frames: [], broken: true })
      }),
    )
  })
})
