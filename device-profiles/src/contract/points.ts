import { QUALITIES } from '@zaojun/core'
import { flatJson } from '../message/json-fields.ts'
import { type Fields, LATE_FIELD, REPEAT_FIELD, TIME_FIELD } from '../message/message.ts'
import { type ChannelValue, good } from '../value.ts'
import { CONTRACT_VERSION } from './messages.ts'

const POINTS = 'points.'
const ZONED = /(Z|[+-][0-9]{2}:[0-9]{2})$/
const DEFAULT_REASON = 'said-by-device'

/** Those of a message of the contract: when it was so by the unit, whether it is told late, and what it is called. */
function addHead(fields: Fields): void {
  if (fields.v?.value !== CONTRACT_VERSION) return
  const time = fields.time?.value
  const seq = fields.seq?.value
  const at = typeof time === 'string' && ZONED.test(time) ? Date.parse(time) : Number.NaN
  if (!Number.isNaN(at)) fields[TIME_FIELD] = good(at)
  if (fields.late?.value === true) fields[LATE_FIELD] = good(true)
  if (typeof time === 'string' && typeof seq === 'number') fields[REPEAT_FIELD] = good(`${time} ${seq}`)
}

/**
 * The reference contract lets a point be a bare value, or an object of value, quality and reason. Both become the field
 * `points.<point>`; whatever the unit does not call good has no value here, only its quality and reason.
 */
export function contractFields(bytes: Uint8Array): Fields | { error: string } {
  const flat = flatJson(bytes)
  if ('error' in flat) return flat
  const { fields, parts } = flat
  addHead(fields)
  for (const { name, point, part } of parts ?? [])
    if (part === 'value') fields[POINTS + point] = qualified(fields, point, fields[name]?.value ?? null)
  for (const { name, point, part } of parts ?? [])
    if (part === 'quality' && fields[POINTS + point] === undefined && fields[name]?.value !== 'good')
      fields[POINTS + point] = qualified(fields, point, null)
  return fields
}

function qualified(fields: Fields, point: string, value: ChannelValue['value']): ChannelValue {
  const said = fields[`points.${point}.quality`]?.value ?? 'good'
  const quality = QUALITIES.find((each) => each === said) ?? 'bad'
  if (quality === 'good' && value !== null) return { value, quality }
  const reason = fields[`points.${point}.reason`]?.value
  const code = typeof reason === 'string' && /^[a-z0-9-]{1,64}$/.test(reason) ? reason : DEFAULT_REASON
  // An uncertain value is still a value; a bad or stale one is none.
  return { value: quality === 'uncertain' ? value : null, quality: quality === 'good' ? 'bad' : quality, reason: code }
}
