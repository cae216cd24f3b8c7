import type { Channel, RegisterSource, Table } from '../channel.ts'
import { wordsOf } from '../modbus/blocks.ts'
import type { Profile } from '../profile.ts'

type Json = string | number | boolean | Json[] | { [key: string]: Json }
export type Form = { [key: string]: Json }
/** Where the unit stands: host and port of it, or of the box or broker it comes to. */
export type Place = { host: string; port: number; address: string | number }

const ENTITY: Record<Table, string> = {
  coil: 'Coil',
  discrete: 'DiscreteInput',
  holding: 'HoldingRegister',
  input: 'InputRegister',
}
const READ: Record<Table, string> = {
  coil: 'readCoil',
  discrete: 'readDiscreteInput',
  holding: 'readHoldingRegisters',
  input: 'readInputRegisters',
}
const XSD: Record<RegisterSource['type'], string> = {
  bit: 'xsd:boolean',
  int16: 'xsd:short',
  uint16: 'xsd:unsignedShort',
  int32: 'xsd:int',
  uint32: 'xsd:unsignedInt',
  float32: 'xsd:float',
}
const OBSERVED = ['observeproperty', 'unobserveproperty']

const modbusHref = ({ host, port, address }: Place, from: RegisterSource): string =>
  `modbus+tcp://${host}:${port}/${address}/${from.address}?quantity=${wordsOf(from)}`

/** Byte and word order; ABCD has the most significant of both first. */
function ordering({ order = 'ABCD', type }: RegisterSource): Form {
  if (type === 'bit') return {}
  const byteFirst = order === 'ABCD' || order === 'CDAB'
  const wordFirst = order === 'ABCD' || order === 'BADC'
  return { 'modv:mostSignificantByte': byteFirst, 'modv:mostSignificantWord': wordFirst }
}

/** How a channel is read, or where the unit says it; without a channel, where it says anything. */
export function readForm(profile: Profile, channel: Channel | undefined, place: Place): Form {
  const from = channel?.from
  const { modbus, mqtt, http, transports } = profile
  if (modbus && from && 'table' in from)
    return {
      op: 'readproperty',
      href: modbusHref(place, from),
      contentType: 'application/octet-stream',
      'modv:entity': ENTITY[from.table],
      'modv:function': READ[from.table],
      'modv:type': XSD[from.type],
      'modv:zeroBasedAddressing': true,
      'modv:pollingTime': channel?.pollMs ?? modbus.pollMs,
      'modv:timeout': modbus.answerWithinMs,
      ...ordering(from),
    }
  const address = String(place.address)
  if (mqtt) {
    const topics = Object.values(mqtt.topics).map(({ topic }) => topic.replaceAll('{address}', address))
    return {
      op: OBSERVED,
      href: `mqtt://${place.host}:${place.port}`,
      contentType: 'application/json',
      'mqv:controlPacket': 'subscribe',
      'mqv:filter': topics.length === 1 ? (topics[0] ?? '') : topics,
    }
  }
  if (http)
    return {
      op: OBSERVED,
      href: `http://${place.host}:${place.port}/push/${address}`,
      contentType: 'application/json',
      subprotocol: 'zj:push',
      'htv:methodName': 'POST',
    }
  return {
    op: OBSERVED,
    href: `${transports[0] ?? 'tcp'}://${place.host}:${place.port}/${encodeURIComponent(address)}`,
    contentType: 'application/octet-stream',
  }
}

/** How an order goes out. */
export function writeForm(profile: Profile, command: string, channel: string, place: Place): Form {
  const from = profile.channels[channel]?.from
  if (from && 'table' in from)
    return {
      op: 'invokeaction',
      href: modbusHref(place, from),
      contentType: 'application/octet-stream',
      'modv:entity': ENTITY[from.table],
      'modv:function': writeFunction(from),
      'modv:type': XSD[from.type],
      'modv:zeroBasedAddressing': true,
      ...ordering(from),
    }
  const { send } = profile.commands?.[command] ?? {}
  const topic = profile.mqtt?.orders?.[send?.as ?? '']?.replaceAll('{address}', String(place.address))
  const base = readForm(profile, undefined, place)
  return {
    op: 'invokeaction',
    href: base.href ?? '',
    contentType: base.contentType ?? 'application/octet-stream',
    ...(topic === undefined ? {} : { 'mqv:controlPacket': 'publish', 'mqv:topic': topic }),
    ...(send?.text === undefined ? {} : { 'zj:text': send.text }),
  }
}

function writeFunction(from: RegisterSource): string {
  if (from.table === 'coil') return 'writeSingleCoil'
  return wordsOf(from) === 1 ? 'writeSingleHoldingRegister' : 'writeMultipleHoldingRegisters'
}
