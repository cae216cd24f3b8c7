import { ALARM_STATES, ALARM_STEPS, Bilingual, CORRECTIONS, Id, Severity, Value } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { asPerson, failures, SiteParams, shape, WallMs, WallMsOrUnknown } from '../../http/common.ts'

const tags = ['alarms']
const security = asPerson
const Count = Type.Integer({ minimum: 0 })
const MsOrNull = Type.Union([Type.Integer(), Type.Null()])

const alarmFields = {
  id: Type.String(),
  rule: Type.String(),
  title: Type.Union([Bilingual, Type.Null()], { description: 'Of the rule; null where it is not a shipped one' }),
  advice: Type.Union([Bilingual, Type.Null()]),
  unit: Type.Union([Type.String(), Type.Null()], { description: 'UCUM, of value and limit' }),
  device: Type.Optional(Id),
  point: Type.Optional(Id),
  form: Type.Optional(Id),
  subject: Type.Optional(Type.String({ description: 'Which lot, dish or person, where one place has several' })),
  severity: Severity,
  advisory: Type.Optional(Type.Literal(true)),
  state: Type.Enum(ALARM_STATES),
  active: Type.Boolean(),
  acknowledged: Type.Boolean(),
  raisedAt: WallMsOrUnknown,
  times: Type.Integer(),
  value: Type.Optional(Value),
  limit: Type.Optional(Type.Union([Type.Number(), Type.Boolean(), Type.String()])),
  correction: Type.Enum(CORRECTIONS),
  level: Type.Integer({ description: 'How far it was escalated' }),
}
export const AlarmRow = shape('AlarmRow', {
  site: Id,
  siteName: Type.String(),
  box: Id,
  source: Type.Enum(['box', 'cloud'] as const, { description: '`cloud`: raised here, about a box' }),
  ...alarmFields,
  acknowledgedAt: WallMsOrUnknown,
  clearedAt: WallMsOrUnknown,
  changedAt: WallMs,
  overdue: Type.Boolean({ description: 'It waits for longer than its limit' }),
  maintenance: Type.Boolean({ description: 'The site is under maintenance now' }),
})
export type AlarmRow = Static<typeof AlarmRow>

export const AlarmStepRow = shape('AlarmStepRow', {
  step: Type.Enum(ALARM_STEPS),
  state: Type.Enum(ALARM_STATES),
  wall: WallMsOrUnknown,
  receivedAt: WallMs,
  by: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  value: Type.Optional(Value),
  level: Type.Integer(),
})

export const listAlarms = {
  operationId: 'listAlarms',
  summary: 'The inbox: alarms of all sites, worst and newest first',
  tags,
  security,
  querystring: Type.Object({
    site: Type.Optional(Id),
    state: Type.Enum(['open', 'closed', 'all'] as const, { default: 'open' }),
    severity: Type.Optional(Severity),
    before: Type.Optional(Type.Integer({ minimum: 0, description: 'Cursor: only those changed before (UTC ms)' })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  }),
  response: { 200: shape('AlarmList', { alarms: Type.Array(AlarmRow) }), ...failures(400, 401, 404) },
}

export const SeverityFigures = shape('SeverityFigures', {
  severity: Severity,
  raised: Count,
  standing: Type.Integer({ minimum: 0, description: 'Open now' }),
  acknowledged: Count,
  withinLimit: Type.Integer({ minimum: 0, description: 'Acknowledged within its limit; the rest came later' }),
  overdue: Type.Integer({ minimum: 0, description: 'Waiting now for longer than the limit' }),
  limitMs: Type.Union([Type.Integer(), Type.Null()], { description: 'Null where nobody need answer' }),
  responseMs: Type.Object({ p50: MsOrNull, p95: MsOrNull }, { additionalProperties: false }),
})

export const alarmFigures = {
  operationId: 'alarmFigures',
  summary: 'Counts and response times against their limits, floods and stale alarms (ISA-18.2)',
  tags,
  security,
  querystring: Type.Object({ site: Type.Optional(Id), from: WallMs, to: WallMs }),
  response: {
    200: shape('AlarmFigures', {
      severities: Type.Array(SeverityFigures),
      flood: Type.Object({ most: Count, spans: Count }, { additionalProperties: false }),
      stale: Count,
      chattering: Count,
      rules: Type.Array(
        Type.Object(
          { rule: Type.String(), title: Type.Union([Bilingual, Type.Null()]), raised: Count },
          { additionalProperties: false },
        ),
      ),
      complete: Type.Boolean({ description: 'False where there were more alarms than are counted' }),
    }),
    ...failures(400, 401, 404),
  },
}

const AlarmParams = Type.Object({ ...SiteParams.properties, id: Type.String({ maxLength: 64 }) })
export const getAlarm = {
  operationId: 'getAlarm',
  summary: 'One alarm with every step of its life',
  tags,
  security,
  params: AlarmParams,
  response: {
    200: shape('AlarmDetail', { alarm: AlarmRow, steps: Type.Array(AlarmStepRow) }),
    ...failures(401, 404),
  },
}

export const acknowledgeAlarm = {
  operationId: 'acknowledgeAlarm',
  summary: 'Acknowledges an alarm the cloud raised; those of a box are acknowledged in the kitchen',
  tags,
  security,
  params: AlarmParams,
  response: { 200: AlarmRow, ...failures(401, 404, 409) },
}
