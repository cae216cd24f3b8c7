import { fromGbk } from '../bytes/gbk.ts'
import { dword, dwordAt, word, wordAt } from './bytes.ts'
import { LOCATION_BYTES } from './location.ts'
import type { Edition } from './section.ts'

/** What comes up from a terminal. */
export const UP = {
  ack: 0x0001,
  heartbeat: 0x0002,
  logout: 0x0003,
  resend: 0x0005,
  register: 0x0100,
  authenticate: 0x0102,
  parameters: 0x0104,
  location: 0x0200,
  locationAsked: 0x0201,
  batch: 0x0704,
  media: 0x0801,
  passthrough: 0x0900,
} as const

/** Width of maker, model and terminal id in a registration. The edition of 2011 is told by its short body. */
const REGISTER: Record<Edition | '2011', [number, number, number]> = {
  '2011': [5, 8, 7],
  '2013': [5, 20, 7],
  '2019': [11, 30, 30],
}
const REGIONS_BYTES = 4

/** The id its maker gave the terminal, from a registration; undefined where the body is too short for one. */
export function terminalId(body: Uint8Array, edition: Edition): string | undefined {
  const rows = edition === '2019' ? [REGISTER['2019']] : [REGISTER['2013'], REGISTER['2011']]
  for (const [maker, model, id] of rows) {
    const at = REGIONS_BYTES + maker + model
    if (body.length > at + id) return fromGbk(body.subarray(at, at + id))
  }
  return undefined
}

export function writeRegister(edition: Edition, id: string, plate: Uint8Array): Uint8Array {
  const [maker, model, width] = REGISTER[edition]
  const bytes = new Uint8Array(REGIONS_BYTES + maker + model + width + 1 + plate.length)
  bytes.set(new TextEncoder().encode(id).subarray(0, width), REGIONS_BYTES + maker + model)
  bytes.set(plate, bytes.length - plate.length)
  return bytes
}

/** The code a terminal proves itself with: the whole body in 2013; after its length, before IMEI and software, in 2019. */
export function authCode(body: Uint8Array, edition: Edition): string {
  return fromGbk(edition === '2013' ? body : body.subarray(1, 1 + (body[0] ?? 0)))
}

const IMEI_BYTES = 15
const SOFTWARE_BYTES = 20

export function writeAuthentication(edition: Edition, code: string): Uint8Array {
  const text = new TextEncoder().encode(code)
  if (edition === '2013') return text
  return Uint8Array.from([text.length, ...text, ...new Uint8Array(IMEI_BYTES + SOFTWARE_BYTES)])
}

/** Its answer to one of ours: `result` 0 done · 1 failed · 2 wrong message · 3 not supported. */
export type TerminalAck = { seq: number; id: number; result: number }
export const readAck = (body: Uint8Array): TerminalAck | undefined =>
  body.length < 5 ? undefined : { seq: wordAt(body, 0), id: wordAt(body, 2), result: body[4] ?? 0 }
export const writeAck = ({ seq, id, result }: TerminalAck): Uint8Array =>
  Uint8Array.from([...word(seq), ...word(id), result])

/** Parameters it tells (0x0104): id → bytes. */
export function readParameters(body: Uint8Array): { seq: number; values: Map<number, Uint8Array> } | undefined {
  if (body.length < 3) return undefined
  const values = new Map<number, Uint8Array>()
  for (let at = 3; at + 5 <= body.length; ) {
    const end = at + 5 + (body[at + 4] ?? 0)
    if (end > body.length) break
    values.set(dwordAt(body, at), body.slice(at + 5, end))
    at = end
  }
  return { seq: wordAt(body, 0), values }
}

export const writeParameters = (seq: number, values: [number, number[]][]): Uint8Array =>
  Uint8Array.from([
    ...word(seq),
    values.length,
    ...values.flatMap(([id, bytes]) => [...dword(id), bytes.length, ...bytes]),
  ])

const MEDIA_HEAD_BYTES = 8
const JPEG_START = [0xff, 0xd8]

/** A picture or recording (0x0801). `data` begins behind the location, which the edition of 2011 does not send. */
export type Media = {
  media: number
  /** 0 picture · 1 sound · 2 video. */
  type: number
  /** 0 JPEG. */
  format: number
  /** What made the terminal record: 0 asked · 1 timed · 3 collision · 4 door opened · 5 door closed. */
  event: number
  camera: number
  location: Uint8Array | undefined
  data: Uint8Array
}

export function readMedia(body: Uint8Array): Media | undefined {
  if (body.length < MEDIA_HEAD_BYTES) return undefined
  const isJpeg = (at: number) => JPEG_START.every((byte, index) => body[at + index] === byte)
  const bare = isJpeg(MEDIA_HEAD_BYTES)
  const at = MEDIA_HEAD_BYTES + (bare ? 0 : LOCATION_BYTES)
  const [type = 0, format = 0, event = 0, camera = 0] = body.subarray(4, MEDIA_HEAD_BYTES)
  const location = bare || body.length < at ? undefined : body.slice(MEDIA_HEAD_BYTES, at)
  return { media: dwordAt(body, 0), type, format, event, camera, location, data: body.slice(at) }
}

export function writeMedia({ media, type, format, event, camera, location, data }: Media): Uint8Array {
  return Uint8Array.from([...dword(media), type, format, event, camera, ...(location ?? []), ...data])
}
