import { QUALITIES } from '@zaojun/core'
import type { Fields } from '../message/message.ts'
import type { ChannelValue } from '../value.ts'

const POINT = /^points\.([^.]+)\.value$/
const DEFAULT_REASON = 'said-by-device'

/**
 * The reference contract lets a point be a bare value, or an object of value, quality and reason. Both become the field
 * `points.<point>`; whatever the unit does not call good has no value here, only its quality and reason.
 */
export function contractPoints(fields: Fields): Fields {
  for (const [name, { value }] of Object.entries(fields)) {
    const point = POINT.exec(name)?.[1]
    if (point !== undefined) fields[`points.${point}`] = qualified(fields, point, value)
  }
  for (const [name, { value }] of Object.entries(fields)) {
    const point = /^points\.([^.]+)\.quality$/.exec(name)?.[1]
    if (point !== undefined && fields[`points.${point}`] === undefined && value !== 'good')
      fields[`points.${point}`] = qualified(fields, point, null)
  }
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
