import { Bilingual, Bus, Id, TRANSPORTS } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Channel } from './channel.ts'
import { ProfileCommand } from './command.ts'
import { Hj212Section } from './hj212/section.ts'
import { HttpSection } from './http/section.ts'
import { Jt808Section } from './jt808/section.ts'
import { MqttSection } from './mqtt/section.ts'
import { ProfileEvent } from './profile-event.ts'
import { StreamGrammar } from './stream/grammar.ts'
import { Vector } from './vector.ts'
import { closed, Scalar, ValueType } from './words.ts'

/** What an installer states once for a unit. Without a default it stays unknown until stated. */
export const Param = Type.Object(
  {
    name: Bilingual,
    value: ValueType,
    default: Type.Optional(Scalar),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    choices: Type.Optional(Type.Array(Type.Object({ value: Scalar, name: Bilingual }, closed))),
    unit: Type.Optional(Type.String()),
  },
  closed,
)
export type Param = Static<typeof Param>

/** A statement about one family of hardware and where it comes from. */
const identity = {
  id: Id,
  version: Type.String({ pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' }),
  kinds: Type.Array(Id, { minItems: 1 }),
  name: Bilingual,
  maker: Type.String({ minLength: 1 }),
  models: Type.Array(Type.String(), { minItems: 1 }),
  source: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  /** True where maker's documents or recomputed frames back the map. Writes of an unverified profile are off. */
  verified: Type.Boolean(),
}

/** One real model of hardware: one file in `profiles/<kind>/`. Shapes are closed: an unknown word is an error. */
export const Profile = Type.Object(
  {
    ...identity,
    transports: Type.Array(Type.Enum(TRANSPORTS), { minItems: 1 }),
    /** Settings a serial line leaves the works with. */
    line: Type.Optional(Type.Pick(Bus, ['baudRate', 'dataBits', 'parity', 'stopBits'])),
    /** How many devices of a kind one unit serves. */
    positions: Type.Integer({ minimum: 1, maximum: 64 }),
    params: Type.Optional(Type.Record(Type.String(), Param)),
    modbus: Type.Optional(
      Type.Object(
        {
          pollMs: Type.Integer({ minimum: 50, maximum: 300_000 }),
          /** The unit begins its answer within this, line time not counted. */
          answerWithinMs: Type.Integer({ minimum: 10, maximum: 10_000 }),
          /** Silence the unit wants before the next request, beyond 3.5 characters. */
          gapMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
          /** Registers nobody asked for that a merged read may cross. */
          mergeGap: Type.Optional(Type.Integer({ minimum: 0, maximum: 64 })),
          maxRegisters: Type.Optional(Type.Integer({ minimum: 1, maximum: 125 })),
          /** The unit takes registers by function 16 alone, single ones too. */
          writesMany: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
    ),
    stream: Type.Optional(StreamGrammar),
    mqtt: Type.Optional(MqttSection),
    http: Type.Optional(HttpSection),
    hj212: Type.Optional(Hj212Section),
    jt808: Type.Optional(Jt808Section),
    /** In a file: the rows and sentinels of the reference contract's Modbus head stand before `channels`. */
    head: Type.Optional(Type.Literal('contract')),
    channels: Type.Record(Type.String({ pattern: '^[a-z0-9{}-]+$' }), Channel),
    commands: Type.Optional(Type.Record(Type.String(), ProfileCommand)),
    /** How messages become events of the kinds it serves. */
    events: Type.Optional(Type.Array(ProfileEvent)),
    /** Kind → point → channel; `{position}` stands for the position of the device on the unit. */
    bindings: Type.Record(Type.String(), Type.Record(Type.String(), Type.String())),
    vectors: Type.Array(Vector, { minItems: 1 }),
  },
  closed,
)
export type Profile = Static<typeof Profile>
