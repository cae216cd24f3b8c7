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

/** Fields inherit nothing: a unit may call one `__proto__`. Made so, an engine keeps them faster than by `Object.create`. */
export const noFields = (): Fields => new (Bare as unknown as new () => Fields)()
function Bare() {}
Bare.prototype = Object.create(null)

/**
 * Fields a codec adds about the message itself: the unit's own time (UTC ms); that it tells of what is over; its name;
 * what a second message that is the same again has in common with it.
 */
export const TIME_FIELD = '@time'
/** When the unit sent it, by the same clock (UTC ms), and which of its messages it is. */
export const SENT_FIELD = '@sent'
export const MESSAGE_FIELD = '@message'
export const LATE_FIELD = '@late'
export const KEY_FIELD = '@key'
export const REPEAT_FIELD = '@repeat'

/**
 * When a message was so, as its unit says; `late`: it was kept and is told now, or tells of a time that is over. Its
 * values are never the newest.
 */
export function ownTime(fields: Fields): { deviceTime?: number; sent?: number; late: boolean } {
  const time = fields[TIME_FIELD]?.value
  const sent = fields[SENT_FIELD]?.value
  return {
    ...(typeof time === 'number' ? { deviceTime: time } : {}),
    ...(typeof sent === 'number' ? { sent } : {}),
    late: fields[LATE_FIELD]?.value === true,
  }
}

/** The fields of a message, or the stable code why it is none. Pure; bounded work for any bytes. */
export type MessageCodec<Section> = (section: Section, given: GivenMessage) => Fields | { error: string }

export const isError = (fields: Fields | { error: string }): fields is { error: string } =>
  typeof fields.error === 'string'
