import type { Channel } from '../channel.ts'
import type { ProfileCommand } from '../command.ts'
import type { Kind, KindPoint } from '../kind.ts'
import type { Profile } from '../profile.ts'
import type { ProfileEvent } from '../profile-event.ts'
import { derivedVectors } from './derived-vectors.ts'
import { CONTRACT_ONLINE, CONTRACT_TOPICS } from './messages.ts'
import { moveOf } from './order-moves.ts'

/** By what the reference contract's messages travel. */
export type ContractCarrier = 'mqtt' | 'http'
const CARRIERS: ContractCarrier[] = ['mqtt', 'http']

const SILENCE_MS = 180_000
const EVERY_MS = 1_000
const ORDER_WITHIN_MS = 5_000
const NAMES = { mqtt: 'MQTT', http: 'HTTP' }
const SOURCE =
  'Zaojun reference contract, version 1: docs/reference-contract.md. This project publishes it and is its source. The rows follow from the points, events and orders of the kind.'

/**
 * The reference contract over MQTT and HTTP for every kind, so that a device that follows it needs no file: a channel
 * for each point, read from `points.<point>`. A file of the same id stands in its place.
 */
export function derivedProfiles(kinds: Iterable<Kind>, written: ReadonlyMap<string, Profile>): Profile[] {
  const derived: Profile[] = []
  for (const kind of kinds)
    for (const carrier of CARRIERS)
      if (!written.has(`zaojun-contract-${kind.id}-${carrier}`))
        derived.push(derivedProfile(kind, carrier, written.get(`zaojun-contract-${kind.id}`)))
  return derived
}

function derivedProfile(kind: Kind, carrier: ContractCarrier, registers: Profile | undefined): Profile {
  const english = kind.name.en.charAt(0).toLowerCase() + kind.name.en.slice(1)
  const commands = carrier === 'mqtt' ? ordersOf(kind) : {}
  const events = Object.entries(kind.events ?? {}).map(
    ([event, { fields }]): ProfileEvent => ({
      event,
      when: { field: 'event', in: [event] },
      key: 'id',
      time: 'time',
      fields: Object.fromEntries(Object.keys(fields).map((name) => [name, { field: `fields.${name}` }])),
    }),
  )
  const profile: Profile = {
    id: `zaojun-contract-${kind.id}-${carrier}`,
    version: '1.0.0',
    kinds: [kind.id],
    name: {
      zh: `灶君参考约定（${NAMES[carrier]}）：${kind.name.zh}`,
      en: `Zaojun contract over ${NAMES[carrier]}, ${english}`,
    },
    maker: 'Zaojun reference contract 灶君参考约定',
    models: [`any ${english} that follows the contract, version 1`],
    source: [SOURCE],
    verified: true,
    transports: [carrier],
    positions: 1,
    ...(carrier === 'http' ? { http: { adapter: 'json', silenceMs: SILENCE_MS, everyMs: EVERY_MS } } : {}),
    ...(carrier === 'mqtt'
      ? {
          mqtt: {
            topics: {
              readings: { topic: CONTRACT_TOPICS.readings, format: 'json' },
              events: { topic: CONTRACT_TOPICS.events, format: 'json' },
            },
            online: { topic: CONTRACT_TOPICS.online, onlineWhen: [CONTRACT_ONLINE.yes] },
            orders: { orders: CONTRACT_TOPICS.orders },
            results: CONTRACT_TOPICS.results,
            silenceMs: SILENCE_MS,
            everyMs: EVERY_MS,
          },
        }
      : {}),
    channels: Object.fromEntries(
      Object.entries(kind.points).map(([key, point]) => [key, channelOf(key, point, registers?.channels[key])]),
    ),
    ...(Object.keys(commands).length === 0 ? {} : { commands }),
    ...(events.length === 0 ? {} : { events }),
    bindings: { [kind.id]: Object.fromEntries(Object.keys(kind.points).map((key) => [key, key])) },
    vectors: [],
  }
  return { ...profile, vectors: derivedVectors(kind, profile) }
}

/** `like`: the same point over Modbus, where its range and an everyday value are written. */
function channelOf(key: string, { name, value, unit, states }: KindPoint, like: Channel | undefined): Channel {
  const words =
    value === 'text' && states !== undefined
      ? Object.fromEntries(Object.keys(states).map((word) => [word, word]))
      : undefined
  const { min = leastOf(unit), max = unit === '%' ? 100 : undefined } = like ?? {}
  return {
    name,
    value,
    ...(unit === undefined ? {} : { unit }),
    from: { field: `points.${key}`, ...(words === undefined ? {} : { words }) },
    ...(value !== 'number' || min === undefined ? {} : { min }),
    ...(value !== 'number' || max === undefined ? {} : { max }),
    simulate: like?.simulate ?? { nominal: everyday(value, states) },
  }
}

/** Counts, shares and times are never below zero. */
const leastOf = (unit: string | undefined): number | undefined =>
  unit === '{count}' || unit === '%' || unit === 's' || unit === 'h' ? 0 : undefined

function everyday(value: KindPoint['value'], states: KindPoint['states'] = {}): number | boolean | string {
  if (value === 'number') return 1
  return value === 'boolean' ? false : (Object.keys(states)[0] ?? '-')
}

/** Every order but those that carry a text, which no message of the contract does. */
function ordersOf(kind: Kind): Record<string, ProfileCommand> {
  const orders: Record<string, ProfileCommand> = {}
  for (const [key, { name, value, min, max }] of Object.entries(kind.commands ?? {})) {
    if (value === 'text') continue
    const { point, to, moves } = moveOf(kind, key)
    const carried = value === 'number' || to !== undefined ? ',"value":{value}' : ''
    orders[key] = {
      name,
      channels: [point],
      ...(to === undefined ? {} : { to }),
      ...(value === 'number' && min !== undefined && max !== undefined ? { limits: { min, max } } : {}),
      send: { as: 'orders', text: `{"v":1,"id":"{id}","command":"${key}"${carried},"expires":"{expires}"}` },
      ...(moves ? {} : { confirm: 'none' }),
      confirmWithinMs: ORDER_WITHIN_MS,
    }
  }
  return orders
}
