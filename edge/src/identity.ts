import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { defineErrors, ZaojunError } from '@zaojun/core/plain'

export const fail = defineErrors({
  KEY_FILE_OPEN: {
    status: 500,
    zh: '密钥文件权限过宽',
    en: 'the key file {name} can be read by others; set its mode to 0600',
  },
  KEY_FILE_UNREADABLE: { status: 500, zh: '密钥文件无法读取', en: 'the key file {name} does not hold an Ed25519 key' },
  KEY_FILE_MISSING: { status: 500, zh: '密钥文件不见了：{name}', en: 'the key file {name} of this box is gone' },
  KEY_FILE_OTHER: { status: 500, zh: '密钥文件是别的盒子的：{name}', en: 'the key in {name} is not that of this box' },
})

/**
 * A box's Ed25519 key and what follows from it: `id` = `box-` + 16 hex of SHA-256 of its first key, `kid` = 8 bytes of
 * SHA-256 of the one in use.
 */
export type Identity = {
  id: string
  kid: Uint8Array
  publicKey: Uint8Array
  /** The key the id names, where the box has another by now. */
  firstKey?: Uint8Array
  /** Why nothing can be signed: `sign` throws it. */
  fault?: ZaojunError
  sign(bytes: Uint8Array): Uint8Array
}

const KEY = 'box.key'
/** The name of the box beside its key, so that it is known without one. */
const NAME = 'box-id'
const NAMELESS = 'box-unknown'

/**
 * Reads the key, or makes it at the first start (mode 0600, on disk before it is used). A box whose key is damaged, gone
 * or another's keeps its name, has a `fault` and signs nothing; a new key would be another box, which is for people to decide.
 */
export function loadIdentity(folder: string): Identity {
  const name = nameOf(folder)
  try {
    const identity = ownIdentity(join(folder, KEY), name, firstKeyOf(folder))
    if (name === undefined) writePrivately(join(folder, NAME), identity.id)
    return identity
  } catch (error) {
    if (!(error instanceof ZaojunError)) throw error
    return unsigned(name ?? NAMELESS, error)
  }
}

function ownIdentity(file: string, name: string | undefined, firstKey: Uint8Array | undefined): Identity {
  if (!existsSync(file)) {
    if (name !== undefined) throw fail('KEY_FILE_MISSING', { name: file })
    makeKey(file)
  }
  const identity = identityOf(loadKey(file), firstKey)
  if (name !== undefined && identity.id !== name) throw fail('KEY_FILE_OTHER', { name: file })
  return identity
}

function unsigned(id: string, fault: ZaojunError): Identity {
  const sign = () => {
    throw fault
  }
  return { id, kid: new Uint8Array(), publicKey: new Uint8Array(), fault, sign }
}

/** A damaged one is as good as none: it says nothing that the key does not. */
function nameOf(folder: string): string | undefined {
  const file = join(folder, NAME)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return /^box-[0-9a-f]{16}$/.test(text) ? text : undefined
}

/** Throws `KEY_FILE_OPEN` or `KEY_FILE_UNREADABLE`. */
export function loadKey(file: string): KeyObject {
  if ((statSync(file).mode & 0o077) !== 0) throw fail('KEY_FILE_OPEN', { name: file })
  return readKey(file)
}

/** Makes a key on disk, mode 0600. */
export function makeKey(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519')
  writePrivately(file, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
}

const FIRST_KEY = 'first-key'
function firstKeyOf(folder: string): Uint8Array | undefined {
  const file = join(folder, FIRST_KEY)
  return existsSync(file) ? new Uint8Array(Buffer.from(readFileSync(file, 'utf8'), 'base64')) : undefined
}
/** Before the first change of key: the id goes on naming this one. */
export function keepFirstKey(folder: string, key: Uint8Array): void {
  if (firstKeyOf(folder) === undefined) writePrivately(join(folder, FIRST_KEY), Buffer.from(key).toString('base64'))
}

function readKey(file: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(file))
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // Falls through: one error for every way the file can be wrong.
  }
  throw fail('KEY_FILE_UNREADABLE', { name: file })
}

/** Raw public keys are the last 32 bytes of their SPKI form (RFC 8410 §4). */
const RAW_KEY_BYTES = 32

export function identityOf(key: KeyObject, firstKey?: Uint8Array): Identity {
  const publicKey = new Uint8Array(
    createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-RAW_KEY_BYTES),
  )
  const hash = createHash('sha256').update(publicKey).digest()
  return {
    id: `box-${(firstKey === undefined ? hash : createHash('sha256').update(firstKey).digest()).toString('hex').slice(0, 16)}`,
    kid: new Uint8Array(hash.subarray(0, 8)),
    publicKey,
    ...(firstKey === undefined ? {} : { firstKey }),
    sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
  }
}

/** Writes a secret so that it is either wholly there or not at all, readable by this user only. */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.new`
  const descriptor = openSync(draft, 'w', 0o600)
  try {
    fchmodSync(descriptor, 0o600)
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(draft, file)
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
