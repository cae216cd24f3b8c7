import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id, Value } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import type { Box } from '../../gateway/box.ts'
import type { InterlockAtWork } from '../../interlocks/interlock-at-work.ts'
import { Mode, ProofTest } from '../../interlocks/memory.ts'
import { pastOf } from '../../interlocks/simulation.ts'
import { actorOf } from '../actor.ts'
import { InterlockRow, WallMs } from '../schemas.ts'

const DAY_MS = 86_400_000
const MAX_DAYS = 31

const closed = { additionalProperties: false }
const ByKey = Type.Object({ key: Type.String({ maxLength: 160 }) })
const By = Type.Object({ by: Type.Optional(Id) }, closed)

const PastTrip = Type.Object({ from: Type.Integer(), to: WallMs, device: Id, point: Type.String() })
const Past = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  trips: Type.Array(PastTrip),
  unseen: Type.Boolean({ description: 'What it asks of the room around was taken as met' }),
})
const Now = Type.Object({
  trips: Type.Boolean(),
  device: Type.Optional(Id),
  point: Type.Optional(Type.String()),
  afterSeconds: Type.Integer({ description: 'How long it must hold, and count down, before it acts' }),
})
const Waiting = Type.Object({
  source: Type.String({ description: 'Whose change: `by-hand`, or a Node-RED' }),
  at: WallMs,
  weakened: Type.Array(Type.Object({ key: Type.String(), device: Id })),
})
type Row = Static<typeof InterlockRow>

export function interlockRow({ interlocks, commands }: Box, work: InterlockAtWork): Row {
  const { instance, mode, state, trip, drivings } = work
  const { key, interlock, zone, causes, targets } = instance
  const { id, title, description, latching, optional = false } = interlock
  const row: Row = {
    key,
    interlock: id,
    title,
    description,
    zone,
    latching,
    optional,
    mode,
    state,
    causes: causes.map(({ device, point }) => ({ device: device.id, point })),
    targets: targets.map(({ device, act: { command } }, index) => ({
      device: device.id,
      command,
      orderable: commands.offered(device.id).some((offer) => offer.command === command),
      shown: false,
      attempts: 0,
      ...drivings[index]?.progress,
    })),
    checks: interlocks.checks(work).map(({ done, ...check }) => (done === undefined ? check : { ...check, done })),
  }
  const decision = interlocks.decisionOf(key)
  const remaining = interlocks.remaining(work)
  const proofTest = interlocks.testOf(key)
  if (decision !== undefined) row.decision = decision
  if (remaining !== undefined) row.remaining = remaining
  if (trip !== undefined) row.trip = trip
  if (proofTest !== undefined) row.proofTest = proofTest
  return row
}

export const interlockRows = (box: Box): Row[] => box.interlocks.all().map((work) => interlockRow(box, work))

export const interlockRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const one = (key: string) => interlockRow(app.box, app.box.interlocks.get(key))

  app.get(
    '/api/interlocks',
    { schema: { response: { 200: Type.Object({ interlocks: Type.Array(InterlockRow) }) } } },
    async () => ({ interlocks: interlockRows(app.box) }),
  )
  app.post(
    '/api/interlocks/:key/reset',
    { schema: { params: ByKey, body: By, response: { 200: InterlockRow } } },
    async (request) => {
      const { key } = request.params
      await app.box.interlocks.reset(key, actorOf(app, request, 'reset-interlock', request.body.by))
      return one(key)
    },
  )
  app.post(
    '/api/interlocks/:key/hold',
    {
      schema: {
        description: 'Somebody is there; needs no login',
        params: ByKey,
        body: By,
        response: { 200: InterlockRow },
      },
    },
    async ({ params: { key }, body: { by = 'somebody' } }) => {
      await app.box.interlocks.hold(key, by)
      return one(key)
    },
  )
  app.put(
    '/api/interlocks/:key/mode',
    {
      schema: {
        params: ByKey,
        body: Type.Object(
          { mode: Mode, reason: Type.String({ minLength: 1, maxLength: 400 }), by: Type.Optional(Id) },
          closed,
        ),
        response: { 200: InterlockRow },
      },
    },
    async (request) => {
      const { key } = request.params
      const { by: said, ...decision } = request.body
      const by = actorOf(app, request, 'change-interlock', said)
      await app.box.interlocks.setMode(key, { ...decision, by })
      return one(key)
    },
  )
  app.put(
    '/api/interlocks/:key/checks/:check',
    {
      schema: {
        description: 'Ticks a step of the commissioning checklist off, or takes the tick back',
        params: Type.Object({ ...ByKey.properties, check: Id }),
        body: Type.Object({ done: Type.Boolean(), by: Type.Optional(Id) }, closed),
        response: { 200: InterlockRow },
      },
    },
    async (request) => {
      const { key, check } = request.params
      const by = actorOf(app, request, 'change-interlock', request.body.by)
      await app.box.interlocks.check(key, check, { done: request.body.done, by })
      return one(key)
    },
  )
  app.post(
    '/api/interlocks/:key/simulation',
    {
      schema: {
        description:
          'What it would have done with what was measured, and would do if an input read so now. Orders nothing',
        params: ByKey,
        body: Type.Object(
          {
            days: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DAYS })),
            suppose: Type.Optional(Type.Object({ device: Id, point: Id, value: Value }, closed)),
          },
          closed,
        ),
        response: { 200: Type.Object({ past: Type.Optional(Past), now: Type.Optional(Now) }) },
      },
    },
    async ({ params: { key }, body: { days, suppose } }) => {
      const { clock, interlocks, ledger } = app.box
      const { instance } = interlocks.get(key)
      const to = clock.now().wall ?? Date.now()
      const past = days === undefined ? {} : { past: await pastOf(instance, ledger, { from: to - days * DAY_MS, to }) }
      return {
        ...past,
        ...(suppose === undefined ? {} : { now: interlocks.suppose(key, suppose) }),
      }
    },
  )
  app.get(
    '/api/interlock-changes',
    {
      schema: {
        description: 'Changes of the registry that were held back because they weaken interlocks',
        response: { 200: Type.Object({ waiting: Type.Array(Waiting) }) },
      },
    },
    async () => ({ waiting: app.box.registry.waiting() }),
  )
  app.post(
    '/api/interlock-changes/:source',
    {
      schema: {
        description: 'Makes a change that was held back, on the word of somebody authorised, or lets go of it',
        params: Type.Object({ source: Type.String({ maxLength: 120 }) }),
        body: Type.Object(
          { confirm: Type.Boolean(), reason: Type.String({ minLength: 1, maxLength: 400 }), ...By.properties },
          closed,
        ),
        response: { 200: Type.Object({ waiting: Type.Array(Waiting) }) },
      },
    },
    async (request) => {
      const { registry } = app.box
      const { confirm, reason } = request.body
      const by = actorOf(app, request, 'change-interlock', request.body.by)
      if (confirm) await registry.confirm(request.params.source, { by, reason })
      else registry.dismiss(request.params.source)
      return { waiting: registry.waiting() }
    },
  )
  app.post(
    '/api/interlocks/:key/proof-test',
    {
      schema: {
        description:
          'Trips it for real; answers when every target shows it, or after 15 s. It stays tripped until reset',
        params: ByKey,
        body: By,
        response: { 200: ProofTest },
      },
    },
    async (request) =>
      app.box.interlocks.proofTest(request.params.key, actorOf(app, request, 'change-interlock', request.body.by)),
  )
}
