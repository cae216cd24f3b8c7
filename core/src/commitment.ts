import Type, { type Static } from 'typebox'
import { concat } from './cbor.ts'
import { defineErrors } from './errors.ts'
import { Sha256Hex } from './words.ts'

export const SALT_BYTES = 16
const encoder = new TextEncoder()

/** The bytes whose SHA-256 is the commitment: salt ‖ UTF-8 of the value's JSON (design 6). */
export function commitmentInput(salt: Uint8Array, value: unknown): Uint8Array {
  if (salt.length !== SALT_BYTES) throw new RangeError(`salt is ${SALT_BYTES} bytes`)
  return concat([salt, encoder.encode(JSON.stringify(value))])
}

/** The detached part that travels beside a batch and can be erased. `salt` is hex. */
export const DetachedPart = Type.Object(
  {
    commitment: Sha256Hex,
    salt: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    value: Type.Unknown(),
    purpose: Type.String({ maxLength: 80 }),
  },
  { additionalProperties: false },
)
export type DetachedPart = Static<typeof DetachedPart>

/** Erased or expired content answers so, never as tampering (design 6). */
export const removalError = defineErrors({
  REMOVED_BY_POLICY: { status: 410, zh: '已按政策移除', en: 'removed by policy {name}' },
})
