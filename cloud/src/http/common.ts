import { CLOCKS, Id, ORIGINS, QUALITIES, Sha256Hex, Value } from '@zaojun/core'
import Type, { type Static, type TProperties } from 'typebox'

/** What all routes share: how a failure looks, who may ask, and the words of core under their names in the API. */
export const shape = <Properties extends TProperties>(title: string, properties: Properties) =>
  Type.Object(properties, { title, additionalProperties: false })

export const ApiError = shape('ApiError', {
  code: Type.String({ description: 'Stable; see docs/errors.md' }),
  message: Type.String(),
  place: Type.Optional(Type.String()),
})
export type ApiError = Static<typeof ApiError>

/** Body of 410: content that was erased by a named person for a stated reason. The batch it belongs to still verifies. */
export const RemovedByPolicy = shape('RemovedByPolicy', {
  code: Type.Literal('REMOVED_BY_POLICY'),
  message: Type.String(),
  reason: Type.String(),
  by: Type.String(),
  at: Type.Integer({ description: 'UTC ms' }),
})
export type RemovedByPolicy = Static<typeof RemovedByPolicy>

export const Empty = Type.Null({ description: 'No content' })
export const WallMs = Type.Integer({ description: 'UTC ms' })
export const WallMsOrUnknown = Type.Union([Type.Integer(), Type.Null()], {
  description: 'UTC ms; null where the time is unknown',
})
export const PointValue = Value
export const QualityWord = Type.Enum(QUALITIES)
export const OriginWord = Type.Enum(ORIGINS)
export const ClockWord = Type.Enum(CLOCKS)

export const SiteParams = Type.Object({ site: Id })
export const CommitmentParams = Type.Object({ commitment: Sha256Hex })
export const DigestParams = Type.Object({ digest: Sha256Hex })
export const ErasureQuery = Type.Object({
  reason: Type.String({ minLength: 1, maxLength: 200, description: 'Why it is erased; kept and shown' }),
})

/** Bearer or cookie of a person; bearer token of a box. */
export const asPerson: Record<string, string[]>[] = [{ person: [] }, { cookie: [] }]
export const asBox: Record<string, string[]>[] = [{ box: [] }]
export const asAnyone: Record<string, string[]>[] = []

/** `failures(400, 404)` → response schemas for those statuses. */
export const failures = <Status extends number>(...statuses: Status[]) =>
  Object.fromEntries(statuses.map((status) => [status, ApiError])) as { [Key in Status]: typeof ApiError }

/** A body of raw bytes; the content type parser has made it a Buffer. */
export const Bytes = Type.Unsafe<Buffer>({ format: 'binary' })
