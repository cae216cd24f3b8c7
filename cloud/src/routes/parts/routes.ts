import { createHash } from 'node:crypto'
import { commitmentInput } from '@zaojun/core'
import { fail } from '../../errors.ts'
import { boxOf, readerOf } from '../../http/guards.ts'
import { overdue, removed } from '../../http/removed.ts'
import { demandMention } from '../../rights/mention.ts'
import type { Routes } from '../route.ts'
import { erasePart, getPart, putPart } from './schema.ts'

export const parts: Routes = (app, { store, access, now }, guards) => {
  app.put('/v1/parts/:commitment', { schema: putPart, preHandler: guards.box }, async (request) => {
    const { commitment } = request.params
    const part = request.body
    const input = commitmentInput(new Uint8Array(Buffer.from(part.salt, 'hex')), part.value)
    const hash = createHash('sha256').update(input).digest('hex')
    if (hash !== commitment || part.commitment !== commitment) throw fail('PART_COMMITMENT', { name: commitment })
    return { commitment, state: await store.putPart(boxOf(request).site, part, now()) }
  })

  app.get('/v1/parts/:commitment', { schema: getPart, preHandler: guards.reader }, async (request, reply) => {
    const { commitment } = request.params
    const state = await store.part(commitment)
    if (state === null) throw fail('NOT_FOUND', { name: `part ${commitment}` })
    if (state.state === 'held') {
      const spans = await access.admit(readerOf(request), state.site, 'personal', `part ${commitment}`)
      await demandMention(store, spans, state.site, commitment)
    }
    if (state.state === 'erased') return reply.status(410).send(removed(state.erasure))
    const due = overdue(state.part, now())
    return due === null ? state.part : reply.status(410).send(removed(due))
  })

  app.delete('/v1/parts/:commitment', { schema: erasePart, preHandler: guards.person }, async (request, reply) => {
    const { commitment } = request.params
    const erasure = { reason: request.query.reason, by: request.person, at: now() }
    if (!(await store.erasePart(commitment, erasure))) throw fail('NOT_FOUND', { name: `part ${commitment}` })
    return reply.status(204).send(null)
  })
}
