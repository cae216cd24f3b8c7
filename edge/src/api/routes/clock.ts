import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { CLOCK_CORRECTED, defineErrors } from '@zaojun/core'
import Type from 'typebox'
import { needsSession } from '../session.ts'

export const fail = defineErrors({
  ERA_UNKNOWN: { status: 404, zh: '账本里没有时段 {name}', en: 'the ledger holds nothing of era {name}' },
  ERA_TIMELESS: {
    status: 409,
    zh: '时段 {name} 没有时钟，无从更正',
    en: 'era {name} had no clock: there is no time to correct',
  },
})

const ClockEra = Type.Object({
  era: Type.Integer(),
  boot: Type.String(),
  clock: Type.String(),
  offset: Type.Union([Type.Integer(), Type.Null()]),
  first: Type.Integer({ description: 'First and last entry of it that is here' }),
  last: Type.Integer(),
  correctedMs: Type.Integer({ description: 'How much later it was than its entries say' }),
})

/** Stretches of time with one clock, and what was found out of a clock afterwards. Entries themselves never change. */
export const clockRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/api/clock/eras',
    { schema: { response: { 200: Type.Object({ eras: Type.Array(ClockEra) }) } } },
    async () => ({
      eras: await app.box.ledger.read('eras', null),
    }),
  )
  app.post(
    '/api/clock/corrections',
    {
      preHandler: needsSession(app),
      schema: {
        body: Type.Object({
          era: Type.Integer({ minimum: 1 }),
          ms: Type.Integer({ minimum: -316_224_000_000, maximum: 316_224_000_000 }),
          reason: Type.String({ minLength: 1, maxLength: 200 }),
        }),
        response: { 200: Type.Object({ seq: Type.Integer() }) },
      },
    },
    async ({ body: { era, ms, reason } }) => {
      const found = (await app.box.ledger.read('eras', null)).find((each) => each.era === era)
      if (found === undefined) throw fail('ERA_UNKNOWN', { name: String(era) })
      if (found.offset === null) throw fail('ERA_TIMELESS', { name: String(era) })
      const { first, last } = found
      const seq = await app.box.ledger.append(
        { type: 'event', event: CLOCK_CORRECTED, data: { era, first, last, ms, reason } },
        { urgent: true, note: { key: `era-correction:${era}`, value: String(ms) } },
      )
      return { seq }
    },
  )
}
