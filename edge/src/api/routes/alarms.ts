import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Alarm,
  AlarmEntry,
  alarmState,
  type Bilingual,
  type Escalation,
  Id,
  responseLimitMs,
  SEVERITIES,
  Sha256Hex,
} from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { CORRECTION_FORM, correctionsOf } from '../../alarms/corrections.ts'
import { EscalationDecision, EscalationRow } from '../../alarms/escalation.ts'
import { appendRecord } from '../../gateway/records.ts'
import { actorOf } from '../actor.ts'
import { AlarmFiguresRow, AlarmOverviewRow, AlarmRow } from '../schemas.ts'

const MAX_SHELVED_MINUTES = 8 * 60
const MAX_FIGURES_HOURS = 14 * 24
const HOUR_MS = 3_600_000
const VERIFICATION_FORM = 'corrective-action-verified'
const closed = { additionalProperties: false }

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })
const By = { by: Type.Optional(Id) }
const Reason = { reason: Type.String({ minLength: 1, maxLength: 400 }) }

const AlarmStepRow = Type.Object({
  ...AlarmEntry.properties,
  seq: Type.Integer(),
  wall: Type.Union([Type.Integer(), Type.Null()]),
})

/** What was done about it: why it came, what was done, what became of the food. */
const Action = {
  cause: Type.String({ minLength: 1, maxLength: 400 }),
  done: Type.String({ minLength: 1, maxLength: 400 }),
  food: Type.Enum(['none', 'used', 'reworked', 'discarded', 'held'] as const, {
    description: 'What became of the food',
  }),
}
const CorrectiveAction = Type.Object(
  {
    ...Action,
    attachments: Type.Optional(Type.Array(Sha256Hex, { maxItems: 16 })),
    ...By,
  },
  closed,
)

const CorrectionRow = Type.Object({
  seq: Type.Integer(),
  wall: Type.Union([Type.Integer(), Type.Null()]),
  by: Id,
  ...Action,
  attachments: Type.Array(Sha256Hex),
})

const Planned = Type.Object({
  plan: Type.Object({ info: EscalationRow, warn: EscalationRow, major: EscalationRow, critical: EscalationRow }),
  decision: Type.Optional(EscalationDecision),
})

export const rowOf = (alarm: Alarm): Static<typeof AlarmRow> => ({ ...alarm, state: alarmState(alarm) })

