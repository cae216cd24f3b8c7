import { decodeBytes } from '../bytes/decode.ts'
import { contractFields } from '../contract/points.ts'
import { jsonFields } from '../message/json-fields.ts'
import { type Fields, isError, type MessageCodec, noFields } from '../message/message.ts'
import { good } from '../value.ts'
import { isTopicOf, type MqttSection, type MqttTopic } from './section.ts'

const MAX_TEXT = 1024
const HEX = /^([0-9A-Fa-f]{2}){1,256}$/

/**
 * The fields of one MQTT message: a JSON text flattened, `value` for a plain text, the layout's for bytes. The field
 * `@topic` names the topic, so that events can tell messages apart.
 */
export const mqttFields: MessageCodec<MqttSection> = (section, { bytes, topic, address = '' }) => {
  for (const name in section.topics) {
    const from = section.topics[name]
    if (from === undefined || topic === undefined || !isTopicOf(from.topic, address, topic)) continue
    const fields = read(section, from, bytes)
    if (!isError(fields)) fields['@topic'] = good(name)
    return fields
  }
  return { error: 'unknown-topic' }
}

function read(section: MqttSection, from: MqttTopic, bytes: Uint8Array): Fields | { error: string } {
  if (from.format === 'text') {
    if (bytes.length > MAX_TEXT) return { error: 'too-long' }
    const fields = noFields()
    fields.value = good(new TextDecoder().decode(bytes).trim())
    return fields
  }
  if (from.format === 'bytes') return decodeBytes(section.bytes ?? [], bytes)
  if (from.hexField === undefined) return contractFields(bytes)
  const fields = jsonFields(bytes)
  if (isError(fields)) return fields
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
