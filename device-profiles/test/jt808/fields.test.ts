import { describe, expect, it } from 'vitest'
import { fromGbk, toGbk } from '../../src/bytes/gbk.ts'
import { readItem, valueAt, writeValue } from '../../src/jt808/items.ts'
import { type Location, readBatch, readLocation, writeBatch, writeLocation } from '../../src/jt808/location.ts'
import { orderMessage } from '../../src/jt808/platform.ts'
import { ITEM_TYPES, type Item, type Jt808Section } from '../../src/jt808/section.ts'
import { authCode, terminalId, writeAuthentication, writeRegister } from '../../src/jt808/terminal.ts'
import type { Fields } from '../../src/message/message.ts'

const section: Jt808Section = { editions: ['2013'], silenceMs: 60_000 }
const somewhere: Location = {
  alarm: 0,
  status: 1,
  place: { latitude: 31.230416, longitude: 121.473701 },
  altitude: -10,
  speed: 35.6,
  direction: 90,
  time: Date.UTC(2026, 10, 23, 4),
  items: [],
}
const read = (location: Partial<Location>, said = section, params = {}) =>
  readLocation(said, writeLocation({ ...somewhere, ...location }), params) as Fields

describe('a location report', () => {
  it('gives place, speed, time and all 32 bits of alarm and status', () => {
    expect(read({ alarm: 0x80000001, status: 0x2001 })).toMatchObject({
      latitude: { value: 31.230416 },
      longitude: { value: 121.473701 },
      altitude: { value: -10 },
      speed: { value: 356 },
      direction: { value: 90 },
      status: { value: 0x2003 },
      alarm: { value: 0x80000001 },
      'alarm-high': { value: 0x8000 },
      '@time': { value: Date.UTC(2026, 10, 23, 4) },
    })
  })

  it('south and west is below zero', () => {
    expect(read({ place: { latitude: -33.9, longitude: -70.6 } })).toMatchObject({
      latitude: { value: -33.9 },
      longitude: { value: -70.6 },
    })
  })

  it('without a position repeats no old one', () => {
    const fields = read({ place: undefined })
    for (const name of ['latitude', 'longitude', 'speed', 'direction', 'altitude'])
      expect(fields[name]).toEqual({ value: null, quality: 'bad', reason: 'no-position' })
    expect(fields.status?.quality).toBe('good')
  })

  it('with a place that is none on earth has none', () => {
    expect(read({ place: { latitude: 91, longitude: 181 } })).toMatchObject({
      latitude: { reason: 'out-of-range' },
      longitude: { reason: 'out-of-range' },
    })
  })

  it('with an item that is longer than the rest leaves it out, and keeps those before', () => {
    const body = writeLocation({ ...somewhere, items: [{ id: 0x31, bytes: [9] }] })
    const torn = Uint8Array.from([...body, 0x01, 0x04, 0, 0])
    expect(readLocation(section, torn, {})).toMatchObject({ satellites: { value: 9 } })
    expect(readLocation(section, torn, {})).not.toHaveProperty('mileage')
    expect(readLocation(section, body.subarray(0, 27), {})).toEqual({ error: 'wrong-length' })
  })

  it('of a wrong date has no time', () => {
    const body = writeLocation(somewhere)
    body[23] = 0x13
    expect(readLocation(section, body, {})).not.toHaveProperty('@time')
  })
})

describe('the temperature of the compartment', () => {
  const item = (type: Item['type']): Jt808Section => ({ ...section, items: { '06': { field: 't', type } } })
  const minus18 = { items: [{ id: 6, bytes: [0x80, 0x12] }] }

  it('below zero goes by the sign the installer states, and is unknown while nobody did', () => {
    expect(read(minus18, item('sign16')).t?.value).toBe(-18)
    expect(read({ items: [{ id: 6, bytes: [0xff, 0xee] }] }, item('int16')).t?.value).toBe(-18)
    const stated = item({ param: 'sign' })
    expect(read(minus18, stated, { sign: 'sign16' }).t?.value).toBe(-18)
    expect(read(minus18, stated).t?.reason).toBe('not-configured')
  })

  it('of eight probes knows a zero from none only where it is stated how many are wired', () => {
    const eight: Item = { field: 't', type: 'int16', times: 8, wired: { param: 'probes' } }
    const fieldsOf = (params: Record<string, number>) => {
      const fields: Fields = {}
      readItem(eight, Uint8Array.from([0, 35, 0, 0, 0xff, 0x47, ...new Uint8Array(10)]), params, fields)
      return [1, 2, 3, 4].map((n) => fields[`t-${n}`]?.value ?? fields[`t-${n}`]?.reason)
    }
    expect(fieldsOf({})).toEqual([35, 'zero-or-not-connected', -185, 'zero-or-not-connected'])
    expect(fieldsOf({ probes: 3 })).toEqual([35, 0, -185, 'not-connected'])
  })
})

it.each(ITEM_TYPES.filter((type) => type !== 'hex'))('%s reads as it was written', (type) => {
  for (const value of [0, 1, 127, type.startsWith('u') ? 200 : -100])
    expect(valueAt(Uint8Array.from(writeValue(value, type)), 0, type).value).toBe(
      Math.min(value, type === 'int8' ? 127 : value),
    )
})

describe('a batch', () => {
  it('gives each report by itself; a wrong count is no batch', () => {
    const two = [writeLocation(somewhere), writeLocation({ ...somewhere, speed: 1 })]
    expect(readBatch(writeBatch(true, two))).toEqual({ stored: true, locations: two })
    const wrong = writeBatch(false, two)
    wrong[1] = 3
    expect(readBatch(wrong)).toEqual({ error: 'wrong-length' })
    expect(readBatch(new Uint8Array())).toEqual({ error: 'wrong-length' })
  })
})

describe('registration and authentication', () => {
  it.each(['2013', '2019'] as const)('of %s carry id and code', (edition) => {
    expect(terminalId(writeRegister(edition, 'BOX0007', toGbk('京A12345')), edition)).toBe('BOX0007')
    expect(authCode(writeAuthentication(edition, 'a-code'), edition)).toBe('a-code')
  })

  it('of 2011 are told by their short body', () => {
    const body = new Uint8Array(2 + 2 + 5 + 8 + 7 + 1 + 8)
    body.set(new TextEncoder().encode('OLD0001'), 17)
    expect(terminalId(body, '2013')).toBe('OLD0001')
    expect(terminalId(new Uint8Array(3), '2013')).toBeUndefined()
  })
})

describe('orders', () => {
  it('write Chinese as GBK, and what has no place in it as a question mark', () => {
    expect(fromGbk(toGbk('请立即关门 door'))).toBe('请立即关门 door')
    expect(fromGbk(toGbk('😀é'))).toMatch(/^\?(é|\?)$/)
    expect([...toGbk('门')]).toEqual([0xc3, 0xc5])
  })

  it('refuse an empty text and one of more than a frame', () => {
    const text = { message: '8300', flag: 9 } as const
    expect(orderMessage(text, '', '2013')).toEqual({ error: 'out-of-limits' })
    expect(orderMessage(text, '门'.repeat(501), '2013')).toEqual({ error: 'out-of-limits' })
    expect(orderMessage(text, '门', '2019')).toMatchObject({ body: Uint8Array.from([9, 1, 0xc3, 0xc5]) })
  })
})
