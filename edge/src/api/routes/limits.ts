import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Bilingual, Id, Severity } from '@zaojun/core'
import { COMPARISONS, type Rule } from '@zaojun/device-profiles'
import Type, { type Static } from 'typebox'
import { WallMs } from '../schemas.ts'

/** A number that a point is judged by. `acts`: an interlock acts there; else a rule raises an alarm. */
const Limit = Type.Object({
  of: Id,
  title: Bilingual,
  is: Type.Enum(COMPARISONS),
  value: Type.Number({ description: 'in the unit of the point' }),
  severity: Severity,
  advisory: Type.Boolean(),
  acts: Type.Boolean(),
})
const Span = Type.Object({
  alarm: Type.String(),
  rule: Id,
  severity: Severity,
  advisory: Type.Boolean(),
  from: Type.Integer({ description: 'wall ms' }),
  to: WallMs,
})

/** The number a rule compares the point itself with; a time between two bounds, or a rate, is no value of the point. */
function limitOf({
  broken: { is, value },
  over,
  id: of,
  title,
  severity,
}: Rule): Omit<Static<typeof Limit>, 'advisory' | 'acts'>[] {
  if (typeof value !== 'number' || (over !== undefined && ('within' in over || 'perHour' in over))) return []
  return [{ of, title, is, value, severity }]
}

export const limitRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/api/series/limits',
    {
      schema: {
        description: 'What a series is drawn against: the limits in force for the point, and when alarms about it held',
        querystring: Type.Object({
          device: Id,
          point: Id,
          from: Type.Integer({ description: 'wall ms' }),
          to: Type.Integer({ description: 'wall ms' }),
        }),
        response: { 200: Type.Object({ limits: Type.Array(Limit), alarms: Type.Array(Span) }) },
      },
    },
    async ({ query }) => {
      const { alarming, interlocks, ledger } = app.box
      const rules = alarming.watcher
        .places()
        .filter(
          ({ rule, device }) => device.id === query.device && 'point' in rule.watch && rule.watch.point === query.point,
        )
        .flatMap(({ rule }) => limitOf(rule).map((limit) => ({ ...limit, advisory: rule.advisory, acts: false })))
      const acting = interlocks
        .all()
        .filter(({ mode }) => mode === 'armed')
        .flatMap(({ instance: { causes } }) => causes)
        .filter(({ device, point }) => device.id === query.device && point === query.point)
        .flatMap(({ rule }) => limitOf(rule).map((limit) => ({ ...limit, advisory: false, acts: true })))
      return { limits: [...rules, ...acting], alarms: await ledger.read('alarmSpans', query) }
    },
  )
}
