import type { Profile } from '../profile.ts'
import type { ChannelValue } from '../value.ts'
import type { Scalar } from '../words.ts'
import { fieldReader } from './field-value.ts'
import type { Fields } from './message.ts'

/** An event as the unit told it: fields of the kind's event that it carried, its own key and time. */
export type ToldEvent = { event: string; fields: Record<string, Scalar>; key?: string; deviceTime?: number }

const EPOCH_SECONDS_BELOW = 1e11

/** The events a message of the unit tells of; fields it does not carry, or that cannot be read, are left out. */
export function toldEvents(profile: Profile, fields: Fields): ToldEvent[] {
  const told: ToldEvent[] = []
  for (const { event, when, fields: wanted, key, time } of profile.events ?? []) {
    const sign = fields[when.field]
    if (sign === undefined || (when.in !== undefined && !when.in.some((each) => sameWord(each, sign.value)))) continue
    const values: Record<string, Scalar> = {}
    for (const [name, source] of Object.entries(wanted)) {
      const raw = fields[source.field]
      const value = raw === undefined ? undefined : eventValue(source, raw)
      if (value !== undefined) values[name] = value
    }
    const stamp = time === undefined ? undefined : timeOf(fields[time])
    const own = key === undefined ? undefined : fields[key]?.value
    told.push({
      event,
      fields: values,
      ...(own === undefined || own === null ? {} : { key: String(own) }),
      ...(stamp === undefined ? {} : { deviceTime: stamp }),
    })
  }
  return told
}

/** The same event number is a number in JSON and a text in XML. */
const sameWord = (one: Scalar, other: ChannelValue['value']): boolean => String(one) === String(other)

type Source = { field: string; scale?: number; words?: Record<string, Scalar> }

function eventValue(source: Source, raw: ChannelValue): Scalar | undefined {
  if (source.words === undefined && source.scale === undefined) return raw.value ?? undefined
  return fieldReader(source, source.scale === undefined ? 'text' : 'number', {})(raw).value ?? undefined
}

/** ISO 8601 with a zone, or epoch seconds or milliseconds; anything else is no time. */
function timeOf(raw: ChannelValue | undefined): number | undefined {
  if (raw === undefined || raw.value === null) return undefined
  if (typeof raw.value === 'number') return Math.round(raw.value < EPOCH_SECONDS_BELOW ? raw.value * 1000 : raw.value)
  if (typeof raw.value !== 'string' || !/(Z|[+-][0-9]{2}:?[0-9]{2})$/.test(raw.value)) return undefined
  const parsed = Date.parse(raw.value)
  return Number.isNaN(parsed) ? undefined : parsed
}
