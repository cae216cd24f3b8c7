import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { Scan, ScanRequest } from '../../../setup/scan/shapes.ts'
import { needsSession } from '../../session.ts'

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })

/** Scans of Modbus lines: begin, look, cancel. The stream tells of progress as `scan`. */
export const scanRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const guarded = { preHandler: needsSession(app) }
  app.post('/api/scans', { ...guarded, schema: { body: ScanRequest, response: { 200: Scan } } }, async ({ body }) =>
    app.box.scans.start(body),
  )
  app.get('/api/scans', { schema: { response: { 200: Type.Array(Scan) } } }, async () => app.box.scans.all())
  app.get('/api/scans/:id', { schema: { params: ById, response: { 200: Scan } } }, async ({ params: { id } }) =>
    app.box.scans.get(id),
  )
  app.delete(
    '/api/scans/:id',
    { ...guarded, schema: { params: ById, response: { 200: Scan } } },
    async ({ params: { id } }) => app.box.scans.cancel(id),
  )
}
