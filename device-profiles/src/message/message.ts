import type { ChannelValue } from '../value.ts'

/** What arrived from a unit that sends messages. `address`: the unit's, as its bus knows it. */
export type GivenMessage = { bytes: Uint8Array; topic?: string; contentType?: string; address?: string }

/** What a message says, by field name; a field that cannot be read is bad with its reason. */
export type Fields = Record<string, ChannelValue>

/** The fields of a message, or the stable code why it is none. Pure; bounded work for any bytes. */
export type MessageCodec<Section> = (section: Section, given: GivenMessage) => Fields | { error: string }

export const isError = (fields: Fields | { error: string }): fields is { error: string } =>
  typeof fields.error === 'string'
