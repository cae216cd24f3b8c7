import Type, { type Static } from 'typebox'
import { closed } from '../words.ts'

/** How a unit speaks HJ 212. */
export const Hj212Section = Type.Object(
  {
    edition: Type.Enum(['2017', '2025'] as const),
    /** Without a packet for this long the unit is silent. */
    silenceMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
  },
  closed,
)
export type Hj212Section = Static<typeof Hj212Section>
