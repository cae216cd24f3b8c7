import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admsFields, admsLines } from '../../src/http/adms.ts'
import { httpFields, notificationFields } from '../../src/http/fields.ts'
import { boundaryOf, multipartParts } from '../../src/http/multipart.ts'
import { pictureBytes, pictureType, withoutPictures } from '../../src/http/pictures.ts'
import { xmlFields } from '../../src/http/xml.ts'
import { type Fields, isError } from '../../src/message/message.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const valuesOf = (fields: Fields | { error: string }) =>
  isError(fields) ? fields : Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]))

describe('an XML notification', () => {
  it('gives its texts by the path of their elements, namespaces and attributes passed over', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
      <n:EventNotificationAlert version="2.0" xmlns:n="http://example.org/a>b"><!-- a > b -->
      <macAddress>84:9a:40:00:00:01</macAddress><peopleCounting><enter a='1'>70</enter><exit/></peopleCounting>
      <name>A &amp; B</name></n:EventNotificationAlert>`
    expect(valuesOf(xmlFields(bytes(text)))).toEqual({
      macAddress: '84:9a:40:00:00:01',
      'peopleCounting.enter': '70',
      name: 'A & B',
    })
  })

  it.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a><b>&b;</b></a>', 'xml-doctype'],
    ['an entity of its own', '<a><b>&lol;</b></a>', 'xml-entity'],
    ['CDATA', '<a><b><![CDATA[<c>]]></b></a>', 'xml-doctype'],
    ['two roots', '<a></a><b></b>', 'not-xml'],
    ['crossed elements', '<a><b></a></b>', 'not-xml'],
    ['an element that never ends', '<a><b>1</b>', 'not-xml'],
    ['no element at all', 'hello', 'not-xml'],
    ['too deep an element', `${'<a>'.repeat(13)}1${'</a>'.repeat(13)}`, 'too-deep'],
    ['too many fields', `<a>${'<b>1</b>'.repeat(513)}</a>`, 'too-many-fields'],
    ['too long a text', `<a><b>${'x'.repeat(1025)}</b></a>`, 'too-long'],
  ])('with %s is refused', (_title, text, error) => {
    expect(xmlFields(bytes(text))).toEqual({ error })
  })
})

describe('a multipart body', () => {
  const body = (parts: [string, string][], end = '\r\n', boundary = 'MIME_boundary') =>
    bytes(
      parts.map(([head, text]) => `--${boundary}${end}${head}${end}${end}${text}${end}`).join('') +
        `--${boundary}--${end}`,
    )

  it.each([['\r\n'], ['\n']])('is taken apart whether its lines end in %j', (end) => {
    const given = body(
      [
        ['Content-Disposition: form-data; filename="x"; name="event_log"', '{"a":1}'],
        ['Content-Type: image/jpeg', 'ÿ'],
      ],
      end,
    )
    const parts = multipartParts(given, 'MIME_boundary')
    expect('error' in parts ? parts : parts.map(({ name, type }) => ({ name, type }))).toEqual([
      { name: 'event_log', type: '' },
      { name: '', type: 'image/jpeg' },
    ])
  })

  it('gives back the exact bytes of any part that does not hold its boundary', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (contents) => {
        const chunks = contents.flatMap((content) => [
          bytes('--b1\r\nContent-Type: image/png\r\n\r\n'),
          content,
          bytes('\r\n'),
        ])
        const parts = multipartParts(Buffer.concat([...chunks, bytes('--b1--')]), 'b1')
        expect('error' in parts ? parts : parts.map((part) => [...part.bytes])).toEqual(
          contents.map((each) => [...each]),
        )
      }),
    )
  })

  it.each([
    ['that ends too early', '--b\r\n\r\nhalf', 'half-multipart'],
    ['without its boundary', 'text', 'half-multipart'],
    ['whose part has no end of headers', '--b\r\nContent-Type: x\r\n--b--', 'bad-multipart'],
    ['of too many parts', `${'--b\r\n\r\n1\r\n'.repeat(17)}--b--`, 'too-many-parts'],
  ])('%s is refused', (_title, text, error) => {
    expect(multipartParts(bytes(text), 'b')).toEqual({ error })
  })

  it.each([
    ['multipart/form-data; boundary=MIME_boundary', 'MIME_boundary'],
    ['Multipart/Form-Data; charset=utf-8; boundary="a b"', 'a b'],
    ['application/json', undefined],
    ['multipart/form-data', undefined],
  ])('is named by %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary)
  })
})

describe('a ZKTeco line', () => {
  it('of attendance goes by columns, its time by the zone of the unit', () => {
    const line = '18\t2026-11-23 08:01:30\t0\t15\t0\t0\t0\t1\t36.4\t0\t1278'
    expect(valuesOf(admsFields(bytes(line), 'ATTLOG', '+08:00'))).toMatchObject({
      pin: '18',
      time: '2026-11-23T08:01:30+08:00',
      status: '0',
      verify: '15',
      mask: '1',
      temperature: '36.4',
      record: '18 2026-11-23T08:01:30+08:00 0 15',
    })
  })

  it('of real time goes by names; what was not measured is not there', () => {
    const line = 'time=2026-09-09 12:09:10\tpin=445966\tevent=3\tindex=40\tmaskflag=255\ttemperature=0'
    const values = valuesOf(admsFields(bytes(line), 'rtlog', undefined))
    expect(values).toMatchObject({ pin: '445966', event: '3', time: '2026-09-09 12:09:10' })
    expect(Object.keys(values)).not.toContain('mask')
    expect(Object.keys(values)).not.toContain('temperature')
  })

  it.each([
    ['without columns', 'hello', 'ATTLOG'],
    ['of a table that says nothing here', '1\t2', 'OPERLOG'],
    ['that is no pair', 'time=1\tpin', 'rtlog'],
  ])('%s is refused', (_title, line, table) => {
    expect(admsFields(bytes(line), table, undefined)).toEqual({ error: 'not-a-line' })
  })

  it('stands among at most a thousand', () => {
    expect(admsLines(bytes('1\t2\n'.repeat(1001)))).toEqual({ error: 'too-many-lines' })
    expect(admsLines(bytes('1\t2\r\n\r\n3\t4\n'))).toEqual(['1\t2', '3\t4'])
  })
})

describe('a notification', () => {
  it('is the same whether it comes wrapped or bare', () => {
    const bare = { eventType: 'heartBeat', dateTime: '2026-11-23T08:00:00+08:00' }
    expect(notificationFields(bytes(JSON.stringify({ EventNotificationAlert: bare })))).toEqual(
      notificationFields(bytes(JSON.stringify(bare))),
    )
  })

  it('never passes Fahrenheit off as Celsius', () => {
    const event = (thermometryUnit: string, currTemperature = 98.6) =>
      valuesOf(notificationFields(bytes(JSON.stringify({ E: { thermometryUnit, currTemperature } }))))
    expect(event('fahrenheit')).toMatchObject({ 'E.currTemperature': 37 })
    expect(event('celsius')).toMatchObject({ 'E.currTemperature': 98.6 })
    expect(event('kelvin')).toMatchObject({ 'E.currTemperature': null })
    expect(event('celsius', 0)).not.toHaveProperty(['E.currTemperature'])
  })

  it('says that its unit is there, whatever else it says', () => {
    const section = { adapter: 'isapi', silenceMs: 1000 } as const
    expect(valuesOf(httpFields(section, { bytes: bytes('{"@received":false}') }))).toEqual({ '@received': true })
  })
})

describe('a picture', () => {
  it('is known by its first bytes alone', () => {
    expect(pictureType(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]))).toBe('image/jpeg')
    expect(pictureType(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]))).toBe('image/png')
    expect(pictureType(bytes('RIFF....WEBPVP8 '))).toBe('image/webp')
    expect(pictureType(bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeUndefined()
    expect(pictureType(bytes('GIF89a'))).toBeUndefined()
  })

  it('comes out of a JSON text, plain or as a data URL, and is not in what is left', () => {
    const picture = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
    const message = { a: 1, snap: { image: `data:image/jpeg;base64,${picture.toString('base64')}` } }
    const { bytes: left, texts } = withoutPictures(bytes(JSON.stringify(message)), [
      'snap.image',
      'other',
      'snap.none.x',
    ])
    expect(JSON.parse(new TextDecoder().decode(left))).toEqual({ a: 1, snap: {} })
    expect(pictureBytes(texts[0] ?? '')).toEqual(new Uint8Array(picture))
  })
})
