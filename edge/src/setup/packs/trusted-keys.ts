import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Id } from '@zaojun/core'
import type { TrustedKey } from '@zaojun/device-profiles'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { PrivateFile } from '../../private-file.ts'
import { fail } from './errors.ts'
import { PackKey } from './shapes.ts'

const FILE = 'pack-keys.json'
const isList = Compile(Type.Array(PackKey))
const isIssuer = Compile(Id)
const HEX_KEY = /^[0-9a-f]{64}$/
const BASE64_KEY = /^[A-Za-z0-9+/_-]{43}=?$/

export const fingerprintOf = (publicKey: Uint8Array): string => createHash('sha256').update(publicKey).digest('hex')

/** Whose profile packs this box takes; kept in its data folder. Empty until a person adds a key. */
export class TrustedKeys {
  private readonly file: PrivateFile<PackKey[]>

  constructor(folder: string) {
    this.file = new PrivateFile(join(folder, FILE), 'a list of keys', isList, [])
  }

  all(): readonly PackKey[] {
    return this.file.value
  }

  trusted(): TrustedKey[] {
    return this.file.value.map(({ issuer, publicKey }) => ({ issuer, publicKey: Buffer.from(publicKey, 'hex') }))
  }

  /** `publicKey`: 64 hex digits (blanks and colons do not matter) or base64. Throws `PACK_KEY`. */
  add({ issuer, publicKey, addedAt, by }: Omit<PackKey, 'fingerprint'>): PackKey {
    const text = publicKey.replace(/[\s:]/g, '')
    const hex = BASE64_KEY.test(text) ? Buffer.from(text, 'base64').toString('hex') : text.toLowerCase()
    if (!HEX_KEY.test(hex)) throw fail('PACK_KEY', { name: publicKey.slice(0, 80), place: 'publicKey' })
    if (!isIssuer.Check(issuer)) throw fail('PACK_KEY', { name: String(issuer).slice(0, 80), place: 'issuer' })
    const key = { issuer, publicKey: hex, fingerprint: fingerprintOf(Buffer.from(hex, 'hex')), addedAt, by }
    this.file.set([
      ...this.file.value.filter((each) => each.fingerprint !== key.fingerprint || each.issuer !== issuer),
      key,
    ])
    return key
  }

  /** Throws `PACK_KEY_UNKNOWN`. */
  remove(fingerprint: string): PackKey {
    const key = this.file.value.find((each) => each.fingerprint === fingerprint)
    if (key === undefined) throw fail('PACK_KEY_UNKNOWN', { name: fingerprint, place: fingerprint })
    this.file.set(this.file.value.filter((each) => each !== key))
    return key
  }
}
