import Type, { type Static } from 'typebox'
import { ByteLayout } from '../bytes/layout.ts'
import { closed } from '../words.ts'

const Topic = Type.String({ minLength: 1, maxLength: 256, pattern: '^[^+#\\u0000]+$' })
const Name = Type.String({ pattern: '^[a-z0-9-]+$' })
const Path = Type.String({ minLength: 1, maxLength: 128 })

const Presence = Type.Object(
  { topic: Topic, field: Type.Optional(Path), onlineWhen: Type.Array(Type.String(), { minItems: 1 }) },
  closed,
)
export type MqttPresence = Static<typeof Presence>

/** What a unit says and hears on MQTT. `{address}` in a topic is the unit's address on its bus. */
export const MqttSection = Type.Object(
  {
    /**
     * Name → topic the unit, or a gateway for it, publishes on. `addressField`: the topic is shared by many units and
     * this field of the JSON says which. `hexField`: a field of the JSON holds the payload as hex, read by `bytes`.
     * `tells: events`: an outside broker keeps what comes here while the box is away; everything else is of now or lost.
     */
    topics: Type.Record(
      Name,
      Type.Object(
        {
          topic: Topic,
          format: Type.Enum(['json', 'text', 'bytes'] as const),
          addressField: Type.Optional(Path),
          hexField: Type.Optional(Path),
          tells: Type.Optional(Type.Literal('events')),
        },
        closed,
      ),
    ),
    /** How a binary payload is laid out. */
    bytes: Type.Optional(ByteLayout),
    /** Where its presence is told, retained; `onlineWhen` are the texts (of the payload, or of a field of its JSON). */
    online: Type.Optional(Presence),
    /** Where the presence of the bridge is told, without which nothing is heard of the unit. */
    bridge: Type.Optional(Presence),
    /** Name → topic an order goes out on. */
    orders: Type.Optional(Type.Record(Name, Topic)),
    /** Where the unit answers an order by its id, as the reference contract has it. */
    results: Type.Optional(Topic),
    /** Without a message for this long the unit is silent. */
    silenceMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
    /** How often the simulated unit reports by itself. */
    everyMs: Type.Optional(Type.Integer({ minimum: 50, maximum: 3_600_000 })),
  },
  closed,
)
export type MqttSection = Static<typeof MqttSection>
export type MqttTopic = MqttSection['topics'][string]

const ADDRESS = '{address}'

/** A topic of the profile for one unit. */
export const topicOf = (template: string, address: string): string => template.replaceAll(ADDRESS, address)

/** What stands before and after the address; null where it does not stand once, and nothing is known beforehand. */
type Halves = { before: string; after: string } | null
const halvesOf = new Map<string, Halves>()

function halves(template: string): Halves {
  const kept = halvesOf.get(template)
  if (kept !== undefined) return kept
  const [before, after, more] = template.split(ADDRESS)
  const made = before === undefined || after === undefined || more !== undefined ? null : { before, after }
  halvesOf.set(template, made)
  return made
}

/** Whether that is the topic of the profile for the unit; asked for each message, so the topic is not made. */
export function isTopicOf(template: string, address: string, topic: string): boolean {
  const known = halves(template)
  if (known === null) return topicOf(template, address) === topic
  const { before, after } = known
  return (
    topic.length === before.length + address.length + after.length &&
    topic.startsWith(before) &&
    topic.endsWith(after) &&
    topic.startsWith(address, before.length)
  )
}
