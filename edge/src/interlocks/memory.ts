import { Id, Value } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import TypeValue from 'typebox/value'

export const META_KEY = 'interlocks'

/** `armed` acts · `test` says what it would do · `off` looks at nothing. */
export const MODES = ['armed', 'test', 'off'] as const
export const Mode = Type.Enum(MODES)
export type Mode = (typeof MODES)[number]

const WallMs = Type.Union([Type.Integer(), Type.Null()])
const closed = { additionalProperties: false }

export const ModeDecision = Type.Object(
  { mode: Mode, reason: Type.String({ minLength: 1, maxLength: 400 }), by: Id, at: WallMs },
  closed,
)
export type ModeDecision = Static<typeof ModeDecision>

/** What tripped it. `device` and `value` are absent where a person tested it. */
export const Trip = Type.Object(
  {
    at: WallMs,
    device: Type.Optional(Id),
    point: Type.Optional(Type.String()),
    value: Type.Optional(Value),
    testedBy: Type.Optional(Id),
  },
  closed,
)
export type Trip = Static<typeof Trip>

/** A trip by hand, and how long each target took to show it; null where it never did. */
export const ProofTest = Type.Object(
  { at: WallMs, by: Id, targets: Type.Record(Id, Type.Union([Type.Integer(), Type.Null()])) },
  closed,
)
export type ProofTest = Static<typeof ProofTest>

/** A step of the commissioning checklist that somebody ticked off, and the devices it was looked at with. */
export const Checked = Type.Object({ by: Id, at: WallMs, devices: Type.String() }, closed)
export type Checked = Static<typeof Checked>

/** What outlives a restart, by the key of the instance. */
export const Memory = Type.Object(
  {
    modes: Type.Record(Type.String(), ModeDecision),
    tripped: Type.Record(Type.String(), Trip),
    tests: Type.Record(Type.String(), ProofTest),
    /** By the key of the instance and the id of the step. */
    checks: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Checked))),
  },
  closed,
)
export type Memory = Static<typeof Memory>

export function readMemory(meta: Record<string, string>): Memory {
  const kept: unknown = JSON.parse(meta[META_KEY] ?? 'null')
  return TypeValue.Check(Memory, kept) ? kept : { modes: {}, tripped: {}, tests: {} }
}
