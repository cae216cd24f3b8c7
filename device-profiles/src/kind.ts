import { Bilingual, Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'

const closed = { additionalProperties: false }
const ValueType = Type.Enum(['number', 'boolean', 'text'] as const)
/** Browse name of OPC 30200 (Commercial Kitchen Equipment) that means the same; `_<No.>` left out. */
const Opc30200Name = Type.Optional(Type.String({ pattern: '^[A-Z][A-Za-z0-9]{2,63}$' }))

/** What a point of a kind is, and how it is recorded by default (design 6). `unit` is UCUM. */
export const KindPoint = Type.Object(
  {
    name: Bilingual,
    value: ValueType,
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
    /** Not every model has it; a profile may leave it unbound. */
    optional: Type.Optional(Type.Boolean()),
    /** The only value a remote order may ever move it to (design 12): a gas valve closes, a flame goes out. */
    onlyTo: Type.Optional(Type.Boolean()),
    /** Orders may set it to true only where nobody is present and doors are closed (design 12): UV, ozone, fog. */
    harmsPeople: Type.Optional(Type.Boolean()),
    /** What this point tells about the zone it stands in: true is a person, true is an open door. */
    tells: Type.Optional(Type.Enum(['person-present', 'door-open'] as const)),
    /** The variable of OPC 30200 that is this quantity in this unit. */
    opc30200: Opc30200Name,
  },
  closed,
)
export type KindPoint = Static<typeof KindPoint>

/** An order the kind understands; with `value` it carries one, between `min` and `max` whatever the profile allows. */
export const KindCommand = Type.Object(
  {
    name: Bilingual,
    value: Type.Optional(ValueType),
    unit: Type.Optional(Type.String({ maxLength: 32 })),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
  },
  closed,
)
export type KindCommand = Static<typeof KindCommand>

/**
 * What is personal about a field or picture: why it is held, for how long, and by which right. `law`: a duty laid
 * down by law · `consent`: only with that person's consent on record. `sensitive`: health or biometric data.
 */
export const Personal = Type.Object(
  {
    purpose: Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 80 }),
    retentionDays: Type.Integer({ minimum: 1, maximum: 3650 }),
    basis: Type.Enum(['law', 'consent'] as const),
    sensitive: Type.Boolean(),
  },
  closed,
)
export type Personal = Static<typeof Personal>

export const KindEventField = Type.Object(
  {
    name: Bilingual,
    value: ValueType,
    unit: Type.Optional(Type.String({ maxLength: 32 })),
    states: Type.Optional(Type.Record(Type.String(), Bilingual)),
    /** Never stands in a batch: the entry holds a commitment, the value travels apart and can be erased. */
    personal: Type.Optional(Personal),
    /** The person's number at the device; the entry holds a pseudonym made from it. */
    person: Type.Optional(Type.Boolean()),
  },
  closed,
)

/** Something that happens at a device of the kind and carries several values at once: a person checked, a test done. */
export const KindEvent = Type.Object(
  {
    name: Bilingual,
    fields: Type.Record(Id, KindEventField),
    /** Pictures come with it; what they are and how long they stay. */
    pictures: Type.Optional(
      Type.Object(
        { name: Bilingual, retentionDays: Type.Integer({ minimum: 1 }), personal: Type.Optional(Personal) },
        closed,
      ),
    ),
  },
  closed,
)
export type KindEvent = Static<typeof KindEvent>

/** What an installer says about a device of the kind and rules ask for: a refrigerator is for chilled or frozen food. */
export const KindLabel = Type.Object({ name: Bilingual, choices: Type.Record(Id, Bilingual), default: Id }, closed)
export type KindLabel = Static<typeof KindLabel>

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
    /** The class of device in OPC 30200, where it has one. */
    opc30200: Opc30200Name,
    points: Type.Record(Type.String(), KindPoint),
    events: Type.Optional(Type.Record(Id, KindEvent)),
    commands: Type.Optional(Type.Record(Type.String(), KindCommand)),
    labels: Type.Optional(Type.Record(Id, KindLabel)),
  },
  closed,
)
export type Kind = Static<typeof Kind>
