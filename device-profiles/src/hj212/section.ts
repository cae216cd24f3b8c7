import Type, { type Static } from 'typebox'
import { closed, ReasonCode } from '../words.ts'

/** What may be wrong with how a packet is written and be borne all the same, where a model is known to write so. */
export const FRAME_FAULTS = ['wrong-checksum', 'no-checksum', 'wrong-length', 'over-length'] as const
export type FrameFault = (typeof FRAME_FAULTS)[number]

const Command = Type.String({ pattern: '^[0-9]{4}$' })

/** How a unit speaks HJ 212: the edition, and where this model departs from it. */
export const Hj212Section = Type.Object(
  {
    edition: Type.Enum(['2017', '2025'] as const),
    /** Without a packet for this long the unit is silent. */
    silenceMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
    /** Systems (ST) it reports as; packets of others are not taken. 91 always is. Any where nothing is said. */
    systems: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9]{2}$' }), { minItems: 1 })),
    /** Code of a factor as some firmwares send it → as the channels name it: `a34000` → `a34013`. */
    factors: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9]{1,16}$' }), Type.String({ pattern: '^[A-Za-z0-9]{1,16}$' })),
    ),
    /** Data flags beside those of the edition, or read otherwise here. */
    flags: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z0-9]$' }),
        Type.Object(
          { quality: Type.Enum(['good', 'uncertain', 'bad'] as const), reason: Type.Optional(ReasonCode) },
          closed,
        ),
      ),
    ),
    bears: Type.Optional(Type.Array(Type.Enum(FRAME_FAULTS))),
    /** Log-in or heartbeat command (CN) → the command it is answered with. */
    greetings: Type.Optional(Type.Record(Command, Command)),
    /** Offset of the times it writes; `+08:00` where nothing is said. */
    zone: Type.Optional(Type.String({ pattern: '^[+-][0-9]{2}:[0-9]{2}$' })),
    /** How the simulated unit writes: the system it reports as and how often; factors without a data flag of their own. */
    writes: Type.Optional(
      Type.Object(
        {
          system: Type.String({ pattern: '^[0-9]{2}$' }),
          everyMs: Type.Integer({ minimum: 50, maximum: 3_600_000 }),
          decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
          flags: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
    ),
  },
  closed,
)
export type Hj212Section = Static<typeof Hj212Section>
