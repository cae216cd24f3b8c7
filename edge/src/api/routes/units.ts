import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import Type from 'typebox'
import { BusRow, Trace, UnitRow } from '../schemas.ts'

export const unitRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/api/units', { schema: { response: { 200: Type.Array(UnitRow) } } }, async () => {
    const running = new Map(
      app.box.buses.all().flatMap((driver) => driver.stats().units.map((unit) => [unit.unit, unit])),
    )
    return app.box.registry.current.units.map((unit) => {
      const { health = 'connecting' as const, polls = 0, answers = 0, reason } = running.get(unit.id) ?? {}
      return { ...unit, health, polls, answers, reason }
    })
  })
  app.get(
    '/api/units/:id/trace',
    { schema: { params: Type.Object({ id: Id }), response: { 200: Trace } } },
    async ({ params: { id } }) => ({ lines: app.box.buses.trace(id) }),
  )
  app.get('/api/buses', { schema: { response: { 200: Type.Array(BusRow) } } }, async () =>
    app.box.buses.all().map((driver) => driver.stats()),
  )
}
