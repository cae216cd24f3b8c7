import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/index.ts'
import { FrameCutter, frameOf } from '../../src/jt808/frames.ts'
import { type Message, parseMessage, splitMessage, writeMessage } from '../../src/jt808/message.ts'
import { PartsOnTheWay } from '../../src/jt808/parts.ts'

/** Location report of a fridge van, recomputed from the standard. */
const LOCATION =
  '7E 02 00 00 34 01 38 00 13 80 00 00 01 00 00 00 00 00 00 00 03 01 DC 89 D0 07 3D 8A A5 00 0A 01 64 00 5A 26 11 23 12 00 00 01 04 00 00 30 39 51 10 00 23 FF 47 00 00 00 00 00 00 00 00 00 00 00 00 EA 7E'

describe('frames of JT/T 808', () => {
  it('are escaped as the standard’s example', () => {
    expect(toHex(frameOf(fromHex('30 7E 08 7D 55')))).toBe('7E 30 7D 02 08 7D 01 55 6E 7E')
    const [frame] = new FrameCutter().push(fromHex('7E 30 7D 02 08 7D 01 55 6E 7E'))
    expect(toHex(frame?.content ?? new Uint8Array())).toBe('30 7E 08 7D 55')
  })

  it('are found however the stream is chopped, with one mark or two between them', () => {
    const one = fromHex(LOCATION)
    const stream = Uint8Array.from([1, 2, ...one, ...one, ...one.slice(1)])
    for (const size of [1, 2, 3, 11, 1000]) {
      const cutter = new FrameCutter()
      let good = 0
      for (let at = 0; at < stream.length; at += size)
        good += cutter.push(stream.subarray(at, at + size)).filter(({ error }) => error === undefined).length
      expect([good, cutter.discarded, cutter.held]).toEqual([3, 2, 0])
    }
  })

  it('that are spoilt say how, and cost no more than themselves', () => {
    const errors = (hex: string) => new FrameCutter().push(fromHex(`${hex} ${LOCATION}`)).map(({ error }) => error)
    expect(errors('7E 01 02 04 7E')).toEqual(['wrong-checksum', undefined])
    expect(errors('7E 01 7D 03 7E')).toEqual(['wrong-escape', undefined])
    expect(errors('7E 01 7D 7E')).toEqual(['wrong-escape', undefined])
    expect(errors('7E 01 7E')).toEqual(['half-frame', undefined])
    expect(errors('7E 01 02 04')).toEqual(['wrong-checksum', undefined])
  })

  it('that never end are let go', () => {
    const cutter = new FrameCutter()
    cutter.push(fromHex('7E'))
    for (let n = 0; n < 100; n++) cutter.push(new Uint8Array(100).fill(0x7d))
    expect(cutter.held).toBeLessThan(2100)
    expect(cutter.push(fromHex(LOCATION)).map(({ error }) => error)).toEqual([undefined])
  })
})

const bodies = fc.uint8Array({ maxLength: 1023 })
const messages: fc.Arbitrary<Message> = fc.record({
  id: fc.nat(0xffff),
  edition: fc.constantFrom('2013' as const, '2019' as const),
  phone: fc.bigInt({ min: 0n, max: 999_999_999_999n }).map(String),
  seq: fc.nat(0xffff),
  body: bodies,
})

describe('any message', () => {
  it('reads as it was written, whatever bytes need escaping and wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 4 }), fc.integer({ min: 1, max: 300 }), (written, size) => {
        const stream = Uint8Array.from(written.flatMap((message) => [...writeMessage(message)]))
        const cutter = new FrameCutter()
        const read: unknown[] = []
        for (let at = 0; at < stream.length; at += size)
          for (const { content } of cutter.push(stream.subarray(at, at + size)))
            read.push(content && parseMessage(content))
        expect(read).toEqual(written)
      }),
      { numRuns: 150 },
    )
  })

  it('split and put together again in any order is the same', () => {
    const long = messages.chain((message) =>
      fc.uint8Array({ minLength: 60, maxLength: 400 }).map((body) => ({ ...message, body })),
    )
    fc.assert(
      fc.property(long, fc.infiniteStream(fc.nat()), (message, random) => {
        const parts = splitMessage(message, 50)
        const shuffled = parts
          .map((part) => ({ part, place: random.next().value as number }))
          .sort((a, b) => a.place - b.place)
        const on = new PartsOnTheWay(10_000, 1000)
        const given = shuffled.flatMap(({ part }) => {
          const whole = on.add(part, 0)
          if (whole === 'waiting') return []
          expect(whole).toHaveProperty('seqs')
          const { seqs: _seqs, ...rest } = whole as Message
          return [rest]
        })
        expect(given).toEqual([message])
        expect(on.held).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a split message', () => {
  const message: Message = { id: 0x0704, edition: '2013', phone: '1', seq: 65534, body: new Uint8Array(30).fill(7) }
  const parts = splitMessage(message, 10)
  const part = (index: number): Message => parts[index - 1] as Message

  it('says which packets are missing, by the number of its first', () => {
    const on = new PartsOnTheWay(1000, 500)
    expect(on.add(part(2), 0)).toBe('waiting')
    expect(on.overdue(499)).toEqual({ missing: [], torn: 0 })
    const missing = [{ id: 0x0704, firstSeq: 65534, packets: [1, 3] }]
    expect(on.overdue(500)).toEqual({ missing, torn: 0 })
    on.add(part(3), 600)
    expect(on.overdue(1100).missing).toEqual([{ id: 0x0704, firstSeq: 65534, packets: [1] }])
    expect(on.add(part(1), 1200)).toEqual({ ...message, seqs: [65534, 65535, 0] })
  })

  it('is given up when nobody sends what is missing', () => {
    const on = new PartsOnTheWay(1000, 500)
    on.add(part(1), 0)
    const asked = [500, 1000, 1500, 2000].map((now) => on.overdue(now))
    expect(asked.map(({ missing, torn }) => [missing.length, torn])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [0, 1],
    ])
    expect(on.held).toBe(0)
  })

  it('beyond what may be held is refused whole', () => {
    const on = new PartsOnTheWay(15, 500)
    on.add(part(1), 0)
    expect(on.add(part(2), 0)).toEqual({ error: 'too-large' })
    expect(on.held).toBe(0)
  })

  it('sent twice is counted once; another of the same size begins anew', () => {
    const on = new PartsOnTheWay(1000, 500)
    on.add(part(1), 0)
    expect(on.add(part(1), 0)).toBe('again')
    expect(on.held).toBe(10)
    on.add({ ...part(1), body: new Uint8Array(10).fill(9) }, 0)
    on.add(part(2), 0)
    expect(on.add(part(3), 0)).toMatchObject({
      body: Uint8Array.from([...new Uint8Array(10).fill(9), ...new Uint8Array(20).fill(7)]),
    })
  })
})
