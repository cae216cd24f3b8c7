import { toGbk } from '../bytes/gbk.ts'
import type { Scalar } from '../words.ts'
import { dword, dwordAt, word, wordAt } from './bytes.ts'
import { writeValue } from './items.ts'
import type { Missing } from './parts.ts'
import type { Edition, Order } from './section.ts'

/** What goes down to a terminal. */
export const DOWN = {
  ack: 0x8001,
  resend: 0x8003,
  registered: 0x8100,
  setParameters: 0x8103,
  askParameters: 0x8106,
  text: 0x8300,
  mediaTaken: 0x8800,
} as const

export type Down = { id: number; body: Uint8Array }

/** Results of 0x8001. */
export const DONE = 0
export const FAILED = 1
export const WRONG = 2
export const UNSUPPORTED = 3
/** Results of 0x8100: 3 another terminal has this number already · 4 nobody knows it. */
export const REGISTERED = 0
export const TAKEN = 3
export const UNKNOWN = 4

export const ack = (seq: number, id: number, result: number): Down => ({
  id: DOWN.ack,
  body: Uint8Array.from([...word(seq), ...word(id), result]),
})

export const registered = (seq: number, result: number, code = ''): Down => ({
  id: DOWN.registered,
  body: Uint8Array.from([...word(seq), result, ...new TextEncoder().encode(code)]),
})

/** Asks for packets again; their count takes one byte in 2013 and two in 2019. */
export const resend = ({ firstSeq, packets }: Missing, edition: Edition): Down => ({
  id: DOWN.resend,
  body: Uint8Array.from([
    ...word(firstSeq),
    ...(edition === '2013' ? [packets.length] : word(packets.length)),
    ...packets.flatMap(word),
  ]),
})

export function readResend(body: Uint8Array, edition: Edition): { firstSeq: number; packets: number[] } {
  const at = edition === '2013' ? 3 : 4
  const packets = Array.from({ length: Math.max(0, Math.floor((body.length - at) / 2)) }, (_, n) =>
    wordAt(body, at + n * 2),
  )
  return { firstSeq: wordAt(body, 0), packets }
}

/** A picture has come whole. */
export const mediaTaken = (media: number): Down => ({
  id: DOWN.mediaTaken,
  body: Uint8Array.from([...dword(media), 0]),
})

/** Most bytes of a text: one frame, whatever the edition puts before it. */
const MOST_TEXT_BYTES = 1000
/** Kind of a text in 2019: a notice. */
const NOTICE = 1

/** The message of an order, or the stable code why there is none. */
export function orderMessage(order: Order, value: Scalar | undefined, edition: Edition): Down | { error: string } {
  if (order.message === '8300') {
    const text = toGbk(typeof value === 'string' ? value : '')
    if (text.length === 0 || text.length > MOST_TEXT_BYTES) return { error: 'out-of-limits' }
    return { id: DOWN.text, body: Uint8Array.from([order.flag, ...(edition === '2019' ? [NOTICE] : []), ...text]) }
  }
  if (typeof value !== 'number') return { error: 'out-of-limits' }
  const bytes = writeValue(value, order.type)
  return { id: DOWN.setParameters, body: Uint8Array.from([1, ...dword(order.parameter), bytes.length, ...bytes]) }
}

export const askParameter = (parameter: number): Down => ({
  id: DOWN.askParameters,
  body: Uint8Array.from([1, ...dword(parameter)]),
})

/** What a simulated terminal reads of the parameters it is given: id → bytes. */
export function readSetting(body: Uint8Array): Map<number, Uint8Array> {
  const values = new Map<number, Uint8Array>()
  for (let at = 1; at + 5 <= body.length; ) {
    const end = at + 5 + (body[at + 4] ?? 0)
    values.set(dwordAt(body, at), body.slice(at + 5, end))
    at = end
  }
  return values
}
