import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Bilingual, Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { parse } from 'yaml'

const closed = { additionalProperties: false }
const Word = Type.Union([Type.Boolean(), Type.Number(), Type.String()])

/** A point of a device that reads so. `is` with a list: any of them. Bad values are never above, below or among. */
const compared = {
  device: Id,
  point: Id,
  is: Type.Optional(Type.Union([Word, Type.Array(Word, { minItems: 2 })])),
  above: Type.Optional(Type.Number()),
  below: Type.Optional(Type.Number()),
}
export const Condition = Type.Object(compared, closed)
export type Condition = Static<typeof Condition>

/** What sets a rule going: a point that begins to read so (for so many seconds), an event, a button, a time of day. */
export const Trigger = Type.Union([
  Type.Object({ ...compared, forSeconds: Type.Optional(Type.Integer({ minimum: 1 })) }, closed),
  Type.Object(
    {
      device: Id,
      event: Id,
      /** Field of the event → the word, or one of the words, it must read. */
      where: Type.Optional(Type.Record(Id, Type.Union([Word, Type.Array(Word, { minItems: 2 })]))),
    },
    closed,
  ),
  Type.Object({ button: Bilingual }, closed),
  Type.Object({ daily: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }) }, closed),
])
export type Trigger = Static<typeof Trigger>

/** An event into the ledger, about the rule's device unless another is named, or an order to a device. */
export const Action = Type.Union([
  Type.Object({ event: Id, device: Type.Optional(Id) }, closed),
  Type.Object(
    { device: Id, command: Id, value: Type.Optional(Word), refused: Type.Optional(Type.Object({ event: Id }, closed)) },
    closed,
  ),
])
export type Action = Static<typeof Action>

export const Rule = Type.Object(
  {
    about: Bilingual,
    when: Trigger,
    /** All of them must hold now. */
    while: Type.Optional(Type.Array(Condition, { minItems: 1 })),
    /** Data of the events: name → `device/point` as it reads now. */
    note: Type.Optional(Type.Record(Id, Type.String({ pattern: '^[a-z0-9.-]+/[a-z0-9.-]+$' }))),
    // biome-ignore lint/suspicious/noThenProperty: the word people write; nothing here is awaited.
    then: Type.Array(Action, { minItems: 1 }),
  },
  closed,
)
export type Rule = Static<typeof Rule>

/** One of the twelve scenes as a flow to start from: what its devices set going. The devices are the kitchen plan's. */
export const Scene = Type.Object({ zone: Id, about: Bilingual, rules: Type.Array(Rule) }, closed)
export type Scene = Static<typeof Scene>
const shape = Compile(Scene)

/** Reads `flows/scenes/<zone>.yaml`; throws with the place of what is not as it should be. */
export function readScene(zone: string): Scene {
  const file = join(import.meta.dirname, '..', 'scenes', `${zone}.yaml`)
  const data: unknown = parse(readFileSync(file, 'utf8'))
  if (shape.Check(data) && data.zone === zone) return data
  const [first] = shape.Errors(data)
  throw new Error(`${file}${first?.instancePath ?? ''}: ${first?.message ?? `not the scene of ${zone}`}`)
}
