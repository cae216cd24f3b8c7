import type { Params } from '../params.ts'
import type { ChannelValue } from '../value.ts'

/** What arrived from a unit that sends messages. `address`: the unit's, as its bus knows it; `params`: its own. */
export type GivenMessage = {
  bytes: Uint8Array
  topic?: string
  contentType?: string
  address?: string
  params?: Params
}

/** What a message says, by field name; a field that cannot be read is bad with its reason. */
export type Fields = Record<string, ChannelValue>

/** Fields a codec adds about the message itself: the unit's own time (UTC ms); that it tells of what is over; its name. */
export const TIME_FIELD = '@time'
export const LATE_FIELD = '@late'
export const KEY_FIELD = '@key'

/**
 * When a message was so, as its unit says; `late`: it was kept and is told now, or tells of a time that is over. Its
 * values are never the newest.
 */
export function ownTime(fields: Fields): { deviceTime?: number; late: boolean } {
  const time = fields[TIME_FIELD]?.value
  return { ...(typeof time === 'number' ? { deviceTime: time } : {}), late: fields[LATE_FIELD]?.value === true }
}

/** The fields of a message, or the stable code why it is none. Pure; bounded work for any bytes. */
export type MessageCodec<Section> = (section: Section, given: GivenMessage) => Fields | { error: string }

export const isError = (fields: Fields | { error: string }): fields is { error: string } =>
  typeof fields.error === 'string'
