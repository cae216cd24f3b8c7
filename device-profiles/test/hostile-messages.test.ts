import { crcOf } from '../src/hj212/crc.ts'
import { FrameCutter as Hj212Cutter, MOST_DATA_BYTES } from '../src/hj212/frames.ts'
import { parsePacket } from '../src/hj212/packet.ts'
import { PartsOnTheWay as Hj212Parts } from '../src/hj212/parts.ts'
import { loadCatalogue, type Profile } from '../src/index.ts'
import { frameOf, FrameCutter as Jt808Cutter, unescaped } from '../src/jt808/frames.ts'
import { parseMessage, splitMessage, writeMessage } from '../src/jt808/message.ts'
import { PartsOnTheWay } from '../src/jt808/parts.ts'
import { messageFields } from '../src/message/decode.ts'
import { toldEvents } from '../src/message/events.ts'
import { isError } from '../src/message/message.ts'
import { topicOf } from '../src/mqtt/section.ts'
import { bytesOfGiven } from '../src/vectors.ts'
import { bearHostileInputs, type Row } from './hostile/bear.ts'

const PROFILES = [...loadCatalogue().profiles.values()]
const of = (has: (profile: Profile) => unknown): Profile[] => PROFILES.filter((profile) => has(profile) !== undefined)
const goodOf = (profiles: readonly Profile[]): Uint8Array[] =>
  profiles.flatMap(({ vectors }) =>
    vectors.flatMap((vector) => ('message' in vector ? [bytesOfGiven(vector.message)] : [])),
  )

/** The profiles in turns, all that is read of a message. */
function reader(profiles: readonly Profile[]): (bytes: Uint8Array, topic?: string) => void {
  let turn = 0
  return (bytes, topic) => {
    const profile = profiles[turn++ % profiles.length]
    if (profile === undefined) throw new Error('no model speaks so')
    const fields = messageFields(profile, topic === undefined ? { bytes } : { bytes, topic })
    if (!isError(fields)) toldEvents(profile, fields)
  }
}

/** Now and then a frame begins, so that what follows is within one. */
const BEGINS_EVERY = 64
/** Head, longest data segment, checksum. */
const MOST_HJ212 = 6 + MOST_DATA_BYTES + 4

/** Split messages of one logger under way at once. */
const MOST_HJ212_OPEN = 8

function hj212Stream(): Row {
  const profiles = of(({ hj212 }) => hj212)
  const cutter = new Hj212Cutter()
  const read = reader(profiles)
  let pieces = 0
  return {
    name: 'hj-212 stream',
    good: goodOf(profiles),
    most: MOST_HJ212,
    endless: new Uint8Array(512).fill(0x61),
    feed: (bytes) => {
      if (pieces++ % BEGINS_EVERY === 0) cutter.push(new TextEncoder().encode(`##${MOST_DATA_BYTES}`))
      for (const frame of cutter.push(bytes)) {
        parsePacket(frame.data)
        read(frame.bytes)
      }
      return cutter.held
    },
  }
}

/** Length and checksum hold: what is within is hostile. */
function hj212Packets(): Row {
  const profiles = of(({ hj212 }) => hj212)
  const read = reader(profiles)
  const head = 'QN=20261123120000000;ST=31;CN=2011;PW=123456;MN=A1;Flag=5;CP=&&'
  const frames = goodOf(profiles).flatMap((bytes) => new Hj212Cutter().push(bytes))
  const parts = new Hj212Parts(1_000)
  let now = 0
  return {
    name: 'hj-212 packets',
    good: frames.map(({ data }) => new TextEncoder().encode(data)),
    feed: (bytes) => {
      const text = new TextDecoder('latin1').decode(bytes)
      const data = now++ % 2 === 0 ? text : `${head}${text}&&`
      const inside = new TextEncoder().encode(data)
      const length = String(inside.length).padStart(4, '0')
      const frame = Buffer.concat([Buffer.from(`##${length}`), inside, Buffer.from(`${crcOf(inside)}\r\n`)])
      read(frame)
      const packet = parsePacket(data)
      if (!('error' in packet)) parts.add({ packet, bytes: frame }, now)
      if (parts.waiting > MOST_HJ212_OPEN) throw new Error(`${parts.waiting} split messages are open`)
      return undefined
    },
  }
}

/** Header of 2019 with its packets 21, body 1023, checksum 1; every byte of it escaped. */
const MOST_JT808 = 2 * (21 + 1023 + 1)
const MOST_SPLIT = 16 * 1024

function jt808Stream(): Row {
  const profiles = of(({ jt808 }) => jt808)
  const cutter = new Jt808Cutter()
  const escapes = ['7e7d7d02017e', '7e7d7d7d7d7e', '7e7d027d017d7e', '7e7d', '7d7e7d7e7d017e'].map((hex) =>
    Uint8Array.from(Buffer.from(hex, 'hex')),
  )
  let pieces = 0
  return {
    name: 'jt-808 stream',
    good: [...goodOf(profiles), ...escapes],
    most: MOST_JT808,
    endless: new Uint8Array(512).fill(0x7d),
    feed: (bytes) => {
      if (pieces++ % BEGINS_EVERY === 0) cutter.push(Uint8Array.of(0x7e))
      for (const { content } of cutter.push(bytes)) if (content !== undefined) parseMessage(content)
      return cutter.held
    },
  }
}

/** The checksum holds: header, parts and body are hostile. */
/** What tells of a vehicle, as a driver puts it together. */
const BODIES = ['0200', '0201', '0704', '0801', '0900']

function jt808Messages(): Row {
  const profiles = of(({ jt808 }) => jt808)
  const read = reader(profiles)
  const parts = new PartsOnTheWay(MOST_SPLIT, 100)
  const whole = goodOf(profiles).flatMap((bytes) => new Jt808Cutter().push(bytes))
  const split = splitMessage(
    { id: 0x0704, edition: '2013', phone: '13800138000', seq: 7, body: new Uint8Array(2_000) },
    500,
  )
  const contents = [...whole, ...split.flatMap((part) => new Jt808Cutter().push(writeMessage(part)))]
  let now = 0
  return {
    name: 'jt-808 messages',
    good: contents.flatMap(({ content }) => (content === undefined ? [] : [content])),
    most: MOST_SPLIT,
    feed: (bytes) => {
      now++
      read(frameOf(bytes))
      read(bytes, BODIES[now % BODIES.length])
      unescaped(bytes)
      const message = parseMessage(bytes)
      if (!('error' in message)) parts.add(message, now)
      parts.overdue(now)
      return parts.held
    },
  }
}

/** What units and bridges publish, on each topic a profile listens to: JSON, text, and bytes of BLE. */
function mqttMessages(): Row {
  const profiles = of(({ mqtt }) => mqtt)
  const places = profiles.flatMap((profile) =>
    Object.values(profile.mqtt?.topics ?? {}).map(({ topic }) => ({ profile, topic: topicOf(topic, 'unit-1') })),
  )
  let turn = 0
  return {
    name: `mqtt messages (${places.length} topics)`,
    good: goodOf(profiles),
    feed: (bytes) => {
      const place = places[turn++ % places.length]
      if (place === undefined) throw new Error('no model publishes')
      const fields = messageFields(place.profile, { bytes, topic: place.topic, address: 'unit-1' })
      if (!isError(fields)) toldEvents(place.profile, fields)
      return undefined
    },
  }
}

bearHostileInputs([hj212Stream(), hj212Packets(), jt808Stream(), jt808Messages(), mqttMessages()])
