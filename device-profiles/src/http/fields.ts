import { jsonFields } from '../message/json-fields.ts'
import type { MessageCodec } from '../message/message.ts'
import type { HttpSection } from './section.ts'

/** The fields of one pushed request body. */
export const httpFields: MessageCodec<HttpSection> = (_section, { bytes }) => jsonFields(bytes)
