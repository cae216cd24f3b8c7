import { Bilingual, Id, Sha256Hex } from '@zaojun/core'
import Type, { type Static } from 'typebox'

/** An issuer whose packs this box takes. `fingerprint`: SHA-256 of the raw public key, to be compared by eye. */
export const PackKey = Type.Object({
  issuer: Id,
  publicKey: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  fingerprint: Sha256Hex,
  addedAt: Type.Union([Type.Integer(), Type.Null()]),
  by: Id,
})
export type PackKey = Static<typeof PackKey>

/** What is in a pack. */
export const PackFace = Type.Object({
  id: Id,
  version: Type.String(),
  issuer: Id,
  title: Bilingual,
  digest: Sha256Hex,
  fingerprint: Sha256Hex,
  kinds: Type.Array(Type.Object({ id: Id, name: Bilingual })),
  profiles: Type.Array(Type.Object({ id: Id, name: Bilingual, verified: Type.Boolean() })),
})
export type PackFace = Static<typeof PackFace>

const Ids = Type.Array(Id)
/** What installing it would do, or did. `replaces`: the version that goes. `units`: what is read anew. */
export const PackReport = Type.Object({
  pack: PackFace,
  applied: Type.Boolean(),
  replaces: Type.Optional(Type.String()),
  added: Ids,
  changed: Ids,
  removed: Ids,
  units: Ids,
})
export type PackReport = Static<typeof PackReport>

/** A pack file in the data folder that does not open any more. */
export const BrokenPack = Type.Object({ file: Type.String(), code: Type.String(), message: Type.String() })
export type BrokenPack = Static<typeof BrokenPack>

/** A file on a USB stick that this box can use. */
export const UsbFile = Type.Object({
  path: Type.String(),
  name: Type.String(),
  bytes: Type.Integer(),
  use: Type.Enum(['pack', 'key', 'list'] as const),
})
export type UsbFile = Static<typeof UsbFile>
