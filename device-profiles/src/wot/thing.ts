import type { Channel } from '../channel.ts'
import type { Kind } from '../kind.ts'
import type { Profile } from '../profile.ts'
import { type Place, readForm, writeForm } from './forms.ts'
import { OPC_30200 } from './opc-30200.ts'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Entry = { [key: string]: Json }
export type Thing = { [key: string]: Json }

/** Prefix of what the standard bindings have no term for: scale, bits, words, fields. */
const OWN = 'urn:zaojun:wot:'
const TYPES = { number: 'number', boolean: 'boolean', text: 'string' } as const

/**
 * A profile as a W3C Web of Things Thing Description 1.1 of one unit at `place`: channels as properties, orders as
 * actions, events as events. What the gateway works out has no form and is left out. Orders of an unverified profile
 * are left out too, as they never go out.
 */
export function thingOf(profile: Profile, kinds: ReadonlyMap<string, Kind>, place: Place): Thing {
  const [kind = ''] = profile.kinds
  const device = kinds.get(kind)?.opc30200
  const properties = Object.entries(profile.channels).flatMap(([key, channel]): [string, Entry][] =>
    'derive' in channel.from ? [] : [[key, propertyOf(profile, kinds, key, channel, place)]],
  )
  const actions = profile.verified
    ? Object.entries(profile.commands ?? {}).map(([key]) => [key, actionOf(profile, key, place)])
    : []
  const events = (profile.events ?? []).map(({ event }) => [event, eventOf(profile, kinds, event, place)])
  return {
    '@context': [
      'https://www.w3.org/2022/wot/td/v1.1',
      {
        '@language': 'zh',
        modv: 'https://www.w3.org/2019/wot/modbus#',
        mqv: 'https://www.w3.org/2019/wot/mqtt#',
        htv: 'http://www.w3.org/2011/http#',
        ck: OPC_30200,
        zj: OWN,
      },
    ],
    '@type': device === undefined ? ['Thing'] : ['Thing', `ck:${device}`],
    id: `urn:zaojun:profile:${profile.id}:${place.address}`,
    title: profile.name.zh,
    titles: { ...profile.name },
    version: { instance: profile.version, model: profile.version },
    description: profile.source.join(' '),
    'zj:kinds': profile.kinds,
    'zj:verified': profile.verified,
    securityDefinitions: { none: { scheme: 'nosec' } },
    security: 'none',
    properties: Object.fromEntries(properties),
    ...(actions.length === 0 ? {} : { actions: Object.fromEntries(actions) }),
    ...(events.length === 0 ? {} : { events: Object.fromEntries(events) }),
  }
}

/** The words of OPC 30200 for the points a channel is bound to. */
function termsOf({ bindings, positions }: Profile, kinds: ReadonlyMap<string, Kind>, channel: string): string[] {
  const terms = new Set<string>()
  for (const [kind, points] of Object.entries(bindings))
    for (const [point, template] of Object.entries(points))
      for (let position = 1; position <= positions; position++) {
        const term = kinds.get(kind)?.points[point]?.opc30200
        if (term !== undefined && template.replace('{position}', `${position}`) === channel) terms.add(`ck:${term}`)
      }
  return [...terms]
}

function propertyOf(
  profile: Profile,
  kinds: ReadonlyMap<string, Kind>,
  key: string,
  channel: Channel,
  place: Place,
): Entry {
  const { name, value, unit, min, max, from } = channel
  const terms = termsOf(profile, kinds, key)
  const words = 'words' in from && from.words !== undefined ? from.words : undefined
  return {
    ...(terms.length === 0 ? {} : { '@type': terms }),
    title: name.zh,
    titles: { ...name },
    type: TYPES[value],
    ...(unit === undefined ? {} : { unit }),
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(words === undefined ? {} : { enum: [...new Set(Object.values(words))] }),
    readOnly: true,
    observable: profile.modbus === undefined,
    ...encoding(channel),
    forms: [readForm(profile, channel, place)],
  }
}

/** How the raw value becomes the property, which no binding has terms for. */
function encoding({ from }: Channel): Entry {
  if ('derive' in from) return {}
  const { scale, offset, mask, shift, words, sentinels } = from
  const plain = { scale, offset, mask, shift, words, sentinels }
  const rows = Object.entries(plain).flatMap(([key, value]) => (value === undefined ? [] : [[`zj:${key}`, value]]))
  const inverted = 'trueWhen' in from && from.trueWhen !== undefined ? [['zj:trueWhen', from.trueWhen]] : []
  const field = 'field' in from ? [['zj:field', from.field]] : []
  return Object.fromEntries([...field, ...rows, ...inverted]) as Entry
}

function actionOf(profile: Profile, key: string, place: Place): Entry {
  const command = profile.commands?.[key]
  if (command === undefined) return {}
  const { name, limits, to, channels } = command
  const input: Entry =
    limits === undefined
      ? {}
      : {
          input: {
            type: 'number',
            minimum: limits.min,
            maximum: limits.max,
            ...(limits.step ? { multipleOf: limits.step } : {}),
          },
        }
  return {
    title: name.zh,
    titles: { ...name },
    safe: false,
    idempotent: true,
    ...input,
    ...(to === undefined ? {} : { 'zj:to': to }),
    'zj:channels': channels,
    forms: channels.map((channel) => writeForm(profile, key, channel, place)),
  }
}

function eventOf(profile: Profile, kinds: ReadonlyMap<string, Kind>, event: string, place: Place): Entry {
  const spec = profile.kinds.map((id) => kinds.get(id)?.events?.[event]).find((each) => each !== undefined)
  const told = profile.events?.find((each) => each.event === event)
  const fields = Object.keys(told?.fields ?? {}).flatMap((name): [string, Entry][] => {
    const field = spec?.fields[name]
    if (field === undefined) return []
    const entry: Entry = { title: field.name.zh, titles: { ...field.name }, type: TYPES[field.value] }
    if (field.unit !== undefined) entry.unit = field.unit
    if (field.personal !== undefined) entry['zj:personal'] = { ...field.personal }
    return [[name, entry]]
  })
  return {
    ...(spec === undefined ? {} : { title: spec.name.zh, titles: { ...spec.name } }),
    data: { type: 'object', properties: Object.fromEntries(fields) },
    forms: [{ ...readForm(profile, undefined, place), op: ['subscribeevent', 'unsubscribeevent'] }],
  }
}
