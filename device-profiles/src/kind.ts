import { Bilingual, Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'

const closed = { additionalProperties: false }

/** What a point of a kind is, and how it is recorded by default (design 6). `unit` is UCUM. */
export const KindPoint = Type.Object(
  {
    name: Bilingual,
    value: Type.Enum(['number', 'boolean', 'text'] as const),
    unit: Type.Optional(Type.String({ maxLength: 32 })),
    /** How the unit is written on screens, where UCUM differs (`Cel` → `°C`). */
    unitText: Type.Optional(Type.String({ maxLength: 16 })),
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
    deadband: Type.Optional(Type.Number({ minimum: 0 })),
    longestSilenceSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 300 })),
    /** Words for true and false, or for text states. */
    states: Type.Optional(Type.Record(Type.String(), Bilingual)),
    /** A boolean whose `true` is wrong by its meaning: an alarm contact (`alarm`) or a fault (`warning`). */
    abnormalWhenTrue: Type.Optional(Type.Enum(['warning', 'alarm'] as const)),
    /** Shown on the zone tile. */
    main: Type.Optional(Type.Boolean()),
  },
  closed,
)
export type KindPoint = Static<typeof KindPoint>

export const KindCommand = Type.Object(
  {
    name: Bilingual,
    value: Type.Optional(Type.Enum(['number', 'boolean', 'text'] as const)),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
  },
  closed,
)

/** A family of device: one file in `kinds/`, one node in the palette. */
export const Kind = Type.Object(
  {
    id: Id,
    clauses: Type.Array(Type.String({ pattern: '^[A-Z][0-9]+(\\.[0-9]+)?$' }), { minItems: 1 }),
    name: Bilingual,
    description: Bilingual,
    icon: Type.String({ pattern: '^[a-z0-9-]+\\.svg$' }),
    /** Zones of `scenes.yaml` it usually stands in, the likeliest first. */
    zones: Type.Array(Id, { minItems: 1 }),
    points: Type.Record(Type.String(), KindPoint),
    commands: Type.Optional(Type.Record(Type.String(), KindCommand)),
  },
  closed,
)
export type Kind = Static<typeof Kind>
