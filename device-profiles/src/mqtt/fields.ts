import { jsonFields } from '../message/json-fields.ts'
import type { MessageCodec } from '../message/message.ts'
import { good } from '../value.ts'
import type { MqttSection } from './section.ts'

/** The fields of one MQTT message: a JSON text flattened, or `value` for a plain text. */
export const mqttFields: MessageCodec<MqttSection> = (section, { bytes, topic, address = '' }) => {
  const from = Object.values(section.topics).find((each) => each.topic.replaceAll('{address}', address) === topic)
  if (from === undefined) return { error: 'unknown-topic' }
  return from.format === 'text' ? { value: good(new TextDecoder().decode(bytes).trim()) } : jsonFields(bytes)
}
