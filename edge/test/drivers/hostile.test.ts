import { generate, type Packet, parser } from 'mqtt-packet'
import { bearHostileInputs, type Row } from '../../../device-profiles/test/hostile/bear.ts'
import { typed } from '../../../scripts/simulator/keyboard/keyboard-port.ts'
import { EVENT_BYTES, KeyReader } from '../../src/drivers/keyboard/key-reader.ts'
import { PacketLengths } from '../../src/drivers/mqtt/packet-lengths.ts'
import { Translation, V5, V311 } from '../../src/drivers/mqtt/translation.ts'
import { Version5 } from '../../src/drivers/mqtt/version-5.ts'

const PACKET_BYTES = 512
/** Type and length of a packet. */
const HEAD_BYTES = 5

const PACKETS: Packet[] = [
  { cmd: 'connect', protocolId: 'MQTT', clean: true, clientId: 'probe', keepalive: 60, username: 'probe' },
  {
    cmd: 'publish',
    topic: 'zaojun/probe/reading',
    payload: '{"v":1}',
    qos: 1,
    messageId: 7,
    dup: false,
    retain: false,
  },
  { cmd: 'subscribe', messageId: 8, subscriptions: [{ topic: 'zaojun/probe/command', qos: 1 }] },
  { cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['zaojun/probe/command'] },
  { cmd: 'puback', messageId: 7 },
  { cmd: 'pingreq' },
  { cmd: 'disconnect' },
]
const good = ([V311, V5] as const).flatMap((protocolVersion) =>
  PACKETS.map((packet) =>
    generate(packet.cmd === 'connect' ? { ...packet, protocolVersion } : packet, { protocolVersion }),
  ),
)
/** A PUBLISH whose body never comes to an end. */
const UNENDING = Uint8Array.of(0x30, 0xff, 0x03, ...new Array<number>(PACKET_BYTES - 12).fill(0x41))
/** A length that never ends, and packets longer than they may be. */
const TOO_LONG = [
  [0x30, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x30, 0xff, 0xff, 0xff, 0x7f],
  [0x10, 0x81, 0x04],
].map((bytes) => Uint8Array.from(bytes))

/** A connection of MQTT 3.1.1: what passes the lengths goes to the broker's reader, which gathers no more than a packet. */
function versionThree(): Row {
  const begin = () => {
    const reader = parser({ protocolVersion: V311 })
    let broken = false
    reader.on('error', () => {
      broken = true
    })
    return { judge: new PacketLengths(PACKET_BYTES), reader, broken: () => broken }
  }
  let connection = begin()
  return {
    name: 'mqtt 3.1.1 packets',
    good: [...good, ...TOO_LONG],
    most: PACKET_BYTES + HEAD_BYTES,
    endless: UNENDING,
    feed: (bytes) => {
      const { judge, reader, broken } = connection
      const held = judge.fits(bytes) ? reader.parse(Buffer.from(bytes)) : -1
      if (held >= 0 && !broken()) return held
      connection = begin()
      return 0
    },
  }
}

/** A connection of MQTT 5: what passes the lengths is read and said again in 3.1.1; a bad one ends, the next begins. */
function versionFive(): Row {
  const begin = () => ({
    judge: new PacketLengths(PACKET_BYTES),
    translation: new Translation(new Version5(PACKET_BYTES)),
  })
  let connection = begin()
  return {
    name: 'mqtt 5 packets',
    good: [...good, ...TOO_LONG],
    most: PACKET_BYTES + HEAD_BYTES,
    endless: UNENDING,
    feed: (bytes) => {
      const { judge, translation } = connection
      const fits = judge.fits(bytes)
      if (!fits || translation.inward(Buffer.from(bytes)).end !== undefined) {
        connection = begin()
        return 0
      }
      return translation.held
    },
  }
}

/** A key held by somebody, a cut event, something that is no keyboard: then the next reading begins. */
function keyboard(): Row {
  let reader = new KeyReader()
  return {
    name: 'key events',
    good: ['a', 'B?', '\r'].map((text) => typed(Buffer.from(text))),
    most: EVENT_BYTES - 1,
    feed: (bytes) => {
      if (reader.push(bytes) === undefined) reader = new KeyReader()
      return reader.held
    },
  }
}

bearHostileInputs([versionThree(), versionFive(), keyboard()])