export const alarmRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const alarms = () => app.box.alarming.alarms
  /** What is answered is on disk. */
  const done = async (alarm: Alarm) => {
    await alarms().onDisk()
    return rowOf(alarm)
  }
  const one = { response: { 200: AlarmRow } }

  app.get(
    '/api/alarms',
    {
      schema: {
        querystring: Type.Object({
          closed: Type.Optional(Type.Boolean({ description: 'Those that are over, newest first, instead' })),
          before: Type.Optional(Type.Integer({ minimum: 1, description: 'Cursor: older than this `raised`' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
        }),
        response: {
          200: Type.Object({ alarms: Type.Array(AlarmRow), next: Type.Union([Type.Integer(), Type.Null()]) }),
        },
      },
    },
    async ({ query: { closed: over = false, before = Number.MAX_SAFE_INTEGER, limit = 100 } }) => {
      if (!over) return { alarms: alarms().all().map(rowOf), next: null }
      const rows = await app.box.ledger.read('closedAlarms', { before, limit })
      const next = rows.length < limit ? null : (rows.at(-1)?.raised ?? null)
      return { alarms: rows.map(({ alarm }) => alarm), next }
    },
  )
  app.get(
    '/api/alarms/overview',
    {
      schema: {
        description: 'What stands, grouped by cause. Server-sent as `alarm-overview` where it changes',
        response: { 200: AlarmOverviewRow },
      },
    },
    async () => app.box.alarming.overview.now(),
  )
  app.get(
    '/api/alarms/figures',
    {
      schema: {
        description: 'Alarm rate, floods, stale and chattering alarms, response times (ISA-18.2, EEMUA 191)',
        querystring: Type.Object({
          hours: Type.Integer({ minimum: 1, maximum: MAX_FIGURES_HOURS, default: 24, description: 'Back from now' }),
        }),
        response: { 200: AlarmFiguresRow },
      },
    },
    async ({ query: { hours } }) => {
      const { ledger, clock, alarming } = app.box
      const to = clock.now().wall ?? Date.now()
      const plan = alarming.escalation.plan()
      const limitMs = Object.fromEntries(
        SEVERITIES.flatMap((each) => {
          const limit = responseLimitMs(each, plan)
          return limit === undefined ? [] : [[each, limit]]
        }),
      )
      const figures = await ledger.read('alarmFigures', { from: to - hours * HOUR_MS, to, limitMs })
      const titles = new Map(alarming.watcher.all().map(({ id, title }) => [id, title]))
      const titled = <Row extends { rule: string }>(row: Row): Row & { title?: Bilingual } => {
        const title = titles.get(row.rule)
        return title === undefined ? row : { ...row, title }
      }
      const { stale, chattering, frequent } = figures
      return {
        ...figures,
        stale: stale.map(titled),
        chattering: chattering.map(titled),
        frequent: frequent.map(titled),
      }
    },
  )
  const planned = () => {
    const { escalation } = app.box.alarming
    const decision = escalation.decision()
    const { info, warn, major, critical } = escalation.plan()
    const rowOf = ({ steps, ...more }: Escalation) => ({ steps: [...steps], ...more })
    return {
      plan: { info: rowOf(info), warn: rowOf(warn), major: rowOf(major), critical: rowOf(critical) },
      ...(decision === undefined ? {} : { decision }),
    }
  }
  const { at: _at, by: _by, ...decided } = EscalationDecision.properties
  app.get(
    '/api/alarms/escalation',
    { schema: { description: 'Who is called when nobody acknowledges, and when', response: { 200: Planned } } },
    async () => planned(),
  )
  app.put(
    '/api/alarms/escalation',
    { schema: { body: Type.Object({ ...decided, ...By }, closed), response: { 200: Planned } } },
    async (request) => {
      const { by: said, ...decision } = request.body
      await app.box.alarming.escalation.decide({ ...decision, by: actorOf(app, request, 'change-rule', said) })
      return planned()
    },
  )
  app.get(
    '/api/alarms/:id/steps',
    { schema: { params: ById, response: { 200: Type.Object({ steps: Type.Array(AlarmStepRow) }) } } },
    async ({ params: { id } }) => ({ steps: await app.box.ledger.read('alarmSteps', id) }),
  )
  app.get(
    '/api/alarms/:id/corrections',
    {
      schema: {
        description: 'Every corrective action on record, oldest first: a later one revises, and takes nothing away',
        params: ById,
        response: { 200: Type.Object({ records: Type.Array(CorrectionRow) }) },
      },
    },
    async ({ params: { id } }) => ({ records: await correctionsOf(app.box.ledger, id) }),
  )
  app.post(
    '/api/alarms/:id/acknowledge',
    { schema: { params: ById, body: Type.Object(By, closed), ...one } },
    async (request) =>
      done(alarms().acknowledge(request.params.id, { by: actorOf(app, request, 'acknowledge', request.body.by) })),
  )
  app.post(
    '/api/alarms/:id/shelve',
    {
      schema: {
        params: ById,
        body: Type.Object(
          { minutes: Type.Integer({ minimum: 1, maximum: MAX_SHELVED_MINUTES }), ...Reason, ...By },
          closed,
        ),
        ...one,
      },
    },
    async (request) => {
      const { minutes, reason, by: said } = request.body
      const by = actorOf(app, request, 'shelve', said)
      return done(alarms().shelve(request.params.id, minutes, { by, reason }))
    },
  )
  app.post(
    '/api/alarms/:id/unshelve',
    { schema: { params: ById, body: Type.Object(By, closed), ...one } },
    async (request) =>
      done(alarms().unshelve(request.params.id, { by: actorOf(app, request, 'shelve', request.body.by) })),
  )
  app.post(
    '/api/alarms/:id/out-of-service',
    { schema: { params: ById, body: Type.Object({ ...Reason, ...By }, closed), ...one } },
    async (request) => {
      const { reason, by: said } = request.body
      return done(
        alarms().outOfService(request.params.id, { by: actorOf(app, request, 'out-of-service', said), reason }),
      )
    },
  )
  app.post(
    '/api/alarms/:id/in-service',
    { schema: { params: ById, body: Type.Object(By, closed), ...one } },
    async (request) =>
      done(alarms().inService(request.params.id, { by: actorOf(app, request, 'out-of-service', request.body.by) })),
  )
  app.post(
    '/api/alarms/:id/correction',
    { schema: { params: ById, body: CorrectiveAction, ...one } },
    async (request) => {
      const { id } = request.params
      const { by: said, attachments = [], ...data } = request.body
      const by = actorOf(app, request, 'correct', said)
      const { device } = alarms().correctable(id)
      const earlier = (await correctionsOf(app.box.ledger, id)).at(-1)
      const [photo] = attachments
      await appendRecord(app.box.ledger, {
        form: CORRECTION_FORM,
        by,
        origin: 'manual',
        data: {
          alarm: id,
          ...data,
          ...(photo === undefined ? {} : { photo }),
          ...(earlier === undefined ? {} : { revises: earlier.seq }),
        },
        attachments,
        ...(device === undefined ? {} : { device }),
      })
      return done(alarms().corrected(id, { by, reason: data.done }))
    },
  )
  app.post(
    '/api/alarms/:id/verification',
    {
      schema: {
        params: ById,
        body: Type.Object({ note: Type.Optional(Type.String({ maxLength: 400 })), ...By }, closed),
        ...one,
      },
    },
    async (request) => {
      const { id } = request.params
      const { by: said, note } = request.body
      const by = actorOf(app, request, 'verify', said)
      const { device } = alarms().verifiable(id, by)
      await appendRecord(app.box.ledger, {
        form: VERIFICATION_FORM,
        by,
        origin: 'manual',
        data: { alarm: id, ...(note === undefined ? {} : { note }) },
        ...(device === undefined ? {} : { device }),
      })
      return done(alarms().verified(id, { by, ...(note === undefined ? {} : { reason: note }) }))
    },
  )
}
