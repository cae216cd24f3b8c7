import { fail } from '../../errors.ts'
import { boxOf } from '../../http/guards.ts'
import { removeFiles } from '../../personal/expiry.ts'
import type { Routes } from '../route.ts'
import { postErasure } from './schema.ts'

const DIGEST = /^[0-9a-f]{64}$/

export const erasures: Routes = (app, { store, attachments: folder, now }, guards) => {
  app.post('/v1/erasures', { schema: postErasure, onRequest: guards.box }, async ({ body, box }) => {
    const { id, site } = boxOf({ box })
    if (body.what !== 'person' && !DIGEST.test(body.key))
      throw fail('REQUEST_INVALID', { name: 'key', place: 'body/key' })
    const { erased, attachments } = await store.eraseForBox(site, body, { reason: body.reason, by: id, at: now() })
    await removeFiles(folder, attachments)
    return { erased }
  })
}
