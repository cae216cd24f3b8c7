import { createHash, type KeyObject, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import {
  Acknowledgement,
  type BoxRange,
  defineErrors,
  type ErasureOrder,
  HeartbeatAnswer,
  LogNews,
  type LogQuestion,
  PROOF_HEADER,
  parseSign1,
  RANGE_HEADER,
  RECEIPT_CONTENT_TYPE,
  Receipt,
  reasonAndCause,
} from '@zaojun/core'
import Type from 'typebox'
import Value from 'typebox/value'
import type { AttachmentRow, BatchRow, PartRow } from '../ledger/outbox.ts'
import { answerOf, refusalOf } from './answer.ts'
import type { Enrolment } from './enrolment.ts'
import { publicKeyOf } from './node-crypto.ts'

export const fail = defineErrors({
  UPLINK_UNREACHABLE: { status: 502, zh: '连不上云端', en: 'the cloud cannot be reached: {name}' },
  UPLINK_ANSWER: { status: 502, zh: '云端的答复不合规范', en: 'the cloud’s answer is not understood: {name}' },
  UPLINK_NOT_ENROLLED: { status: 409, zh: '盒子还没有接入云端', en: 'the box is not enrolled at a cloud' },
  RECEIPT_WRONG: { status: 502, zh: '回执与批次不符', en: 'the receipt does not fit batch {name}' },
})

const REQUEST_TIMEOUT_MS = 30_000
const WATCH_TIMEOUT_MS = 40_000
const COMPRESS_FROM_BYTES = 1024
const ATTACHMENT_CHUNK_BYTES = 256 * 1024
const compress = promisify(zstdCompress)

/** Why and how long a personal picture is held; nothing of one that is not. */
function holdingHeaders({ purpose, basis, person, expires }: Omit<AttachmentRow, 'digest' | 'mediaType'>) {
  if (purpose === null) return {}
  return {
    'upload-purpose': purpose,
    ...(basis === null ? {} : { 'upload-basis': basis }),
    ...(person === null ? {} : { 'upload-person': person }),
    ...(expires === null ? {} : { 'upload-expires': String(expires) }),
  }
}

type Sent = { receipt: Uint8Array; watched: boolean; news?: LogNews }
type Request = {
  method: string
  path: string
  headers?: Record<string, string>
  body?: Uint8Array | string
  timeoutMs?: number
  accept?: number[]
}

/** Every request a box makes of its cloud. Throws `CloudRefusal` for an answer, `UPLINK_…` for none. */
export class CloudClient {
  private readonly enrolment: Enrolment
  private readonly compressBodies: boolean
  private readonly stopped = new AbortController()
  private readonly key: KeyObject

  constructor(enrolment: Enrolment, compressBodies: boolean) {
    this.enrolment = enrolment
    this.compressBodies = compressBodies
    this.key = publicKeyOf(Buffer.from(enrolment.cloudKey, 'base64'))
  }

  /** Ends what is under way. */
  stop(): void {
    this.stopped.abort()
  }

  /**
   * Sends the exact envelope; returns the receipt's bytes, checked against the cloud's key and the batch. `question`: about
   * the log, answered beside it.
   */
  async sendBatch(batch: BatchRow, range: BoxRange, question?: LogQuestion): Promise<Sent> {
    const headers: Record<string, string> = {
      'content-type': 'application/cose',
      [RANGE_HEADER]: JSON.stringify(range),
      ...(question === undefined ? {} : { [PROOF_HEADER]: JSON.stringify(question) }),
    }
    let body: Uint8Array = batch.envelope
    if (this.compressBodies && body.length >= COMPRESS_FROM_BYTES) {
      body = await compress(body)
      headers['content-encoding'] = 'zstd'
    }
    const response = await this.request({ method: 'POST', path: '/v1/batches', headers, body })
    const answer = await this.json(response, Acknowledgement)
    const receipt = new Uint8Array(Buffer.from(answer.receipt, 'base64'))
    this.checkReceipt(receipt, batch)
    return { receipt, watched: answer.watched, ...(answer.news === undefined ? {} : { news: answer.news }) }
  }

  /** What the log says of a batch of this box, and of its growth. */
  async news(question: LogQuestion): Promise<LogNews> {
    const asked = new URLSearchParams(Object.entries(question).map(([name, value]) => [name, String(value)]))
    return this.json(await this.request({ method: 'GET', path: `/v1/proof?${asked}` }), LogNews)
  }

  /** Gives this box’s cosignature as a witness. */
  async cosigned(note: string): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ note })
    await this.request({ method: 'POST', path: '/v1/log/cosignatures', headers, body })
  }

  /** Says how much the ledger holds; the cloud answers what it has not of that. */
  async sendHeartbeat(envelope: Uint8Array): Promise<HeartbeatAnswer> {
    const headers = { 'content-type': 'application/cose' }
    const response = await this.request({ method: 'POST', path: '/v1/heartbeats', headers, body: envelope })
    return this.json(response, HeartbeatAnswer)
  }

  async sendPart({ commitment, salt, value, purpose, basis, person, expires }: PartRow): Promise<void> {
    const holding = {
      ...(basis === null ? {} : { basis }),
      ...(person === null ? {} : { person }),
      ...(expires === null ? {} : { expires }),
    }
    const body = JSON.stringify({ commitment, salt, value: JSON.parse(value), purpose, ...holding })
    await this.request({
      method: 'PUT',
      path: `/v1/parts/${commitment}`,
      headers: { 'content-type': 'application/json' },
      body,
    })
  }

  /** Tells what was erased here, so that it goes there too. */
  async sendErasure(order: ErasureOrder): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    await this.request({ method: 'POST', path: '/v1/erasures', headers, body: JSON.stringify(order) })
  }

  /** Continues from what the cloud already has. */
  async sendAttachment({ digest, mediaType, ...held }: AttachmentRow, bytes: Uint8Array): Promise<void> {
    const path = `/v1/attachments/${digest}`
    const head = await this.request({ method: 'HEAD', path, accept: [404] })
    let offset = head.status === 404 ? 0 : Number(head.headers.get('upload-offset') ?? 0)
    while (offset < bytes.length) {
      const chunk = bytes.subarray(offset, offset + ATTACHMENT_CHUNK_BYTES)
      await this.request({
        method: 'PATCH',
        path,
        headers: {
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
          'upload-length': String(bytes.length),
          'upload-media-type': mediaType,
          ...holdingHeaders(held),
        },
        body: chunk,
      })
      offset += chunk.length
    }
  }

  /** Answers when the state differs from `known`, or after at most 25 s. */
  async watched(known: boolean): Promise<boolean> {
    const response = await this.request({
      method: 'GET',
      path: `/v1/boxes/self/watch?known=${known}`,
      timeoutMs: WATCH_TIMEOUT_MS,
    })
    return (await this.json(response, Type.Object({ watched: Type.Boolean() }))).watched
  }

  private checkReceipt(bytes: Uint8Array, { n, digest, envelope }: BatchRow): void {
    const message = parseSign1(bytes)
    const promise = jsonOf(message.payload)
    const held = createHash('sha256').update(envelope).digest('hex')
    const fits =
      message.contentType === RECEIPT_CONTENT_TYPE &&
      Value.Check(Receipt, promise) &&
      promise.n === n &&
      promise.digest === digest &&
      digest === held
    if (!fits || !verify(null, message.signed, this.key, message.signature))
      throw fail('RECEIPT_WRONG', { name: String(n) })
  }

  private async request({
    method,
    path,
    headers = {},
    body,
    timeoutMs = REQUEST_TIMEOUT_MS,
    accept = [],
  }: Request): Promise<Response> {
    let response: Response
    try {
      response = await fetch(this.enrolment.url + path, {
        method,
        headers: { authorization: `Bearer ${this.enrolment.token}`, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
        signal: AbortSignal.any([this.stopped.signal, AbortSignal.timeout(timeoutMs)]),
      })
    } catch (error) {
      throw fail('UPLINK_UNREACHABLE', { name: reasonAndCause(error) })
    }
    if (response.ok || accept.includes(response.status)) return response
    throw await refusalOf(response, path)
  }

  private async json<Schema extends Type.TSchema>(response: Response, schema: Schema): Promise<Type.Static<Schema>> {
    const answer = await answerOf(response)
    if (!Value.Check(schema, answer)) throw fail('UPLINK_ANSWER', { name: response.url })
    return answer
  }
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    return undefined
  }
}
