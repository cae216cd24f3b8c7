import { describe, expect, it } from 'vitest'
import { hj212Fields } from '../../src/hj212/fields.ts'
import { type Packet, writePacket } from '../../src/hj212/packet.ts'
import { byTime, type Part, PartsOnTheWay } from '../../src/hj212/parts.ts'
import type { Hj212Section } from '../../src/hj212/section.ts'
import { stampMs, stampOf } from '../../src/hj212/time.ts'

const section: Hj212Section = { edition: '2017', silenceMs: 60_000 }
const packet = (cp: string, more: Partial<Packet> = {}): Packet => ({
  qn: '20261123120000000',
  st: '51',
  cn: '2011',
  password: '123456',
  mn: 'A1',
  version: 1,
  numbered: false,
  acknowledge: true,
  pnum: 1,
  pno: 1,
  again: false,
  cp,
  ...more,
})
const fieldsOf = (cp: string, more: Partial<Packet> = {}, said: Hj212Section = section) =>
  hj212Fields(said, { bytes: writePacket(packet(cp, more)) })

describe('the fields of a packet', () => {
  it('carry the doubt of their data flag, and lose their value where it says so', () => {
    const fields = fieldsOf('DataTime=20261123120000;x-Rtd=1,x-Flag=T;y-Rtd=2,y-Flag=D;z-Rtd=3;v-Rtd=4,v-Flag=?')
    expect(fields).toMatchObject({
      'x-Rtd': { value: '1', quality: 'uncertain', reason: 'over-range' },
      'y-Rtd': { value: null, quality: 'bad', reason: 'unit-fault' },
      'z-Rtd': { value: '3', quality: 'good' },
      'v-Rtd': { value: null, quality: 'bad', reason: 'unknown-flag' },
    })
  })

  it('read the time in China, wherever the box stands, and nonsense as no time', () => {
    expect(fieldsOf('DataTime=20261123120000')).toMatchObject({ '@time': { value: Date.UTC(2026, 10, 23, 4) } })
    for (const wrong of ['20261323120000', '20260230000000', '2026112312', '20261123250000', ''])
      expect(fieldsOf(`DataTime=${wrong}`)).not.toHaveProperty('@time')
    const now = Date.UTC(2026, 1, 28, 16, 0, 0, 7)
    expect(stampOf(now, '+08:00', true)).toBe('20260301000000007')
    expect(stampMs(stampOf(now, '-03:30', true), '-03:30')).toBe(now)
  })

  it('of a time that is over stand apart and never pass for news', () => {
    const fields = fieldsOf('DataTime=20261123110000;x-Avg=1,x-Flag=N', { cn: '2061' })
    expect(fields).toMatchObject({
      'period/x-Avg': { value: '1' },
      '@period': { value: 'hour' },
      '@late': { value: true },
    })
    expect(fields).not.toHaveProperty('x-Avg')
    expect(fieldsOf('DataTime=20261123110000;x-Rtd=1', { again: true })).toMatchObject({ '@late': { value: true } })
  })

  it('go by the name the channels have, whatever the dialect calls them', () => {
    const fields = fieldsOf('a34000-Rtd=1,a34000-Flag=M', {}, { ...section, factors: { a34000: 'a34013' } })
    expect(fields).toMatchObject({ 'a34013-Rtd': { quality: 'bad', reason: 'maintenance' } })
  })

  it.each([
    ['another system', fieldsOf('x-Rtd=1', { st: '32' }, { ...section, systems: ['51'] }), 'wrong-system'],
    ['a command nobody knows', fieldsOf('x=1', { cn: '3999' }), 'unknown-command'],
    ['encrypted data', fieldsOf('{0xE4,0x3E}'), 'encrypted'],
    ['another unit', hj212Fields(section, { bytes: writePacket(packet('x=1')), address: 'B2' }), 'wrong-unit'],
    ['nothing', hj212Fields(section, { bytes: new Uint8Array() }), 'not-a-packet'],
  ])('are none of %s', (_of, fields, error) => {
    expect(fields).toEqual({ error })
  })
})

describe('a split message', () => {
  const part = (pno: number, cp = `p${pno}=1`, more: Partial<Packet> = {}): Part => {
    const one = packet(cp, { cn: '2051', numbered: true, pnum: 3, pno, ...more })
    return { packet: one, bytes: writePacket(one) }
  }
  const numbers = (given: Part[][]) => given.map((parts) => parts.map((each) => each.packet.pno))

  it('is put together whatever the order its packets come in', () => {
    const parts = new PartsOnTheWay(1000)
    expect(numbers([...parts.add(part(3), 0), ...parts.add(part(1), 1)])).toEqual([])
    expect(numbers(parts.add(part(2), 2))).toEqual([[1, 2, 3]])
    expect(parts.waiting).toBe(0)
  })

  it('is given as far as it came when a packet comes again, or nothing more does', () => {
    const parts = new PartsOnTheWay(1000)
    parts.add(part(1), 0)
    expect(numbers(parts.add(part(1), 500))).toEqual([[1]])
    parts.add(part(3), 600)
    expect(numbers(parts.expired(1599))).toEqual([])
    expect(numbers(parts.expired(1600))).toEqual([[1, 3]])
  })

  it('never holds more than a few messages, of a few packets', () => {
    const parts = new PartsOnTheWay(1000)
    for (let n = 0; n < 1000; n++) parts.add(part(1, 'x=1', { qn: String(n) }), 0)
    expect(parts.waiting).toBeLessThanOrEqual(8)
    expect(numbers(parts.add(part(1, 'x=1', { pnum: 9999 }), 0))).toEqual([[1]])
  })

  it('of several times is several messages', () => {
    const all = [part(1, 'DataTime=1;a=1'), part(2, 'b=1'), part(3, 'DataTime=2;a=1')]
    expect(numbers(byTime(all))).toEqual([[1, 2], [3]])
  })

  it('torn has another name than the whole, so that neither is taken for the other', () => {
    const [one, two, three] = [part(1), part(2), part(3)]
    const keyOf = (parts: Part[]) => {
      const bytes = Uint8Array.from(parts.flatMap((each) => [...each.bytes]))
      return (hj212Fields(section, { bytes }) as Record<string, { value: unknown }>)['@key']?.value
    }
    expect(keyOf([one, two, three])).toBe('2051')
    expect(keyOf([one])).toBe('2051 1 of 3')
  })
})
