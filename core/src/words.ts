import Type, { type Static } from 'typebox'
import { CLOCKS, COMMAND_RESULTS, ORIGINS, QUALITIES } from './vocabulary.ts'

export const Quality = Type.Enum(QUALITIES)
export type Quality = (typeof QUALITIES)[number]
export const Origin = Type.Enum(ORIGINS)
export type Origin = (typeof ORIGINS)[number]
export const Clock = Type.Enum(CLOCKS)
export type Clock = (typeof CLOCKS)[number]
export const CommandResult = Type.Enum(COMMAND_RESULTS)
export type CommandResult = (typeof COMMAND_RESULTS)[number]

/** Ids are kebab-case, at most 64 characters: they stand in URLs, topics and file names. */
export const Id = Type.String({ pattern: '^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$' })
export const Sha256Hex = Type.String({ pattern: '^[0-9a-f]{64}$' })
/** Text in both languages, Chinese first. */
export const Bilingual = Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false })
export type Bilingual = Static<typeof Bilingual>
export type Language = keyof Bilingual

/** What a point can hold. `null` where there is no value (bad or stale). */
export const Value = Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 1024 }), Type.Null()])
export type Value = Static<typeof Value>
