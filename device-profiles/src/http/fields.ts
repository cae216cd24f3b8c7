import { contractFields } from '../contract/points.ts'
import { jsonFields } from '../message/json-fields.ts'
import {
  type Fields,
  isError,
  LATE_FIELD,
  MESSAGE_FIELD,
  type MessageCodec,
  noFields,
  SENT_FIELD,
  TIME_FIELD,
} from '../message/message.ts'
import { bad, good } from '../value.ts'
import { admsFields } from './adms.ts'
import type { HttpAdapter, HttpSection } from './section.ts'
import { xmlFields } from './xml.ts'

/** Some firmwares put the whole notification into one object, as its XML form does. */
const WRAPPER = 'EventNotificationAlert.'
const LESS_THAN = 0x3c
const UNIT_FIELD = 'thermometryUnit'
const ZONED = /(Z|[+-][0-9]{2}:[0-9]{2})$/
/** How notifications say that they were kept while nobody listened. */
const KEPT = [
  ['isDataRetransmission', 'true'],
  ['AccessControllerEvent.currentEvent', 'false'],
] as const

type Codec = (bytes: Uint8Array, given: { topic?: string }, section: HttpSection) => Fields | { error: string }

const CODECS: Record<HttpAdapter, Codec> = {
  json: contractFields,
  isapi: (bytes) => notificationFields(bytes),
  adms: (bytes, { topic = '' }, { zone }) => admsFields(bytes, topic, zone),
}

/** The fields of one pushed message. For `adms` the topic is the table and the message one line of it. */
export const httpFields: MessageCodec<HttpSection> = (section, given) => {
  const fields = CODECS[section.adapter](given.bytes, given, section)
  if (!isError(fields)) fields['@received'] = good(true)
  return fields
}

/** An event notification as JSON or XML, its wrapper taken off, body temperatures in degrees Celsius. */
export function notificationFields(bytes: Uint8Array): Fields | { error: string } {
  const first = bytes.find((byte) => byte > 0x20)
  const fields = first === LESS_THAN ? xmlFields(bytes) : jsonFields(bytes)
  if (isError(fields)) return fields
  const bare = noFields()
  for (const [name, value] of Object.entries(fields))
    bare[name.startsWith(WRAPPER) ? name.slice(WRAPPER.length) : name] = value
  for (const [name, unit] of Object.entries(bare)) if (name.endsWith(UNIT_FIELD)) inCelsius(bare, name, unit.value)
  addHead(bare)
  return bare
}

/** When it was so by the unit's clock, and whether it was kept and is told now. A notification is sent when it is so. */
function addHead(fields: Fields): void {
  const time = fields.dateTime?.value
  const at = typeof time === 'string' && ZONED.test(time) ? Date.parse(time) : Number.NaN
  if (!Number.isNaN(at)) {
    fields[TIME_FIELD] = good(at)
    fields[SENT_FIELD] = good(at)
  }
  if (fields.eventType !== undefined) fields[MESSAGE_FIELD] = fields.eventType
  if (KEPT.some(([name, value]) => String(fields[name]?.value) === value)) fields[LATE_FIELD] = good(true)
}

/** `thermometryUnit` says in what `currTemperature` beside it is given; 0 is what is written where nobody measured. */
function inCelsius(fields: Fields, name: string, unit: unknown): void {
  const beside = `${name.slice(0, -UNIT_FIELD.length)}currTemperature`
  const value = Number(fields[beside]?.value)
  if (value === 0) delete fields[beside]
  if (fields[beside] === undefined || unit === 'celsius') return
  if (unit === 'fahrenheit') fields[beside] = good(Math.round(((value - 32) / 1.8) * 100) / 100)
  else fields[beside] = bad('unknown-word')
}
