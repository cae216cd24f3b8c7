import { Bilingual, Id, Sha256Hex } from '@zaojun/core'
import Type, { type Static } from 'typebox'

export const PACK_CONTENT_TYPE = 'application/vnd.zaojun.profile-pack+json'
export const PACK_VERSION = 1
/** Ending of a pack's file name. */
export const PACK_SUFFIX = '.zjpack'
export const MAX_PACK_BYTES = 4 * 1024 * 1024
const MAX_FILES = 256
const MAX_FILE_CHARACTERS = 256 * 1024

/**
 * What a pack says: one JSON text, signed as a COSE_Sign1 whose issuer and subject are `issuer` and `id`.
 * `files` are catalogue files, whole, with their SHA-256.
 */
export const PackBody = Type.Object(
  {
    v: Type.Literal(PACK_VERSION),
    id: Id,
    version: Type.String({ pattern: '^[0-9]{1,6}\\.[0-9]{1,6}\\.[0-9]{1,6}$' }),
    issuer: Id,
    name: Bilingual,
    files: Type.Array(
      Type.Object(
        {
          path: Type.String({
            pattern: '^(kinds|profiles/[a-z0-9-]{1,64})/[a-z0-9-]{1,64}\\.yaml$',
          }),
          sha256: Sha256Hex,
          text: Type.String({ maxLength: MAX_FILE_CHARACTERS }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: MAX_FILES },
    ),
  },
  { additionalProperties: false },
)
export type PackBody = Static<typeof PackBody>

/** Whether version `a` is newer than `b`. */
export function newer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]]
  for (let part = 0; part < 3; part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}
