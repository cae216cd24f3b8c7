import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import Type from 'typebox'
import { escPos } from '../../labels/esc-pos.ts'
import { labelPage } from '../../labels/label-page.ts'
import { PrinterList } from '../../labels/printers.ts'
import { needsSomebody } from '../actor.ts'
import { needsSession } from '../session.ts'

const Seq = Type.Object({ seq: Type.Integer({ minimum: 1 }) })
const Language = Type.Optional(Type.Enum(['zh', 'en'] as const, { description: 'zh where it is left out' }))
const Words = Type.Object({ language: Language })
/** A label runs nothing and loads nothing. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

export const labelRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const guarded = { preHandler: needsSession(app) }

  app.get('/api/printers', { schema: { response: { 200: Type.Object({ printers: PrinterList }) } } }, async () => ({
    printers: [...app.box.printers.all()],
  }))
  app.put(
    '/api/printers',
    {
      ...guarded,
      schema: {
        body: Type.Object({ printers: PrinterList }),
        response: { 200: Type.Object({ printers: PrinterList }) },
      },
    },
    async ({ body: { printers } }) => {
      app.box.printers.set(printers)
      return { printers }
    },
  )

  app.get(
    '/api/records/:seq/label',
    { schema: { params: Seq, querystring: Words, description: 'text/html, 58 mm wide: print it, or keep it as PDF' } },
    async ({ params: { seq }, query: { language = 'zh' } }, reply) => {
      const label = await app.box.labels.of(seq, language)
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', PAGE_POLICY)
        .send(labelPage(label, language))
    },
  )
  app.post(
    '/api/records/:seq/label',
    {
      preHandler: needsSomebody(app),
      schema: {
        description: 'Prints the label; answers once the printer has taken it',
        params: Seq,
        body: Type.Object(
          {
            printer: Type.Optional(Id),
            copies: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
            language: Language,
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ code: Type.String() }) },
      },
    },
    async ({ params: { seq }, body: { printer, copies = 1, language = 'zh' } }) => {
      const label = await app.box.labels.of(seq, language)
      await app.box.printers.print(printer, escPos(label, copies))
      return { code: label.code }
    },
  )
  app.get(
    '/api/labels',
    {
      schema: {
        description: 'What a code on a label leads to',
        querystring: Type.Object({ code: Type.String({ minLength: 1, maxLength: 200 }) }),
        response: {
          200: Type.Object({
            seq: Type.Integer(),
            form: Id,
            record: Type.Unknown(),
            duty: Type.Optional(Type.Object({ id: Type.String(), form: Id, state: Type.String() })),
          }),
        },
      },
    },
    async ({ query: { code } }) => app.box.labels.scanned(code),
  )
}
