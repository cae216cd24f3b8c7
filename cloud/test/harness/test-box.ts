import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import {
  BATCH_CONTENT_TYPE,
  type Batch,
  composeBatch,
  type Entry,
  type EntryBody,
  type Era,
  HEARTBEAT_CONTENT_TYPE,
  type Heartbeat,
  KEY_HANDOVER_TYPE,
  KEY_STATEMENT_TYPE,
  prepareSign1,
} from '@zaojun/core'
import type { Rotation } from '@zaojun/core/proof/index'
import { boxIdOf, kidOf, rawKeyOf } from '../../src/keys.ts'
import { ENROLMENT_CONTENT_TYPE } from '../../src/routes/enrolments/schema.ts'

export type Sealed = { n: number; from: number; to: number; prev: string | null; digest: string; envelope: Uint8Array }
export type Timed = { body: EntryBody; wall: number | null; era?: number }

const encoder = new TextEncoder()
const BOOT = '0123456789abcdef'

/** The box side of the wire for tests and benchmarks: one key, one chain. */
export class TestBox {
  key: KeyObject
  raw: Uint8Array
  readonly id: string
  token = ''
  private prev: string | null = null
  private n = 0
  private seq = 0
  private beats = 0
  readonly eras: Era[] = [{ era: 1, boot: BOOT, offset: 0, clock: 'synced' }]

  constructor(key: KeyObject = generateKeyPairSync('ed25519').privateKey) {
    this.key = key
    this.raw = rawKeyOf(createPublicKey(key))
    this.id = boxIdOf(this.raw)
  }

  /** A later stretch of time: `offset` null for a box that knows no clock. */
  newEra(offset: number | null, clock: Era['clock'] = offset === null ? 'unknown' : 'set'): number {
    const era = this.eras.length + 1
    this.eras.push({ era, boot: BOOT, offset, clock })
    return era
  }

  /** Numbers the entries and seals them as the next batch. A time-unknown entry's `wall` is null; its mono is its seq. */
  seal(entries: Timed[]): Sealed {
    const from = this.seq + 1
    const stamped = entries.map(({ body, wall, era = 1 }): Entry => {
      this.seq += 1
      const offset = this.eras[era - 1]?.offset ?? null
      const clock = this.eras[era - 1]?.clock ?? 'unknown'
      const known = offset === null ? null : wall
      return {
        seq: this.seq,
        era,
        mono: known === null ? this.seq : known - (offset ?? 0),
        wall: known,
        clock,
        ...body,
      }
    })
    const used = new Set(entries.map(({ era = 1 }) => era))
    const eras = this.eras.filter(({ era }) => used.has(era))
    const head = { box: this.id, n: this.n + 1, prev: this.prev, from, to: this.seq, eras, force: {} }
    return this.advance(composeBatch(head, stamped))
  }

  /** Seals what is given; the chain goes on from it. */
  advance(batch: Batch): Sealed {
    const envelope = this.envelope(batch)
    const digest = digestOf(envelope)
    this.n = batch.n
    this.prev = digest
    this.seq = batch.to
    return { n: batch.n, from: batch.from, to: batch.to, prev: batch.prev, digest, envelope }
  }

  /** The signed bytes of a batch, whatever it says. */
  envelope(batch: Batch, headers: { issuer?: string; subject?: string; key?: KeyObject } = {}): Uint8Array {
    const payload = encoder.encode(JSON.stringify(batch))
    const message = prepareSign1(
      {
        kid: kidOf(this.raw),
        contentType: BATCH_CONTENT_TYPE,
        issuer: headers.issuer ?? `urn:zaojun:box:${this.id}`,
        subject: headers.subject ?? `urn:zaojun:batch:${batch.n}`,
      },
      payload,
    )
    return message.finish(new Uint8Array(sign(null, message.signed, headers.key ?? this.key)))
  }

  /** The statement that `next` signs from the next batch on; the box has that key from here on. Tests have others sign it. */
  handOver(
    next: KeyObject,
    said: Partial<Rotation> = {},
    by: { old?: KeyObject; new?: KeyObject; bare?: boolean } = {},
  ): Uint8Array {
    const to = rawKeyOf(createPublicKey(next))
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    const rotation = {
      v: 1,
      kind: 'rotation',
      box: this.id,
      at: null,
      from: base64(this.raw),
      to: base64(to),
      after: this.n,
    }
    const names = { issuer: `urn:zaojun:box:${this.id}`, subject: `urn:zaojun:box:${this.id}` }
    const signedBy = (key: KeyObject, raw: Uint8Array, contentType: string, payload: Uint8Array) => {
      const message = prepareSign1({ kid: kidOf(raw), contentType, ...names }, payload)
      return message.finish(new Uint8Array(sign(null, message.signed, key)))
    }
    const statement = encoder.encode(JSON.stringify({ ...rotation, ...said }))
    const inner = signedBy(by.old ?? this.key, this.raw, KEY_STATEMENT_TYPE, statement)
    this.key = next
    this.raw = to
    return by.bare === true ? inner : signedBy(by.new ?? next, to, KEY_HANDOVER_TYPE, inner)
  }

  /** What the box signs of its ledger; `said` is what a test has it say instead. */
  heartbeat(said: Partial<Heartbeat> = {}, key: KeyObject = this.key): Uint8Array {
    this.beats += 1
    const { id, n, prev, seq } = this
    const own = {
      v: 1,
      box: id,
      boot: BOOT,
      mono: this.beats,
      at: null,
      oldest: 1,
      newest: n,
      head: prev,
      seq,
      pending: [],
    }
    const message = prepareSign1(
      {
        kid: kidOf(this.raw),
        contentType: HEARTBEAT_CONTENT_TYPE,
        issuer: `urn:zaojun:box:${id}`,
        subject: `urn:zaojun:box:${id}`,
      },
      encoder.encode(JSON.stringify({ ...own, ...said })),
    )
    return message.finish(new Uint8Array(sign(null, message.signed, key)))
  }

  enrolment(code: string, said: { box?: string } = {}): Uint8Array {
    const payload = {
      code,
      publicKey: Buffer.from(this.raw).toString('base64'),
      box: said.box ?? this.id,
      softwareVersion: '0.1.0',
    }
    const message = prepareSign1(
      {
        kid: kidOf(this.raw),
        contentType: ENROLMENT_CONTENT_TYPE,
        issuer: `urn:zaojun:box:${payload.box}`,
        subject: 'urn:zaojun:enrolment',
      },
      encoder.encode(JSON.stringify(payload)),
    )
    return message.finish(new Uint8Array(sign(null, message.signed, this.key)))
  }
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** One good measured reading. */
export const reading = (device: string, point: string, value: number | boolean | string | null): EntryBody => ({
  type: 'reading',
  device,
  point,
  value,
  quality: 'good',
  origin: 'measured',
})
