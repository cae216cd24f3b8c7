import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import Type from 'typebox'
import { Channel, ChannelList } from '../../notify/channel.ts'
import { needsSession } from '../session.ts'

const ChannelRow = Type.Object({
  channel: Channel,
  secret: Type.Boolean({ description: 'Its address or password is set' }),
  signed: Type.Boolean(),
  failures: Type.Integer({ description: 'In a row' }),
  code: Type.Optional(Type.String({ description: 'Of the last failure' })),
  sentAt: Type.Optional(Type.Integer({ description: 'wall ms' })),
})
const NoticeRow = Type.Object({
  key: Type.String(),
  channel: Id,
  alarm: Type.String(),
  rule: Type.String(),
  severity: Type.String(),
  step: Type.String(),
  state: Type.Enum(['queued', 'sent', 'dropped', 'expired'] as const),
  at: Type.Integer({ description: 'wall ms' }),
  due: Type.Integer(),
  tries: Type.Integer(),
  code: Type.Union([Type.String(), Type.Null()]),
  doneAt: Type.Union([Type.Integer(), Type.Null()]),
})
const ById = Type.Object({ id: Id })
const USUAL_LOG = 100

export const notifyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const guarded = { preHandler: needsSession(app) }
  const rows = () =>
    app.box.notifyChannels.all().map((channel) => ({
      channel,
      secret: app.box.secrets.get(`notify.${channel.id}`) !== undefined,
      signed: app.box.secrets.get(`notify-sign.${channel.id}`) !== undefined,
      ...app.box.notifier.health(channel.id),
    }))
  const Listed = { 200: Type.Object({ channels: Type.Array(ChannelRow) }) }

  app.get('/api/notify/channels', { ...guarded, schema: { response: Listed } }, async () => ({ channels: rows() }))
  app.put(
    '/api/notify/channels',
    { ...guarded, schema: { body: Type.Object({ channels: ChannelList }), response: Listed } },
    async ({ body: { channels } }) => {
      app.box.notifyChannels.set(channels)
      app.box.notifier.follow()
      const data = { channels: channels.map(({ id }) => id).join(' ') }
      await app.box.ledger.append({ type: 'event', event: 'notify-channels-set', data }, { urgent: true })
      return { channels: rows() }
    },
  )
  app.post(
    '/api/notify/channels/:id/test',
    {
      ...guarded,
      schema: {
        description: 'Sends a test message and answers once the other side has taken it',
        params: ById,
        response: { 200: Type.Object({ sent: Type.Literal(true) }) },
      },
    },
    async ({ params: { id } }) => {
      await app.box.notifier.test(id)
      return { sent: true as const }
    },
  )
  app.get(
    '/api/notify/log',
    {
      ...guarded,
      schema: {
        description: 'Newest first',
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }),
        response: { 200: Type.Object({ notices: Type.Array(NoticeRow) }) },
      },
    },
    async ({ query: { limit = USUAL_LOG } }) => ({
      notices: app.box.notices.log(limit).map(({ alarm, ...notice }) => ({
        ...notice,
        alarm: alarm.id,
        rule: alarm.rule,
        severity: alarm.severity,
      })),
    }),
  )
}
