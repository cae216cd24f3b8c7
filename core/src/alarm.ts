import Type, { type Static } from 'typebox'
import { CALLED, SEVERITIES } from './alarm-life.ts'
import { Id, Value } from './words.ts'

const closed = { additionalProperties: false }

export const Severity = Type.Enum(SEVERITIES)
export type Severity = (typeof SEVERITIES)[number]

/** ISA-18.2 states. `returned`: the condition is gone and nobody acknowledged it yet. */
export const ALARM_STATES = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned',
  'shelved',
  'suppressed',
  'out-of-service',
] as const
export const AlarmState = Type.Enum(ALARM_STATES)
export type AlarmState = (typeof ALARM_STATES)[number]

/** What moved an alarm. `escalated` leaves its state as it is. */
export const ALARM_STEPS = [
  'raised',
  'raised-again',
  'cleared',
  'acknowledged',
  'shelved',
  'unshelved',
  'suppressed',
  'released',
  'out-of-service',
  'in-service',
  'corrected',
  'verified',
  'escalated',
] as const
export type AlarmStep = (typeof ALARM_STEPS)[number]

/** Where the corrective action stands: what was done goes on record, and a second person verifies it. */
export const CORRECTIONS = ['not-needed', 'due', 'recorded', 'verified'] as const
export type CorrectionState = (typeof CORRECTIONS)[number]

/**
 * One step in the life of an alarm; each carries all that holds after it, so the newest of an `id` is the alarm.
 * `limit` is the limit it was judged by, `value` what was measured then. `advisory`: its rule was not checked against
 * its source, it neither sounds nor holds food. Times are wall ms, null where no clock was known.
 */
export const AlarmEntry = Type.Object(
  {
    type: Type.Literal('alarm'),
    /** Of this occurrence: from raised to closed. */
    id: Type.String({ minLength: 8, maxLength: 64 }),
    rule: Id,
    ruleVersion: Type.Integer({ minimum: 1 }),
    device: Type.Optional(Id),
    point: Type.Optional(Id),
    /** The form it is about, where it is about no device. */
    form: Type.Optional(Id),
    /** Which lot, dish, certificate or person it is about, where one place has several. Never a personal value. */
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
    severity: Severity,
    advisory: Type.Optional(Type.Literal(true)),
    step: Type.Enum(ALARM_STEPS),
    state: AlarmState,
    /** The condition holds. */
    active: Type.Boolean(),
    acknowledged: Type.Boolean(),
    raisedAt: Type.Union([Type.Integer(), Type.Null()]),
    /** How often the condition came back before it was closed. */
    times: Type.Integer({ minimum: 1 }),
    value: Type.Optional(Value),
    limit: Type.Optional(Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 64 })])),
    /** Until when it is shelved. */
    until: Type.Optional(Type.Integer()),
    suppressedBy: Type.Optional(Type.String({ maxLength: 64 })),
    outOfService: Type.Optional(Type.Literal(true)),
    correction: Type.Enum(CORRECTIONS),
    /** Who recorded the corrective action: somebody else verifies it. */
    correctedBy: Type.Optional(Id),
    /** How far it was escalated: 0 not at all. */
    level: Type.Integer({ minimum: 0, maximum: 9 }),
    /** Who was called last, and how often again since. */
    calls: Type.Optional(Type.Enum(CALLED)),
    repeats: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Who did this step; absent where the box did. */
    by: Type.Optional(Id),
    reason: Type.Optional(Type.String({ maxLength: 400 })),
  },
  closed,
)
export type AlarmEntry = Static<typeof AlarmEntry>

/** An alarm as it stands: its newest entry without what only that step says. */
export type Alarm = Omit<AlarmEntry, 'type' | 'step' | 'state' | 'by' | 'reason'>
