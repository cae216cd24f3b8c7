import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  randomBytes,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto'
import { fail } from '../errors.ts'

const SALT_BYTES = 16
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** 128 MiB and about half a second: a passphrase is not tried by the million. */
const SCRYPT = { N: 131_072, r: 8, p: 1 }
const MAX_MEMORY = 256 * 1024 * 1024
const CHECKED = 'zaojun backup 1'

/** How the key follows from the secret, and what shows that it is the right one. */
export type Encryption = { kdf: 'scrypt'; N: number; r: number; p: number; salt: string; check: string }

/** How bytes stand in a backup: as they are, or sealed with AES-256-GCM. */
export interface Vault {
  readonly encryption: Encryption | null
  /** Name of what is kept: it follows from the bytes, and tells nothing of them where they are sealed. */
  nameOf(plain: Uint8Array): string
  /** `place` is bound to the bytes: they open nowhere else. */
  seal(plain: Uint8Array, place: string): Uint8Array
  /** Undefined where they are not what was sealed in that place. */
  open(sealed: Uint8Array, place: string): Uint8Array | undefined
}

export const plainVault: Vault = {
  encryption: null,
  nameOf: (plain) => hash('sha256', plain),
  seal: (plain) => plain,
  open: (sealed) => sealed,
}

/** A vault with a key of its own: a new salt each time. */
export function newVault(secret: Uint8Array): Vault {
  const encryption = { kdf: 'scrypt' as const, ...SCRYPT, salt: randomBytes(SALT_BYTES).toString('base64'), check: '' }
  const { names, ...vault } = vaultOf(secret, encryption)
  return { ...vault, encryption: { ...encryption, check: checkOf(names) } }
}

/** The vault of that description. Throws `BACKUP_KEY_WRONG`. */
export function openVault(secret: Uint8Array, encryption: Encryption): Vault {
  const { names, ...vault } = vaultOf(secret, encryption)
  const check = Buffer.from(checkOf(names))
  const held = Buffer.from(encryption.check)
  if (check.length !== held.length || !timingSafeEqual(check, held)) throw fail('BACKUP_KEY_WRONG')
  return vault
}

const checkOf = (names: Buffer): string => createHmac('sha256', names).update(CHECKED).digest('base64')

function vaultOf(secret: Uint8Array, encryption: Encryption): Vault & { names: Buffer } {
  const { N, r, p, salt } = encryption
  const both = scryptSync(secret, Buffer.from(salt, 'base64'), 2 * KEY_BYTES, { N, r, p, maxmem: MAX_MEMORY })
  const key = both.subarray(0, KEY_BYTES)
  const names = both.subarray(KEY_BYTES)
  return {
    names,
    encryption,
    nameOf: (plain) => createHmac('sha256', names).update(plain).digest('hex'),
    seal(plain, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, place) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
      decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-TAG_BYTES))
      try {
        return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
      } catch {
        return undefined
      }
    },
  }
}
