import { decodeBytes } from '../bytes/decode.ts'
import { contractPoints } from '../contract/points.ts'
import { jsonFields } from '../message/json-fields.ts'
import { type Fields, isError, type MessageCodec } from '../message/message.ts'
import { good } from '../value.ts'
import { type MqttSection, type MqttTopic, topicOf } from './section.ts'

const MAX_TEXT = 1024
const HEX = /^([0-9A-Fa-f]{2}){1,256}$/

/**
 * The fields of one MQTT message: a JSON text flattened, `value` for a plain text, the layout's for bytes. The field
 * `@topic` names the topic, so that events can tell messages apart.
 */
export const mqttFields: MessageCodec<MqttSection> = (section, { bytes, topic, address = '' }) => {
  const named = Object.entries(section.topics).find(([, each]) => topicOf(each.topic, address) === topic)
  if (named === undefined) return { error: 'unknown-topic' }
  const [name, from] = named
  const fields = read(section, from, bytes)
  if (!isError(fields)) fields['@topic'] = good(name)
  return fields
}

function read(section: MqttSection, from: MqttTopic, bytes: Uint8Array): Fields | { error: string } {
  if (from.format === 'text') {
    if (bytes.length > MAX_TEXT) return { error: 'too-long' }
    const fields: Fields = Object.create(null)
    fields.value = good(new TextDecoder().decode(bytes).trim())
    return fields
  }
  if (from.format === 'bytes') return decodeBytes(section.bytes ?? [], bytes)
  const fields = jsonFields(bytes)
  if (isError(fields)) return fields
  if (from.hexField === undefined) return contractPoints(fields)
  const hex = fields[from.hexField]?.value
  if (typeof hex !== 'string' || !HEX.test(hex)) return { error: 'not-hex' }
  const inside = decodeBytes(section.bytes ?? [], Uint8Array.from(Buffer.from(hex, 'hex')))
  return isError(inside) ? inside : Object.assign(inside, fields)
}

/** Which unit of a shared topic a message is about; undefined where it does not say. */
export function addressIn(from: MqttTopic, bytes: Uint8Array): string | undefined {
  if (from.addressField === undefined) return undefined
  const fields = jsonFields(bytes)
  const said = isError(fields) ? undefined : fields[from.addressField]?.value
  return said === undefined || said === null ? undefined : String(said)
}
