import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { defineErrors, Id, removalError, Sha256Hex } from '@zaojun/core'
import Type from 'typebox'
import { checkRecord } from '../../duties/record-check.ts'
import { appendRecord } from '../../gateway/records.ts'
import { actorOf, needsSomebody, secondOf } from '../actor.ts'
import { needsSession } from '../session.ts'

export const fail = defineErrors({
  ATTACHMENT_UNKNOWN: { status: 404, zh: '没有这个附件', en: 'there is no attachment {name}' },
  ATTACHMENT_TYPE: { status: 415, zh: '附件类型不受支持：{name}', en: 'attachments of type {name} are not taken' },
  PART_UNKNOWN: { status: 404, zh: '没有这项内容', en: 'there is no such part' },
})

const MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/webp']
const Digest = Type.Object({ digest: Sha256Hex })
const Reason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) })
const Erased = Type.Object({ erased: Type.Boolean() })

export const recordRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addContentTypeParser(MEDIA_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const guarded = { preHandler: needsSession(app) }

  app.post(
    '/api/records',
    {
      schema: {
        body: Type.Object(
          {
            key: Type.Optional(
              Type.String({
                minLength: 16,
                maxLength: 64,
                description: 'Made by the sender; the same key is recorded once',
              }),
            ),
            form: Id,
            device: Type.Optional(Id),
            by: Type.Optional(Id),
            second: Type.Optional(
              Type.String({
                maxLength: 64,
                description:
                  'Who verified, where two sign: an id, or where people are registered the token of their sign-on',
              }),
            ),
            origin: Type.Optional(Type.Enum(['manual', 'simulated'] as const)),
            data: Type.Record(Type.String(), Type.Unknown()),
            personal: Type.Optional(
              Type.Record(
                Type.String(),
                Type.Object({ value: Type.Unknown(), purpose: Type.String({ minLength: 1, maxLength: 80 }) }),
              ),
            ),
            attachments: Type.Optional(Type.Array(Sha256Hex, { maxItems: 16 })),
            measured: Type.Optional(
              Type.Record(Id, Id, { description: 'Field → device whose reading of now it is; never typed' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ seq: Type.Integer() }) },
      },
    },
    async (request) => {
      const { measured = {}, by: said, second, ...body } = request.body
      const form = app.box.catalogue.forms.get(body.form)
      const by = actorOf(app, request, 'record', said)
      // Where nobody is registered the screen asks for one name; a second is then a matter of trust.
      const twoSign = form?.signatures === 2 && (app.box.people.known || second !== undefined)
      const verified = twoSign ? { verifiedBy: secondOf(app, by, second) } : {}
      const checked =
        form === undefined ? { data: body.data, personal: {} } : checkRecord(form, body.data, measured, app.box.sight)
      const personal = { ...body.personal, ...checked.personal }
      const origin = body.origin ?? 'manual'
      const data = { ...checked.data, ...verified }
      const seq = await appendRecord(app.box.ledger, { ...body, by, data, personal, origin })
      const values = Object.fromEntries(Object.entries(personal).map(([field, { value }]) => [field, value]))
      app.box.alarming.watcher.hear({
        form: body.form,
        data: { ...checked.data, ...values },
        withheld: Object.keys(values),
        ...(body.device === undefined ? {} : { device: body.device }),
      })
      app.box.uplink.detailAdded()
      return { seq }
    },
  )

  app.post(
    '/api/attachments',
    {
      preHandler: needsSomebody(app),
      schema: { response: { 200: Type.Object({ digest: Sha256Hex, bytes: Type.Integer() }) } },
    },
    async (request) => {
      const mediaType = request.headers['content-type']?.split(';')[0] ?? ''
      if (!MEDIA_TYPES.includes(mediaType) || !(request.body instanceof Buffer))
        throw fail('ATTACHMENT_TYPE', { name: mediaType })
      const bytes = new Uint8Array(request.body)
      const digest = await app.box.ledger.write('keepAttachment', { bytes, mediaType, at: app.box.clock.now().wall })
      app.box.uplink.detailAdded()
      return { digest, bytes: bytes.length }
    },
  )

  app.get('/api/attachments/:digest', { schema: { params: Digest } }, async ({ params: { digest } }, reply) => {
    const held = await app.box.ledger.read('attachment', digest)
    if (held === undefined) throw fail('ATTACHMENT_UNKNOWN', { name: digest })
    if ('erased' in held) throw removalError('REMOVED_BY_POLICY', { name: held.erased })
    return reply.type(held.mediaType).header('cache-control', 'private, max-age=60').send(Buffer.from(held.bytes))
  })

  app.delete(
    '/api/attachments/:digest',
    { ...guarded, schema: { params: Digest, body: Reason, response: { 200: Erased } } },
    async ({ params: { digest }, body: { reason } }) => {
      const erased = await app.box.ledger.write('eraseAttachment', { digest, reason })
      if (erased)
        await app.box.ledger.append(
          { type: 'event', event: 'attachment-erased', data: { digest, reason } },
          { urgent: true },
        )
      app.box.uplink.detailAdded()
      return { erased }
    },
  )

  app.delete(
    '/api/parts/:commitment',
    { ...guarded, schema: { params: Type.Object({ commitment: Sha256Hex }), body: Reason, response: { 200: Erased } } },
    async ({ params: { commitment }, body: { reason } }) => {
      const erased = await app.box.ledger.write('erasePart', { commitment, reason })
      if (erased)
        await app.box.ledger.append(
          { type: 'event', event: 'part-erased', data: { commitment, reason } },
          { urgent: true },
        )
      app.box.uplink.detailAdded()
      return { erased }
    },
  )

  app.get(
    '/api/parts/:commitment',
    {
      ...guarded,
      schema: {
        params: Type.Object({ commitment: Sha256Hex }),
        response: { 200: Type.Object({ value: Type.Unknown() }) },
      },
    },
    async ({ params: { commitment } }) => {
      const held = await app.box.ledger.read('part', commitment)
      if (held === undefined) throw fail('PART_UNKNOWN')
      if ('erased' in held) throw removalError('REMOVED_BY_POLICY', { name: held.erased })
      return held
    },
  )
}
