import { Id, Severity } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'

const closed = { additionalProperties: false }
const Time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })

export const CHANNEL_KINDS = [
  'webhook',
  'wecom-robot',
  'dingtalk-robot',
  'feishu-robot',
  'email',
  'mqtt',
  'output',
] as const

/**
 * A way to reach people. What must stay secret is no part of it: `notify.<id>` in the secret store is the address of a
 * webhook or robot, or the password of a mail or MQTT user; `notify-sign.<id>` what a robot's messages are signed with.
 */
export const Channel = Type.Object(
  {
    id: Id,
    name: Type.String({ minLength: 1, maxLength: 80 }),
    kind: Type.Enum(CHANNEL_KINDS),
    enabled: Type.Optional(Type.Boolean()),
    /** Lesser alarms are not sent. Advice never is. */
    least: Severity,
    /** Only alarms of devices in these rooms. */
    zones: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 32 })),
    /** By the site's clock. What falls into it is sent at its end if somebody still has to act; what is critical at once. */
    quiet: Type.Optional(Type.Object({ from: Time, to: Time }, closed)),
    /** Sent again every so many minutes until somebody acknowledges. */
    repeatMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1440 })),
    language: Type.Optional(Type.Enum(['zh', 'en'] as const)),
    /** `email`: the server, who sends, who receives. `mqtt`: the broker and the topic. */
    host: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
    user: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    from: Type.Optional(Type.String({ minLength: 3, maxLength: 128 })),
    to: Type.Optional(Type.Array(Type.String({ minLength: 3, maxLength: 128 }), { minItems: 1, maxItems: 32 })),
    topic: Type.Optional(Type.String({ minLength: 1, maxLength: 256, pattern: '^[^#+]+$' })),
    /** `output`: the device that is ordered, such as a siren or a lamp, and how. */
    device: Type.Optional(Id),
    command: Type.Optional(Id),
  },
  closed,
)
export type Channel = Static<typeof Channel>
export type ChannelKind = (typeof CHANNEL_KINDS)[number]
export const ChannelList = Type.Array(Channel, { maxItems: 32 })
export const channelListShape = Compile(ChannelList)

/** What a kind cannot do without. */
const NEEDS: Partial<Record<ChannelKind, readonly (keyof Channel)[]>> = {
  email: ['host', 'from', 'to'],
  mqtt: ['host', 'topic'],
  output: ['device', 'command'],
}

/** The first thing that is wrong with a list of channels: the channel and the field; undefined where nothing is. */
export function channelFault(channels: readonly Channel[]): { id: string; field: string } | undefined {
  const seen = new Set<string>()
  for (const channel of channels) {
    if (seen.has(channel.id)) return { id: channel.id, field: 'id' }
    seen.add(channel.id)
    const field = NEEDS[channel.kind]?.find((each) => channel[each] === undefined)
    if (field !== undefined) return { id: channel.id, field }
  }
  return undefined
}
