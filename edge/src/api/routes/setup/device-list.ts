import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { Change } from '../../../registry/index.ts'
import { MAX_LIST_BYTES } from '../../../setup/device-list/csv.ts'
import { ListReport, planList } from '../../../setup/device-list/plan.ts'
import { exampleList, writeList } from '../../../setup/device-list/write.ts'
import { needsSession } from '../../session.ts'

const CSV = 'text/csv; charset=utf-8'
const Tongue = Type.Object({ language: Type.Optional(Type.Enum(['zh', 'en'] as const)) })

/** Device lists as CSV: look first what a file would do, then apply all of it or nothing; take the present one home. */
export const deviceListRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const types = ['text/csv', 'application/vnd.ms-excel', 'application/octet-stream']
  app.addContentTypeParser(types, { parseAs: 'buffer', bodyLimit: MAX_LIST_BYTES }, (_request, body, done) =>
    done(null, body),
  )
  app.post(
    '/api/device-list',
    {
      preHandler: needsSession(app),
      schema: {
        description:
          'Body: CSV in UTF-8, UTF-16 or GB 18030. Without `apply` nothing is changed; with it, all lines or none',
        querystring: Type.Object({ apply: Type.Optional(Type.Boolean()) }),
        response: { 200: ListReport },
      },
    },
    async ({ query: { apply = false }, body }) => {
      const { registry, catalogue } = app.box
      const bytes = body instanceof Buffer ? new Uint8Array(body) : new Uint8Array()
      const looked = registry.look((before, memory) => planList(bytes, before, catalogue, memory))
      if (!apply || looked.report.faults.length > 0 || !looked.change.changed)
        return { ...looked.report, applied: apply && looked.report.faults.length === 0 }
      let { report } = looked
      await registry.change((before, memory): Change => {
        const plan = planList(bytes, before, catalogue, memory)
        report = plan.report
        return report.faults.length === 0 ? plan.change : { registry: before, memory, changed: false, events: [] }
      })
      return { ...report, applied: report.faults.length === 0 }
    },
  )
  app.get('/api/device-list.csv', { schema: { querystring: Tongue } }, async ({ query: { language = 'zh' } }, reply) =>
    reply
      .type(CSV)
      .header('content-disposition', 'attachment; filename="devices.csv"')
      .send(writeList(app.box.registry.current, app.box.catalogue, language)),
  )
  app.get(
    '/api/device-list/example.csv',
    { schema: { querystring: Tongue } },
    async ({ query: { language = 'zh' } }, reply) =>
      reply
        .type(CSV)
        .header('content-disposition', 'attachment; filename="devices-example.csv"')
        .send(exampleList(language)),
  )
}
