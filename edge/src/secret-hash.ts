import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import Type, { type Static } from 'typebox'

const derive = promisify(scrypt) as (secret: string, salt: Buffer, bytes: number) => Promise<Buffer>
const SALT_BYTES = 16
const KEY_BYTES = 32

/** What is kept of a password or PIN: salted scrypt, in hex. */
export const SecretHash = Type.Object(
  { salt: Type.String({ pattern: '^[0-9a-f]{32}$' }), hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) },
  { additionalProperties: false },
)
export type SecretHash = Static<typeof SecretHash>

export async function hashSecret(secret: string): Promise<SecretHash> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(secret, salt, KEY_BYTES)
  return { salt: salt.toString('hex'), hash: hash.toString('hex') }
}

export async function fitsSecret(secret: string, { salt, hash }: SecretHash): Promise<boolean> {
  return timingSafeEqual(await derive(secret, Buffer.from(salt, 'hex'), KEY_BYTES), Buffer.from(hash, 'hex'))
}
