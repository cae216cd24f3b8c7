import Type, { type Static } from 'typebox'
import { closed } from '../words.ts'

/** How a unit pushes over HTTP to the box. */
export const HttpSection = Type.Object(
  {
    /** Which adapter understands its requests. */
    adapter: Type.Enum(['json', 'isapi', 'adms'] as const),
    /** Without a request for this long the unit is silent. */
    silenceMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
  },
  closed,
)
export type HttpSection = Static<typeof HttpSection>
