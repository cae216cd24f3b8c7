import { digitsOf, packed, word, wordAt } from './bytes.ts'
import { frameOf } from './frames.ts'
import type { Edition } from './section.ts'

/** Most bytes a body has in one frame. */
export const MOST_BODY_BYTES = 1023
const PHONE_BYTES: Record<Edition, number> = { '2013': 6, '2019': 10 }
const LENGTH = 0x03ff
const ENCRYPTION = 0x1c00
const SPLIT = 0x2000
const VERSIONED = 0x4000
/** The version that stands in the header of 2019. */
const VERSION = 1

/** One message, or one packet of a split one. */
export type Message = {
  id: number
  edition: Edition
  /** Digits without the zeros they are filled up with. */
  phone: string
  seq: number
  /** Of a split message: how many packets, which this is, from 1. */
  parts?: { total: number; index: number }
  /** Of a message put together: the numbers of its packets. */
  seqs?: number[]
  body: Uint8Array
}

/** The digits a terminal is known by, however many zeros stand before them. */
export const plainPhone = (digits: string): string => (digits.startsWith('0') ? digits.replace(/^0+(?=.)/, '') : digits)

/** Reads a frame's content; a stable code where it is no message. */
export function parseMessage(content: Uint8Array): Message | { error: string } {
  const attributes = wordAt(content, 2)
  const edition: Edition = (attributes & VERSIONED) === 0 ? '2013' : '2019'
  const phoneAt = edition === '2019' ? 5 : 4
  const seqAt = phoneAt + PHONE_BYTES[edition]
  const split = (attributes & SPLIT) !== 0
  const bodyAt = seqAt + 2 + (split ? 4 : 0)
  if (content.length < bodyAt) return { error: 'half-frame' }
  if (content.length - bodyAt !== (attributes & LENGTH)) return { error: 'wrong-length' }
  if ((attributes & ENCRYPTION) !== 0) return { error: 'encrypted' }
  const digits = digitsOf(content, phoneAt, seqAt)
  if (digits === undefined) return { error: 'wrong-phone' }
  return {
    id: wordAt(content, 0),
    edition,
    phone: plainPhone(digits),
    seq: wordAt(content, seqAt),
    ...(split ? { parts: { total: wordAt(content, seqAt + 2), index: wordAt(content, seqAt + 4) } } : {}),
    body: content.slice(bodyAt),
  }
}

/** A message as it goes over the wire. A body beyond 1023 bytes must be split before. */
export function writeMessage({ id, edition, phone, seq, parts, body }: Message): Uint8Array {
  const attributes = (body.length & LENGTH) | (parts === undefined ? 0 : SPLIT) | (edition === '2019' ? VERSIONED : 0)
  return frameOf(
    Uint8Array.from([
      ...word(id),
      ...word(attributes),
      ...(edition === '2019' ? [VERSION] : []),
      ...packed(phone, PHONE_BYTES[edition]),
      ...word(seq),
      ...(parts === undefined ? [] : [...word(parts.total), ...word(parts.index)]),
      ...body,
    ]),
  )
}

/** A message in as many packets as it takes, numbered on from its own sequence number. */
export function splitMessage(message: Message, bytesEach: number = MOST_BODY_BYTES): Message[] {
  const total = Math.max(1, Math.ceil(message.body.length / bytesEach))
  if (total === 1) return [message]
  return Array.from({ length: total }, (_, at) => ({
    ...message,
    seq: (message.seq + at) & 0xffff,
    parts: { total, index: at + 1 },
    body: message.body.slice(at * bytesEach, (at + 1) * bytesEach),
  }))
}

export const hexId = (id: number): string => id.toString(16).toUpperCase().padStart(4, '0')
