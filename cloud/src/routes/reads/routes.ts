import { leafEntry } from '@zaojun/core/proof/index'
import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { logKeyText, originOf } from '../../merkle-log/checkpoints.ts'
import { entryProof } from '../../merkle-log/entry-proof.ts'
import { sha256 } from '../../merkle-log/sha256.ts'
import { type Routes, siteOf } from '../route.ts'
import { getReadsProof, listReads } from './schema.ts'

/** Who looked at data of a site, with the proof that it stands in the log. */
export const reads: Routes = (app, cloud, guards) => {
  const { store, access, keys } = cloud

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
      const entry = leafEntry({ kind: 'reads', site, page, digest: sha256(content) })
      const { proof, generation } = await entryProof(cloud, entry, `${site}, page ${page}`)
      const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
      const logKey = await logKeyText(keys, originOf(keys, generation))
      return {
        v: 2 as const,
        kind: 'reads' as const,
        site,
        page,
        content: base64(content),
        leaf: base64(entry),
        proof,
        logKey,
      }
    },
  )
}
