import type { Bilingual } from '@zaojun/core'
import type { Action, Condition } from './scene.ts'

/** A node as the editor keeps it, without its place. */
export type Part = { id: string; type: string; name?: string; [field: string]: unknown }
export type Device = {
  id: string
  kind: string
  name: string
  zone: string
  unit: string
  position?: number | undefined
}
type Word = boolean | number | string
type Static = Word | Word[]

export const GATEWAY = 'this-box'
const ours = { gateway: GATEWAY, version: 1 }
const typeOf = (value: Word) => (typeof value === 'number' ? 'num' : 'str')

export const gatewayPart = (): Part => ({ id: GATEWAY, type: 'kitchen-gateway', name: '', url: '', version: 1 })

export const devicePart = (id: string, { kind, name, id: device, zone, unit, position }: Device): Part => ({
  id,
  type: `kitchen-${kind}`,
  name,
  ...ours,
  device,
  zone,
  unit: '',
  registeredUnit: unit,
  position: position === undefined ? '' : String(position),
  output: 'value',
})

/** Lets through what a device says of one point, or one of its events. */
export const onlyTopic = (id: string, name: string, topic: string): Part => ({
  ...switchOn(id, name, 'topic', 'msg', [{ t: 'eq', v: topic, vt: 'str' }]),
})

export function equalTo(id: string, name: string, property: string, among: Static, from: 'msg' | 'flow' = 'msg'): Part {
  const words = Array.isArray(among) ? among : [among]
  return switchOn(
    id,
    name,
    property,
    from,
    words.map((word) =>
      typeof word === 'boolean' ? { t: String(word) } : { t: 'eq', v: String(word), vt: typeOf(word) },
    ),
  )
}

function switchOn(id: string, name: string, property: string, propertyType: string, rules: object[]): Part {
  return {
    id,
    type: 'switch',
    name,
    property,
    propertyType,
    rules,
    checkall: 'false',
    repair: false,
    outputs: rules.length,
  }
}

/** Makes the value true or false; a value that is not good is false. */
export const compare = (id: string, name: string, condition: Pick<Condition, 'is' | 'above' | 'below'>): Part =>
  changed(id, name, [
    {
      t: 'set',
      p: 'payload',
      pt: 'msg',
      to: `reading.quality = "good" ? ${expression(condition)} : false`,
      tot: 'jsonata',
    },
  ])

function expression({ is, above, below }: Pick<Condition, 'is' | 'above' | 'below'>): string {
  if (above !== undefined && below !== undefined) return `payload > ${above} and payload < ${below}`
  if (above !== undefined) return `payload > ${above}`
  if (below !== undefined) return `payload < ${below}`
  return Array.isArray(is) ? `payload in ${JSON.stringify(is)}` : `payload = ${JSON.stringify(is)}`
}

export const changed = (id: string, name: string, rules: object[]): Part => ({ id, type: 'change', name, rules })

/** Only what differs from what came last: a reading recorded again sets nothing going again. */
export const onlyNews = (id: string): Part => ({
  id,
  type: 'rbe',
  name: '有变化时',
  func: 'rbe',
  gap: '',
  start: '',
  inout: 'out',
  septopics: true,
  property: 'payload',
  topi: 'topic',
})

/** Passes on what was true for so long; `false` begins anew. */
export const lasting = (id: string, seconds: number): Part => ({
  id,
  type: 'trigger',
  name: `持续 ${seconds} 秒`,
  op1: '',
  op2: '',
  op1type: 'nul',
  op2type: 'pay',
  duration: String(seconds),
  extend: false,
  overrideDelay: false,
  units: 's',
  reset: 'false',
  bytopic: 'all',
  topic: 'topic',
  outputs: 1,
})

/** Gives a point's value now and with every change. */
export const readingIn = (id: string, name: string, device: string, point: string): Part => ({
  id,
  type: 'kitchen-reading-in',
  name,
  ...ours,
  zones: [],
  kinds: [],
  devices: [device],
  points: [point],
  output: 'value',
  latest: true,
})

export function injected(id: string, name: string, daily: string | undefined): Part {
  const [hour = '', minute = ''] = daily?.split(':') ?? []
  const crontab = daily === undefined ? '' : `${Number(minute)} ${Number(hour)} * * *`
  return { id, type: 'inject', name, props: [], repeat: '', crontab, once: false, onceDelay: 0.1, topic: '' }
}

export const noting = (id: string, event: string, device: string): Part => ({
  id,
  type: 'kitchen-record-event',
  name: `记下 ${event}`,
  ...ours,
  device,
  event,
})

export const ordering = (
  id: string,
  name: string,
  { device, command }: Extract<Action, { command: string }>,
): Part => ({
  id,
  type: 'kitchen-command',
  name,
  ...ours,
  device,
  command,
})

export const comment = (id: string, { zh, en }: Bilingual): Part => ({
  id,
  type: 'comment',
  name: `${zh} · ${en}`,
  info: '',
})
