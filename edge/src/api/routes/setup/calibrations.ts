import { randomBytes } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Calibration, calibrationsInForce, dayOf, defineErrors, Id, isOverdue } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { addCalibration } from '../../../registry/index.ts'
import { ADMIN, needsSession } from '../../session.ts'

export const fail = defineErrors({
  CALIBRATION_DUE: { status: 400, zh: '没有这一天：{name}', en: 'there is no such day: {name}' },
})

const ID_BYTES = 6
const CalibrationRow = Type.Object({ ...Calibration.properties, inForce: Type.Boolean(), overdue: Type.Boolean() })

/** Calibrations are added and listed; none can be altered or removed. A correction is a new calibration. */
export const calibrationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const rows = (unit: string | undefined): Static<typeof CalibrationRow>[] => {
    const { calibrations = [], site } = app.box.registry.current
    const { wall } = app.box.clock.now()
    const today = wall === null ? '' : dayOf(site.timeZone, wall)
    return calibrations
      .filter((each) => unit === undefined || each.unit === unit)
      .map((each) => ({
        ...each,
        inForce: calibrationsInForce(calibrations, each.unit).get(each.channel)?.id === each.id,
        overdue: isOverdue(each, today),
      }))
  }

  app.get(
    '/api/calibrations',
    {
      schema: {
        querystring: Type.Object({ unit: Type.Optional(Id) }),
        response: { 200: Type.Object({ calibrations: Type.Array(CalibrationRow) }) },
      },
    },
    async ({ query }) => ({ calibrations: rows(query.unit) }),
  )
  app.post(
    '/api/calibrations',
    {
      preHandler: needsSession(app),
      schema: {
        body: Type.Pick(Calibration, ['unit', 'channel', 'method', 'points', 'certificate', 'due']),
        response: { 200: Calibration },
      },
    },
    async ({ body }) => {
      if (body.due !== undefined && !isDay(body.due))
        throw fail('CALIBRATION_DUE', { name: body.due, place: 'body/due' })
      const { registry, catalogue, clock } = app.box
      const id = `cal-${randomBytes(ID_BYTES).toString('hex')}`
      const calibration: Calibration = { id, ...body, by: ADMIN, at: clock.now().wall }
      await registry.change((before, memory) => addCalibration(before, catalogue, calibration, memory))
      return calibration
    },
  )
}

/** 31 February is none. */
const isDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
