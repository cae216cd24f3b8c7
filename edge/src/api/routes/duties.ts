import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import { Form } from '@zaojun/device-profiles'
import Type from 'typebox'

const DutyRow = Type.Object({
  id: Type.String(),
  form: Id,
  due: Type.Integer({ description: 'wall ms' }),
  overdue: Type.Integer({ description: 'wall ms' }),
  after: Type.Optional(Type.Integer({ description: 'seq of the record it follows' })),
  state: Type.Enum(['coming', 'due', 'overdue', 'done', 'late', 'missed'] as const),
  seq: Type.Optional(Type.Integer({ description: 'seq of the record that did it' })),
  by: Type.Optional(Type.String()),
  at: Type.Optional(Type.Integer()),
})

const QuantityRow = Type.Object({
  quantity: Id,
  form: Id,
  subject: Type.String({ description: 'Which lot, dish, person or paper' }),
  value: Type.Optional(Type.Union([Type.Number(), Type.Boolean()])),
})

export const dutyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/api/forms', { schema: { response: { 200: Type.Object({ forms: Type.Array(Form) }) } } }, async () => ({
    forms: [...app.box.catalogue.forms.values()],
  }))
  app.get(
    '/api/duties',
    {
      schema: {
        description: 'Of yesterday, today and tomorrow, oldest first',
        response: { 200: Type.Object({ duties: Type.Array(DutyRow) }) },
      },
    },
    async () => ({ duties: app.box.duties.all() }),
  )
  app.get(
    '/api/quantities',
    {
      schema: {
        description:
          'What the box works out from records: days to expiry of each lot, hours a sample was kept. Of personal dates no value',
        response: { 200: Type.Object({ quantities: Type.Array(QuantityRow) }) },
      },
    },
    async () => ({ quantities: await app.box.quantities.all() }),
  )
}
