import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Receipt, reasonOf } from '@zaojun/core'
import { prepareSign1, RECEIPT_CONTENT_TYPE } from '@zaojun/core/plain'
import { fail } from './errors.ts'

const KID_BYTES = 8
const RAW_KEY_BYTES = 32
/** SPKI header of an Ed25519 key (RFC 8410 §4); the raw key follows. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

export const publicKeyOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' })

export const rawKeyOf = (key: KeyObject): Uint8Array =>
  new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-RAW_KEY_BYTES))

/** Whether an Ed25519 signature holds; `key` is raw. */
export const signatureHolds = (key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, message, publicKeyOf(key), signature)

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
export const kidOf = (raw: Uint8Array): Uint8Array => new Uint8Array(sha256(raw).subarray(0, KID_BYTES))
/** A box is named after its key. */
export const boxIdOf = (raw: Uint8Array): string => `box-${sha256(raw).toString('hex').slice(0, 16)}`

export type CloudKeys = {
  /** Id of this cloud's log: it follows from the key. */
  log: string
  /** Raw public key. */
  publicKey: Uint8Array
  /** Signs the bytes as they are: checkpoints of the log. */
  sign(message: Uint8Array): Uint8Array
  /** The log's own statement about a box, as COSE_Sign1. */
  statement(contentType: string, box: string, payload: object): Uint8Array
  /** Signs what is held: the same batch and time always give the same bytes. */
  receipt(promise: Omit<Receipt, 'v' | 'log'>): Uint8Array
}

/** Where the key of the log lies in a folder of keys. */
export const keyFileIn = (folder: string): string => join(folder, 'cloud-key.pem')

/** Loads the cloud's key from `<folder>/cloud-key.pem` (mode 0600), or makes it. */
export function loadKeys(folder: string): CloudKeys {
  const file = keyFileIn(folder)
  if (!existsSync(file)) writeKey(file)
  return keysOf(createPrivateKey(readFileSync(file)))
}

/** The key as it stands there: none is made. Throws `LOG_KEY_UNREADABLE`. */
export function heldKeys(folder: string): CloudKeys {
  const file = keyFileIn(folder)
  try {
    return keysOf(createPrivateKey(readFileSync(file)))
  } catch (error) {
    throw fail('LOG_KEY_UNREADABLE', { name: `${file}: ${reasonOf(error)}` })
  }
}

export function keysOf(key: KeyObject): CloudKeys {
  const publicKey = rawKeyOf(createPublicKey(key))
  const kid = kidOf(publicKey)
  const log = `log-${Buffer.from(sha256(publicKey)).toString('hex').slice(0, 16)}`
  const encoder = new TextEncoder()
  const envelope = (contentType: string, box: string, payload: object): Uint8Array => {
    const headers = { kid, contentType, issuer: `urn:zaojun:log:${log}`, subject: `urn:zaojun:box:${box}` }
    const message = prepareSign1(headers, encoder.encode(JSON.stringify(payload)))
    return message.finish(new Uint8Array(sign(null, message.signed, key)))
  }
  return {
    log,
    publicKey,
    sign: (message) => new Uint8Array(sign(null, message, key)),
    statement: envelope,
    receipt({ box, n, digest, at }) {
      const promise: Receipt = { v: 1, log, box, n, digest, at }
      return envelope(RECEIPT_CONTENT_TYPE, box, promise)
    },
  }
}

function writeKey(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
  const descriptor = openSync(`${file}.new`, 'w', 0o600)
  writeSync(descriptor, pem.toString())
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(`${file}.new`, file)
  const folder = openSync(dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
