import { Bilingual, Id, Severity } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'

const closed = { additionalProperties: false }
const Scalar = Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 64 })])
const OneOrMore = Type.Union([Scalar, Type.Array(Scalar, { minItems: 1 })])
const PointKey = Type.String({ pattern: '^[a-z0-9-]+$' })
const Kinds = Type.Array(Id, { minItems: 1 })

/** `where`: only those whose other fields read so. */
const Where = Type.Optional(Type.Record(Id, OneOrMore))

/**
 * What a rule looks at: a point, a field of what a device tells of, a field of what people record, the seconds since a
 * device last gave a good value of what it is there for (`silence`), those since its units were last within reach
 * (`unreachable`: for what may rightly be quiet), or a `quantity` that other parts work out (days to expiry).
 */
export const Watch = Type.Union([
  Type.Object({ kinds: Kinds, point: PointKey }, closed),
  Type.Object({ kinds: Kinds, event: Id, field: Id, where: Where }, closed),
  Type.Object({ form: Id, field: Id, where: Where }, closed),
  Type.Object({ kinds: Type.Optional(Kinds), silence: Type.Literal(true) }, closed),
  Type.Object({ kinds: Type.Optional(Kinds), unreachable: Type.Literal(true) }, closed),
  Type.Object({ quantity: Id }, closed),
])
export type Watch = Static<typeof Watch>

/**
 * Something that must be so beside it. `point`: of the same device. `zone`: in the room around it; a witness that is
 * unknown, stale or missing counts as `person-present` and `door-open`, never as `nobody-present`.
 */
export const Surrounding = Type.Union([
  Type.Object({ point: PointKey, is: Scalar }, closed),
  Type.Object({ zone: Type.Enum(['person-present', 'nobody-present', 'door-open'] as const) }, closed),
])
export type Surrounding = Static<typeof Surrounding>

export const COMPARISONS = ['above', 'at-least', 'below', 'at-most', 'equal'] as const

/**
 * How values become the one that is compared; without it they are compared as they come. `mean`: over so many seconds,
 * weighted by time. `within`: the seconds in a row it stood between the two bounds (exclusive), such as the time between
 * 8 and 60 °C. `lag`: as a body would read that follows the value with this time constant (s), such as food in the air
 * of a cold store. `perHour`: how much it rose in so many seconds, as if for an hour.
 */
export const Over = Type.Union([
  Type.Object({ mean: Type.Integer({ minimum: 1, maximum: 86_400 }) }, closed),
  Type.Object(
    { within: Type.Object({ above: Type.Optional(Type.Number()), below: Type.Optional(Type.Number()) }, closed) },
    closed,
  ),
  Type.Object({ lag: Type.Integer({ minimum: 1, maximum: 86_400 }) }, closed),
  Type.Object({ perHour: Type.Integer({ minimum: 60, maximum: 86_400 }) }, closed),
])

/** One limit: the row states when it is broken. A file in `rules/<jurisdiction>/` holds those of one subject. */
export const Rule = Type.Object(
  {
    id: Id,
    /** Grows with every change of what it says: a judgement keeps the version that was in force. */
    version: Type.Integer({ minimum: 1 }),
    title: Bilingual,
    /** What to do when it is broken. */
    advice: Type.Optional(Bilingual),
    clauses: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Z][0-9]+(\\.[0-9]+)?$' }))),
    watch: Watch,
    /** Labels of the device or the site it holds for: `{ area: chilled }`, `{ city: beijing }`. */
    scope: Type.Optional(Type.Record(Id, OneOrMore)),
    zones: Type.Optional(Type.Array(Id, { minItems: 1 })),
    broken: Type.Object(
      { is: Type.Enum(COMPARISONS), value: Scalar, unit: Type.Optional(Type.String({ maxLength: 32 })) },
      closed,
    ),
    over: Type.Optional(Over),
    /** So long it must be broken before it is raised, and kept before it is cleared. Proposals: codes rarely say. */
    forSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
    clearForSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
    /** It is cleared only when this is kept too: the deadband of the limit. */
    clear: Type.Optional(Type.Number()),
    /** Holds only while all of these are so. */
    when: Type.Optional(Type.Array(Surrounding, { minItems: 1 })),
    /** While one of these is so it is suppressed, but no longer than that. */
    unless: Type.Optional(
      Type.Array(
        Type.Object({ so: Surrounding, atMostSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }) }, closed),
        { minItems: 1 },
      ),
    ),
    /**
     * What a value does that is no knowledge: `hold` neither raises nor clears, `break` counts as broken (what protects
     * people), `ignore` ends the waiting.
     */
    onBadQuality: Type.Optional(Type.Enum(['hold', 'break', 'ignore'] as const)),
    severity: Severity,
    citation: Type.Object(
      {
        document: Type.String({ maxLength: 200 }),
        clause: Type.Optional(Type.String({ maxLength: 120 })),
        /**
         * `primary`: the text was read · `secondary`: a page that quotes it was read · `policy`: no legal source, the
         * site sets it · `memory`: not checked; it gives advice until a person confirms it.
         */
        verified: Type.Enum(['primary', 'secondary', 'policy', 'memory'] as const),
        note: Type.Optional(Type.String({ maxLength: 300 })),
      },
      closed,
    ),
  },
  closed,
)
export type Rule = Static<typeof Rule>

/** `jurisdiction` is the folder: whose law or custom it is. `site`: what a site sets for itself, active everywhere. */
export const RuleFile = Type.Object({ jurisdiction: Id, rules: Type.Array(Rule, { minItems: 1 }) }, closed)
export type RuleFile = Static<typeof RuleFile>
export const ruleFileShape = Compile(RuleFile)

export type CatalogueRule = Rule & { jurisdiction: string }
