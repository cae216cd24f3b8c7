import Type, { type Static } from 'typebox'
import { closed } from '../words.ts'

/** How a vehicle terminal speaks JT/T 808. */
export const Jt808Section = Type.Object(
  {
    editions: Type.Array(Type.Enum(['2013', '2019'] as const), { minItems: 1 }),
    /** Without a message for this long the unit is silent. */
    silenceMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
  },
  closed,
)
export type Jt808Section = Static<typeof Jt808Section>
