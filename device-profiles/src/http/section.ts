import Type, { type Static } from 'typebox'
import { closed } from '../words.ts'

/**
 * `json`: our contract and anything that posts a JSON text · `isapi`: Hikvision's event notifications, JSON or XML,
 * alone or with pictures in a multipart body · `adms`: ZKTeco's push protocol, lines of text.
 */
export const HTTP_ADAPTERS = ['json', 'isapi', 'adms'] as const
export type HttpAdapter = (typeof HTTP_ADAPTERS)[number]

/** How a unit pushes over HTTP to the box. The field `@received` of every message is true: the unit is there. */
export const HttpSection = Type.Object(
  {
    /** Which adapter understands its requests. */
    adapter: Type.Enum(HTTP_ADAPTERS),
    /** Without a request for this long the unit is silent. */
    silenceMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
    /** Offset of the times it writes without one (ADMS): `+08:00`. */
    zone: Type.Optional(Type.String({ pattern: '^[+-][0-9]{2}:[0-9]{2}$' })),
    /** Fields of its JSON that hold a picture as base64, plain or as a `data:` URL. */
    pictures: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 8 })),
    /** How the simulated unit writes what it posts: JSON where nothing is said. */
    writes: Type.Optional(Type.Enum(['json', 'xml', 'multipart'] as const)),
    /** How often the simulated unit reports by itself; a heartbeat where it has nothing to report. */
    everyMs: Type.Optional(Type.Integer({ minimum: 50, maximum: 3_600_000 })),
  },
  closed,
)
export type HttpSection = Static<typeof HttpSection>
