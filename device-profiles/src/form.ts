import { Bilingual, Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Personal } from './kind.ts'

const closed = { additionalProperties: false }
const Time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })

/** A device's reading as proof: the value is taken from it, never typed. The first kind that stands in the zone serves. */
export const FieldSource = Type.Object(
  { kinds: Type.Array(Id, { minItems: 1 }), point: Type.String({ pattern: '^[a-z0-9-]+$' }) },
  closed,
)

export const FormField = Type.Object(
  {
    name: Bilingual,
    /** `choice` and `choices` (several) pick from `options`; `photo` is the digest of an attachment. */
    value: Type.Enum([
      'number',
      'boolean',
      'text',
      'choice',
      'choices',
      'person',
      'photo',
      'signature',
      'date',
    ] as const),
    options: Type.Optional(Type.Record(Id, Bilingual)),
    unit: Type.Optional(Type.String({ maxLength: 32 })),
    unitText: Type.Optional(Type.String({ maxLength: 16 })),
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    required: Type.Optional(Type.Boolean()),
    /** Asked for only where another field reads so. */
    when: Type.Optional(Type.Record(Id, Type.Union([Type.Boolean(), Type.String(), Type.Array(Type.String())]))),
    from: Type.Optional(FieldSource),
    personal: Type.Optional(Personal),
  },
  closed,
)
export type FormField = Static<typeof FormField>

/**
 * When it is to be done. `daily`: at these local times. `weekly`: on these days (1 Monday … 7 Sunday). `after`: so many
 * hours after each record of another form, once for each. `withinMinutes`: from due to overdue.
 */
export const DutyPlan = Type.Union([
  Type.Object(
    { daily: Type.Array(Time, { minItems: 1 }), withinMinutes: Type.Integer({ minimum: 1, maximum: 1440 }) },
    closed,
  ),
  Type.Object(
    {
      weekly: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1 }),
      at: Time,
      withinMinutes: Type.Integer({ minimum: 1, maximum: 10_080 }),
    },
    closed,
  ),
  Type.Object(
    { after: Id, hours: Type.Number({ minimum: 0 }), withinMinutes: Type.Integer({ minimum: 1, maximum: 10_080 }) },
    closed,
  ),
])
export type DutyPlan = Static<typeof DutyPlan>

/**
 * What is printed for each record, line by line. In braces: `{title}`, `{site}`, `{by}`, `{no}` (the record's number),
 * `{at}` and `{at+48h}` (when, and so many hours later), or a field. Under it stands a code that leads back to the record.
 */
export const Label = Type.Object(
  {
    lines: Type.Array(Type.Object({ text: Bilingual, large: Type.Optional(Type.Literal(true)) }, closed), {
      minItems: 1,
      maxItems: 10,
    }),
  },
  closed,
)
export type Label = Static<typeof Label>

/** What people record: one file in `forms/`. */
export const Form = Type.Object(
  {
    id: Id,
    version: Type.Integer({ minimum: 1 }),
    title: Bilingual,
    clauses: Type.Array(Type.String({ pattern: '^[A-Z][0-9]+(\\.[0-9]+)?$' }), { minItems: 1 }),
    /** Rooms it belongs to, the likeliest first. */
    zones: Type.Array(Id, { minItems: 1 }),
    fields: Type.Record(Id, FormField),
    /** How many people sign: who did it, and who verified. */
    signatures: Type.Optional(Type.Literal(2)),
    duty: Type.Optional(DutyPlan),
    label: Type.Optional(Label),
    source: Type.Optional(Type.String({ maxLength: 300 })),
  },
  closed,
)
export type Form = Static<typeof Form>
