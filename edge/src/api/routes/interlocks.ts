import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import type { Box } from '../../gateway/box.ts'
import type { InterlockAtWork } from '../../interlocks/interlock-at-work.ts'
import { Mode, ProofTest } from '../../interlocks/memory.ts'
import { actorOf } from '../actor.ts'
import { InterlockRow } from '../schemas.ts'

const closed = { additionalProperties: false }
const ByKey = Type.Object({ key: Type.String({ maxLength: 160 }) })
const By = Type.Object({ by: Type.Optional(Id) }, closed)

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
