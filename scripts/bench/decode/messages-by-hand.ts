import { bad, good, type HandValue, type HandValues } from './by-hand.ts'

/** What a person would write for one model's messages and nothing else, with the checks the model needs. */

const text = new TextDecoder()
const number = (value: unknown, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): HandValue => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return bad('wrong-type')
  return value < min || value > max ? bad('out-of-range') : good(value)
}
const truth = (value: unknown): HandValue => (typeof value === 'boolean' ? good(value) : bad('wrong-type'))

/** zigbee2mqtt's state of a climate sensor. */
export function climateByHand(bytes: Uint8Array, topic: string): HandValues {
  if (topic !== 'zigbee2mqtt/room') return {}
  const state = JSON.parse(text.decode(bytes)) as Record<string, unknown>
  const values: HandValues = {}
  if ('temperature' in state) values['air-temperature'] = number(state.temperature, -40, 85)
  if ('humidity' in state) values['relative-humidity'] = number(state.humidity, 0, 100)
  if ('battery' in state) values.battery = number(state.battery, 0, 100)
  return values
}

const FUME_NUMBERS = [
  'fume',
  'particulates',
  'nmhc',
  'fan-current',
  'purifier-current',
  'duct-temperature',
  'relative-humidity',
  'velocity',
]
const FUME_TRUTHS = ['fan-on', 'purifier-on', 'fault']

/** The readings of a fume monitor as JSON of the reference contract. */
export function fumeJsonByHand(bytes: Uint8Array): HandValues {
  const { v, time, points } = JSON.parse(text.decode(bytes)) as Record<string, unknown>
  if (v !== 1 || typeof time !== 'string' || Number.isNaN(Date.parse(time))) return {}
  if (typeof points !== 'object' || points === null) return {}
  const given = points as Record<string, unknown>
  const values: HandValues = {}
  for (const name of FUME_NUMBERS) if (name in given) values[name] = number(given[name])
  for (const name of FUME_TRUTHS) if (name in given) values[name] = truth(given[name])
  return values
}

/** CRC of HJ 212-2017, appendix A. */
function hjCrc(data: string): number {
  let crc = 0xffff
  for (let at = 0; at < data.length; at++) {
    crc = (crc >> 8) ^ data.charCodeAt(at)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return crc
}
const FACTORS: Record<string, string> = { a34041: 'fume', a34013: 'particulates', a24088: 'nmhc' }
const stamp = (told: string): number =>
  Date.parse(
    `${told.slice(0, 4)}-${told.slice(4, 6)}-${told.slice(6, 8)}T${told.slice(8, 10)}:${told.slice(10, 12)}:${told.slice(12, 14)}+08:00`,
  )

/** Three factors of a real-time report of HJ 212. */
export function fumePacketByHand(bytes: Uint8Array, mn: string): HandValues {
  const said = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  if (!said.startsWith('##')) return {}
  const length = Number(said.slice(2, 6))
  const data = said.slice(6, 6 + length)
  if (Number.parseInt(said.slice(6 + length, 10 + length), 16) !== hjCrc(data)) return {}
  const begin = data.indexOf('&&')
  const head = new Map(
    data
      .slice(0, begin)
      .split(';')
      .map((part) => part.split('=') as [string, string]),
  )
  if (head.get('MN') !== mn || head.get('ST') !== '31' || head.get('CN') !== '2011') return {}
  if (Number.isNaN(stamp(head.get('QN') ?? ''))) return {}
  const values: HandValues = {}
  for (const group of data.slice(begin + 2, data.lastIndexOf('&&')).split(';')) {
    const parts = new Map(group.split(',').map((part) => part.split('=') as [string, string]))
    const time = parts.get('DataTime')
    if (time !== undefined && Number.isNaN(stamp(time))) return {}
    for (const [name, told] of parts) {
      const [factor = '', sort] = name.split('-')
      const channel = FACTORS[factor]
      if (sort !== 'Rtd' || channel === undefined) continue
      const flag = parts.get(`${factor}-Flag`) ?? 'N'
      values[channel] = flag === 'N' ? number(Number(told)) : bad('flagged')
    }
  }
  return values
}

/** A location of JT/T 808-2019 with one compartment temperature and the mileage. */
export function vanByHand(frame: Uint8Array, phone: string): HandValues {
  if (frame[0] !== 0x7e || frame.at(-1) !== 0x7e) return {}
  const body: number[] = []
  for (let at = 1; at < frame.length - 1; at++) {
    const byte = frame[at] ?? 0
    if (byte !== 0x7d) body.push(byte)
    else body.push(frame[++at] === 0x02 ? 0x7e : 0x7d)
  }
  let check = 0
  for (const byte of body) check ^= byte
  if (check !== 0) return {}
  const bytes = Uint8Array.from(body)
  const view = new DataView(bytes.buffer)
  if (view.getUint16(0) !== 0x0200) return {}
  let called = ''
  for (let at = 5; at < 15; at++) called += (bytes[at] ?? 0).toString(16).padStart(2, '0')
  if (called.replace(/^0+/, '') !== phone) return {}
  const alarm = view.getUint32(17)
  const status = view.getUint32(21)
  // When it was so is read and checked too, as the product does: BCD of UTC+8.
  const two = (at: number): number => {
    const byte = bytes[at] ?? 0xff
    return byte >> 4 > 9 || (byte & 15) > 9 ? Number.NaN : (byte >> 4) * 10 + (byte & 15)
  }
  const [year, month, day, hour, minute, second] = [two(39), two(40), two(41), two(42), two(43), two(44)] as const
  const time = new Date(Date.UTC(2000 + year, month - 1, day, hour - 8, minute, second))
  if (Number.isNaN(time.getTime()) || month > 12 || day > 31 || hour > 23 || minute > 59 || second > 59) return {}
  const known = (status & 2) !== 0
  const place = (value: number, min: number, max: number) => (known ? number(value, min, max) : bad('no-position'))
  const values: HandValues = {
    latitude: place((status & 4 ? -1 : 1) * (view.getUint32(25) / 1e6), -90, 90),
    longitude: place((status & 8 ? -1 : 1) * (view.getUint32(29) / 1e6), -180, 180),
    altitude: place(view.getInt16(33), -500, 9000),
    speed: place(view.getUint16(35) / 10, 0, 300),
    heading: place(view.getUint16(37), 0, 359),
    'position-known': good(known),
    'ignition-on': good((status & 1) !== 0),
    'door-open': good((status & 0x3e000) !== 0),
    'power-lost': good((alarm & 0x100) !== 0),
  }
  for (let at = 45; at + 2 <= bytes.length - 1; at += 2 + (bytes[at + 1] ?? 0)) {
    if (bytes[at] === 0x01) values.mileage = number(view.getUint32(at + 2) / 10)
    if (bytes[at] === 0x06) values['compartment-temperature-1'] = number(view.getInt16(at + 2))
  }
  return values
}
