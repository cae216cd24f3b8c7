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
import { defineErrors } from '@zaojun/core/plain'

export const fail = defineErrors({
  KEY_FILE_OPEN: {
    status: 500,
    zh: '密钥文件权限过宽',
    en: 'the key file {name} can be read by others; set its mode to 0600',
  },
  KEY_FILE_UNREADABLE: { status: 500, zh: '密钥文件无法读取', en: 'the key file {name} does not hold an Ed25519 key' },
})

/** A box's Ed25519 key and what follows from it: `id` = `box-` + 16 hex, `kid` = 8 bytes, both of SHA-256(public key). */
export type Identity = {
  id: string
  kid: Uint8Array
  publicKey: Uint8Array
  sign(bytes: Uint8Array): Uint8Array
}

/** Reads the key, or makes it at the first start (mode 0600, on disk before it is used). */
export function loadIdentity(folder: string): Identity {
  const file = join(folder, 'box.key')
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519')
    writePrivately(file, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
  }
  if ((statSync(file).mode & 0o077) !== 0) throw fail('KEY_FILE_OPEN', { name: file })
  return identityOf(readKey(file))
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

export function identityOf(key: KeyObject): Identity {
  const publicKey = new Uint8Array(
    createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-RAW_KEY_BYTES),
  )
  const hash = createHash('sha256').update(publicKey).digest()
  return {
    id: `box-${hash.toString('hex').slice(0, 16)}`,
    kid: new Uint8Array(hash.subarray(0, 8)),
    publicKey,
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
