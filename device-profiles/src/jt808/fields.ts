import {
  type Fields,
  isError,
  LATE_FIELD,
  MESSAGE_FIELD,
  type MessageCodec,
  noFields,
  TIME_FIELD,
} from '../message/message.ts'
import type { Params } from '../params.ts'
import { bad, good } from '../value.ts'
import { FrameCutter } from './frames.ts'
import { valueAt } from './items.ts'
import { readBatch, readLocation } from './location.ts'
import { hexId, type Message, parseMessage, plainPhone } from './message.ts'
import type { Jt808Section } from './section.ts'
import { readMedia, UP } from './terminal.ts'

type Reader = (section: Jt808Section, body: Uint8Array, params: Params) => Fields | { error: string }

/** What each message says; a new one is a row here. */
const READERS: Readonly<Record<number, Reader>> = {
  [UP.heartbeat]: () => noFields(),
  [UP.logout]: () => noFields(),
  [UP.location]: readLocation,
  [UP.locationAsked]: (section, body, params) => readLocation(section, body.subarray(2), params),
  [UP.batch]: firstOfBatch,
  [UP.media]: mediaFields,
  [UP.passthrough]: passthroughFields,
}

const MESSAGES = new Map(
  Object.entries(READERS).map(([id, read]) => [Number(id), { read, name: good(hexId(Number(id))) }]),
)

/** Whether a message says anything about the vehicle. */
export const says = (id: number): boolean => MESSAGES.has(id)

/**
 * The fields of one message: one frame, or the frames of a split one, one after the other. With a `topic`, the bytes are
 * the body of the message of that number (`0200`), as a driver has put it together. Of a batch (0x0704) the fields are
 * those of its first report; a driver takes it apart and gives each by itself. `@message` is the number in hex.
 */
export const jt808Fields: MessageCodec<Jt808Section> = (section, { bytes, topic, address, params = {} }) => {
  const whole = topic === undefined ? wholeOf(bytes, section, address) : { id: Number.parseInt(topic, 16), body: bytes }
  if ('error' in whole) return whole
  const message = MESSAGES.get(whole.id)
  if (message === undefined) return { error: 'unknown-message' }
  const fields = message.read(section, whole.body, params)
  if (!isError(fields)) fields[MESSAGE_FIELD] = message.name
  return fields
}

function wholeOf(
  bytes: Uint8Array,
  { editions }: Jt808Section,
  address: string | undefined,
): Pick<Message, 'id' | 'body'> | { error: string } {
  const messages: Message[] = []
  for (const { content, error = 'half-frame' } of new FrameCutter().push(bytes)) {
    const message = content === undefined ? { error } : parseMessage(content)
    if ('error' in message) return message
    messages.push(message)
  }
  const [first] = messages
  if (first === undefined) return { error: 'half-frame' }
  const alone = messages.length === 1 && first.parts === undefined
  if (!alone && (messages.some(({ id }) => id !== first.id) || messages.length !== (first.parts?.total ?? 1)))
    return { error: 'wrong-parts' }
  if (!editions.includes(first.edition)) return { error: 'wrong-edition' }
  if (address !== undefined && plainPhone(address) !== first.phone) return { error: 'wrong-unit' }
  if (messages.length === 1) return first
  const inOrder = messages.sort((a, b) => (a.parts?.index ?? 0) - (b.parts?.index ?? 0))
  return { id: first.id, body: Uint8Array.from(inOrder.flatMap(({ body }) => [...body])) }
}

function firstOfBatch(section: Jt808Section, body: Uint8Array, params: Params): Fields | { error: string } {
  const batch = readBatch(body)
  if ('error' in batch) return batch
  const fields = readLocation(section, batch.locations[0] ?? new Uint8Array(), params)
  if (!isError(fields) && batch.stored) fields[LATE_FIELD] = good(true)
  return fields
}

/** Where it was taken is no news of where the vehicle is; when it was, is its time. */
function mediaFields(section: Jt808Section, body: Uint8Array, params: Params): Fields | { error: string } {
  const media = readMedia(body)
  if (media === undefined) return { error: 'wrong-length' }
  const fields = noFields()
  const place = media.location === undefined ? fields : readLocation(section, media.location, params)
  const time = isError(place) ? undefined : place[TIME_FIELD]
  if (time !== undefined) fields[TIME_FIELD] = time
  fields['media-id'] = good(media.media)
  fields['media-type'] = good(media.type)
  fields['media-format'] = good(media.format)
  fields['media-event'] = good(media.event)
  fields['media-camera'] = good(media.camera)
  return fields
}

/** `passthrough-41`: the bytes in hex; and the fields the profile finds in them. */
function passthroughFields({ passthrough }: Jt808Section, body: Uint8Array): Fields | { error: string } {
  const [type] = body
  if (type === undefined) return { error: 'wrong-length' }
  const name = type.toString(16).toUpperCase().padStart(2, '0')
  const data = body.subarray(1)
  const fields = noFields()
  fields[`passthrough-${name}`] = valueAt(data, 0, 'hex')
  for (const { field, at, type: width } of passthrough?.[name] ?? [])
    fields[field] = at < data.length ? valueAt(data, at, width) : bad('wrong-length')
  return fields
}
