import Type, { type Static } from 'typebox'

export const closed = { additionalProperties: false }
export const Scalar = Type.Union([Type.Number(), Type.Boolean(), Type.String()])
export type Scalar = Static<typeof Scalar>
export const ValueType = Type.Enum(['number', 'boolean', 'text'] as const)
export const HexText = Type.String({ pattern: '^([0-9A-Fa-f]{2})( ?[0-9A-Fa-f]{2})*$' })
/** A number written in the profile, or taken from an install parameter of the unit. */
export const NumberOrParam = Type.Union([Type.Number(), Type.Object({ param: Type.String() }, closed)])
/** Why a value is not good: a stable kebab-case code. */
export const ReasonCode = Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 64 })
/** Raw values that mean "no measurement". */
export const Sentinels = Type.Array(Type.Object({ raw: Type.Number(), reason: ReasonCode }, closed))
