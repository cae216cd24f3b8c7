import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { contentBundle } from '../../merkle-log/content-bundle.ts'
import { type Routes, siteOf } from '../route.ts'
import { getReadsProof, listReads } from './schema.ts'

/** Who looked at data of a site, with the proof that it stands in the log. */
export const reads: Routes = (app, cloud, guards) => {
  const { store, access } = cloud

  app.get('/v1/sites/:site/reads', { schema: listReads, onRequest: guards.reader }, async (request) => {
    const { id } = await siteOf(cloud, request.params.site)
    await access.demandOwnerOrOperator(readerOf(request), id)
    const { before = null, party = null, limit } = request.query
    const rows = await store.reads(id, { before, party, limit })
    return { reads: rows, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) }
  })

  app.get(
    '/v1/sites/:site/reads/pages/:page/proof',
    { schema: getReadsProof, onRequest: guards.reader },
    async (request) => {
      const { id: site } = await siteOf(cloud, request.params.site)
      await access.demandOwnerOrOperator(readerOf(request), site)
      const { page } = request.params
      const content = await store.readsPage(site, page)
      if (content === null) throw fail('NOT_FOUND', { name: `page ${page}` })
      const leafOf = (digest: Uint8Array) => ({ kind: 'reads' as const, site, page, digest })
      const bundle = await contentBundle(cloud, content, leafOf, `${site}, page ${page}`)
      return { ...bundle, kind: 'reads' as const, site, page }
    },
  )
}
