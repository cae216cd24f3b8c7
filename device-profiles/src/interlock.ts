import { Bilingual, Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Rule } from './rule.ts'

const closed = { additionalProperties: false }
const { watch, broken, when, forSeconds, onBadQuality, zones, scope } = Rule.properties

/** What trips it: a condition worded as in a rule, at every device it fits. */
export const InterlockCause = Type.Object({ watch, broken, when, forSeconds, onBadQuality, zones, scope }, closed)
export type InterlockCause = Static<typeof InterlockCause>

/**
 * An order to every device of the kind (and labels) in the zone of the cause; `itself`: to the device that trips it.
 * `shows`: what its point must read afterwards. It is ordered again until it does. `release`: given when the cause is
 * gone, where nothing is latched.
 */
export const InterlockAct = Type.Object(
  {
    kind: Id,
    labels: Type.Optional(Type.Record(Id, Id)),
    itself: Type.Optional(Type.Literal(true)),
    command: Id,
    shows: Type.Object({ point: Id, is: Type.Boolean() }, closed),
    release: Type.Optional(Id),
  },
  closed,
)
export type InterlockAct = Static<typeof InterlockAct>

/**
 * What somebody authorised looks at on site before it goes live. `proof`: shown only by a proof test in which every
 * target read back; the box asks for one.
 */
export const InterlockCheck = Type.Object(
  { id: Id, title: Bilingual, proof: Type.Optional(Type.Literal(true)) },
  closed,
)
export type InterlockCheck = Static<typeof InterlockCheck>

/** What the gateway does by itself, at once, whatever becomes of Node-RED and the internet: one file in `interlocks/`. */
export const Interlock = Type.Object(
  {
    id: Id,
    title: Bilingual,
    description: Bilingual,
    clauses: Type.Array(Type.String({ pattern: '^[A-Z][0-9]+(\\.[0-9]+)?$' }), { minItems: 1 }),
    causes: Type.Array(InterlockCause, { minItems: 1 }),
    acts: Type.Array(InterlockAct, { minItems: 1 }),
    /** Stays tripped until somebody on site resets it by hand, also when the cause is gone. */
    latching: Type.Boolean(),
    /** Counts down aloud first; somebody who is there holds it for so long. */
    countdown: Type.Optional(
      Type.Object(
        {
          seconds: Type.Integer({ minimum: 1, maximum: 600 }),
          holdSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
        },
        closed,
      ),
    ),
    /** The commissioning checklist, in the order in which it is gone through. */
    checks: Type.Array(InterlockCheck, { minItems: 1 }),
    /** Off until a site arms it, as it asks for something the site alone can know. */
    optional: Type.Optional(Type.Literal(true)),
    source: Type.String({ maxLength: 300 }),
  },
  closed,
)
export type Interlock = Static<typeof Interlock>
