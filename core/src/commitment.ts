import Type, { type Static } from 'typebox'
import { concat } from './cbor.ts'
import { defineErrors } from './errors.ts'
import { Id, Sha256Hex } from './words.ts'

export const SALT_BYTES = 16
const encoder = new TextEncoder()

/** The bytes whose SHA-256 is the commitment: salt ‖ UTF-8 of the value's JSON (design 6). */
export function commitmentInput(salt: Uint8Array, value: unknown): Uint8Array {
  if (salt.length !== SALT_BYTES) throw new RangeError(`salt is ${SALT_BYTES} bytes`)
  return concat([salt, encoder.encode(JSON.stringify(value))])
}

/** By which right personal content is held: a duty laid down by law, or that person's consent. */
export const BASES = ['law', 'consent'] as const

/** What stands beside personal content, value or picture, for as long as it is held. */
export const Holding = Type.Object(
  {
    purpose: Type.String({ maxLength: 80 }),
    basis: Type.Optional(Type.Enum(BASES)),
    /** Pseudonymous id of the person it is about. */
    person: Type.Optional(Id),
    /** Wall ms from which it is erased; without it, until someone erases it. */
    expires: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
)
export type Holding = Static<typeof Holding>

/** The detached part that travels beside a batch and can be erased. `salt` is hex. */
export const DetachedPart = Type.Object(
  {
    commitment: Sha256Hex,
    salt: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    value: Type.Unknown(),
    ...Holding.properties,
  },
  { additionalProperties: false },
)
export type DetachedPart = Static<typeof DetachedPart>

/**
 * What a box has erased, told to its cloud: a part by its commitment, an attachment by its digest, or all that was
 * held of a person by consent for a purpose.
 */
export const ErasureOrder = Type.Object(
  {
    what: Type.Enum(['part', 'attachment', 'person'] as const),
    key: Type.Union([Sha256Hex, Id]),
    /** With `person`: the purpose whose consent was withdrawn. */
    purpose: Type.Optional(Type.String({ maxLength: 80 })),
    reason: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
)
export type ErasureOrder = Static<typeof ErasureOrder>

/** Erased or expired content answers so, never as tampering (design 6). */
export const removalError = defineErrors({
  REMOVED_BY_POLICY: { status: 410, zh: '已按政策移除', en: 'removed by policy {name}' },
})
