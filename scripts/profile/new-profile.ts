import { type Kind, type Profile, toHex } from '@zaojun/device-profiles'
import { expandProfile } from '@zaojun/device-profiles/expand'
import { planBlocks } from '@zaojun/device-profiles/modbus/blocks'
import { readPdu } from '@zaojun/device-profiles/modbus/pdu'
import { rtuFrame } from '@zaojun/device-profiles/modbus/rtu'
import { parse } from 'yaml'
import { nested, rawFields } from '../simulator/message-json.ts'
import { SimulatedUnit } from '../simulator/simulated-unit.ts'
import { addressOf } from './one-unit.ts'
import { type SkeletonTransport, skeleton } from './skeleton.ts'

/** The whole text of a new profile: every point of the kind to be corrected row by row, and vectors that hold. */
export function newProfile(kind: Kind, id: string, transport: SkeletonTransport): string {
  const text = skeleton(kind, id, transport)
  const profile = expandProfile({ ...(parse(text) as Omit<Profile, 'vectors'>), vectors: [] })
  return text + skeletonVectors(profile)
}

/** Vectors of a new profile, made from its own simulator: to be replaced by frames a real unit was seen to send. */
function skeletonVectors(profile: Profile): string {
  const [transport = 'modbus-rtu'] = profile.transports
  const given = { id: 'unit', bus: 'line', profile: profile.id, address: addressOf(profile, transport) }
  const unit = new SimulatedUnit(given, profile, { now: () => 0, random: () => 0.5 })
  const head = 'vectors:  # 换成真机抓到的帧 / replace by frames captured from a real unit\n'
  return head + (profile.modbus ? registerVectors(profile, unit) : messageVectors(profile, unit, String(given.address)))
}

const valuesOf = (channels: string[], unit: SimulatedUnit): string =>
  `{ ${channels.map((key) => `${key}: ${shown(unit.value(key))}`).join(', ')} }`
const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value))

function registerVectors(profile: Profile, unit: SimulatedUnit): string {
  const [block] = planBlocks(profile)
  if (block === undefined) return ''
  const request = readPdu(block)
  const reply = rtuFrame(1, unit.answer(request))
  const broken = reply.slice()
  broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1
  return [
    '  - title: plain values',
    `    request: ${toHex(rtuFrame(1, request))}`,
    `    reply: ${toHex(reply)}`,
    `    values: ${valuesOf(block.channels, unit)}`,
    '  - title: a wrong checksum',
    `    request: ${toHex(rtuFrame(1, request))}`,
    `    reply: ${toHex(broken)}`,
    '    error: wrong-checksum',
    '',
  ].join('\n')
}

function messageVectors(profile: Profile, unit: SimulatedUnit, address: string): string {
  const topic = profile.mqtt === undefined ? [] : [`    topic: devices/${address}/report`]
  const place = [`    address: '${address}'`, ...topic]
  return [
    '  - title: plain values',
    `    message: { json: ${JSON.stringify(nested(rawFields(unit)))} }`,
    ...place,
    `    values: ${valuesOf(Object.keys(profile.channels), unit)}`,
    '  - title: no JSON',
    "    message: { text: '{' }",
    ...place,
    '    error: not-json',
    '',
  ].join('\n')
}
