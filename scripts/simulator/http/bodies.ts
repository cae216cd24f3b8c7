import type { Value } from '@zaojun/core'
import { nested, rawEvent, rawFields, type SimulatedEvent } from '../message-json.ts'
import type { SimulatedUnit } from '../simulated-unit.ts'
import type { Posted } from './push-client.ts'

type Raw = Record<string, Value>
const JSON_TYPE = 'application/json'
const BOUNDARY = 'MIME_boundary'
const ATTLOG = ['pin', 'time', 'status', 'verify', 'workcode', 'reserved1', 'reserved2', 'mask', 'temperature']
const encode = (text: string) => new TextEncoder().encode(text)
/** UTC+8, as the terminals of these profiles are set. */
const CHINA_MS = 8 * 3_600_000

const chinaTime = (wall: number): string => `${new Date(wall + CHINA_MS).toISOString().slice(0, 19)}+08:00`
/** Fields the box adds by itself are no part of what the unit says. */
const said = (raw: Raw): Raw =>
  Object.fromEntries(Object.entries(raw).filter(([name, value]) => !name.startsWith('@') && value !== null))

/** What a unit posts by itself: its readings, or a heartbeat where it has none. */
export function reportOf(unit: SimulatedUnit, wall: number): Posted {
  const { adapter = 'json' } = unit.profile.http ?? {}
  const raw = said(rawFields(unit))
  if (adapter === 'adms') return { method: 'GET', path: `/iclock/getrequest?SN=${unit.unit.address}` }
  const empty = Object.keys(raw).length === 0
  return worded(unit, adapter === 'isapi' && empty ? { eventType: 'heartBeat' } : raw, [], wall)
}

/** What it posts of an event. The same event is the same body however often it is sent. */
export function eventOf(unit: SimulatedUnit, told: SimulatedEvent, wall: number): Posted {
  const spec = unit.profile.events?.find(({ event }) => event === told.event)
  const raw = said(rawEvent(unit, told))
  if (spec?.time !== undefined) raw[spec.time] ??= chinaTime(wall)
  if (unit.profile.http?.adapter === 'adms') return attendance(unit, raw)
  return worded(unit, raw, told.pictures ?? [], wall)
}

/** The first thing an ADMS terminal asks; undefined for the others. */
export const greetingOf = ({ unit, profile }: SimulatedUnit): Posted | undefined =>
  profile.http?.adapter === 'adms'
    ? { method: 'GET', path: `/iclock/cdata?SN=${unit.address}&options=all&pushver=2.4.1` }
    : undefined

function worded(unit: SimulatedUnit, raw: Raw, pictures: Uint8Array[], wall: number): Posted {
  const { adapter, writes = 'json', pictures: fields = [] } = unit.profile.http ?? { adapter: 'json' }
  const path = adapter === 'isapi' ? '/ISAPI/Event/notification' : `/push/${unit.unit.address}`
  const message = adapter === 'isapi' ? notification(unit, raw, wall) : raw
  const inside = Object.fromEntries(
    fields
      .slice(0, pictures.length)
      .map((field, index) => [field, Buffer.from(pictures[index] ?? []).toString('base64')]),
  )
  if (writes === 'xml') return { method: 'POST', path, type: 'application/xml', body: encode(xml(nested(message))) }
  const text = encode(JSON.stringify(nested({ ...message, ...inside })))
  const loose = fields.length > 0 ? [] : pictures
  if (writes === 'json' && loose.length === 0) return { method: 'POST', path, type: JSON_TYPE, body: text }
  return { method: 'POST', path, type: `multipart/form-data; boundary=${BOUNDARY}`, body: multipart(text, loose) }
}

/** The head of an event notification. Its type is the name of the object it carries. */
function notification({ unit }: SimulatedUnit, raw: Raw, wall: number): Raw {
  const [first = ''] = Object.keys(raw).filter((name) => name.includes('.'))
  const carried = first.split('.')[0] ?? ''
  const eventType = carried === '' ? 'heartBeat' : carried
  const head = { ipAddress: '127.0.0.1', portNo: 80, protocol: 'HTTP', macAddress: String(unit.address ?? '') }
  return { ...head, dateTime: chinaTime(wall), activePostCount: 1, eventState: 'active', eventType, ...raw }
}

function multipart(text: Uint8Array, pictures: Uint8Array[]): Uint8Array {
  const part = (name: string, type: string, bytes: Uint8Array) => [
    encode(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    ),
    bytes,
    encode('\r\n'),
  ]
  return Buffer.concat([
    ...part('event_log', JSON_TYPE, text),
    ...pictures.flatMap((bytes) => part('Picture', 'image/jpeg', bytes)),
    encode(`--${BOUNDARY}--\r\n`),
  ])
}

function xml(message: unknown): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const inner = (value: unknown): string =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([name, each]) => `<${name}>${inner(each)}</${name}>`)
          .join('\n')
      : escaped(String(value))
  const root = 'EventNotificationAlert'
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema">\n${inner(message)}\n</${root}>\n`
}

function attendance({ unit }: SimulatedUnit, raw: Raw): Posted {
  const time = String(raw.time ?? '')
    .slice(0, 19)
    .replace('T', ' ')
  const line = ATTLOG.map((name) => (name === 'time' ? time : String(raw[name] ?? '0'))).join('\t')
  const path = `/iclock/cdata?SN=${unit.address}&table=ATTLOG&Stamp=9999`
  return { method: 'POST', path, type: 'text/plain', body: encode(`${line}\n`) }
}
