import Type, { type Static } from 'typebox'
import { closed } from '../words.ts'

/** What a unit says and hears on MQTT. `{address}` in a topic is the unit's address on its bus. */
export const MqttSection = Type.Object(
  {
    /** Name → topic it publishes on. */
    topics: Type.Record(
      Type.String({ pattern: '^[a-z0-9-]+$' }),
      Type.Object(
        { topic: Type.String({ minLength: 1, maxLength: 256 }), format: Type.Enum(['json', 'text', 'bytes'] as const) },
        closed,
      ),
    ),
    /** Name → topic an order goes out on. */
    orders: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z0-9-]+$' }), Type.String({ minLength: 1, maxLength: 256 })),
    ),
    /** Without a message for this long the unit is silent. */
    silenceMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
  },
  closed,
)
export type MqttSection = Static<typeof MqttSection>
