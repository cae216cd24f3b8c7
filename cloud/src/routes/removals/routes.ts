import type { RemovedBundle } from '@zaojun/core/proof/index'
import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { logKeyText, originOf } from '../../merkle-log/checkpoints.ts'
import { contentBundle } from '../../merkle-log/content-bundle.ts'
import { batchProof } from '../../merkle-log/entry-proof.ts'
import { originsOf } from '../../merkle-log/opening.ts'
import { removalProofs } from '../../merkle-log/removal-proofs.ts'
import type { Spans } from '../../rights/spans.ts'
import { type Routes, siteOf } from '../route.ts'
import { getRemovalProof, getRemovedBatch, getRemovedEntry } from './schema.ts'

/** What was removed by policy, and the proof of it: never missing, never altered. */
export const removals: Routes = (app, cloud, { reader, reads }) => {
  const { store, access, merkleLog, keys } = cloud

  app.get('/v1/sites/:site/removals/:no/proof', { schema: getRemovalProof, onRequest: reader }, async (request) => {
    const { id: site } = await siteOf(cloud, request.params.site)
    await access.demandOwnerOrOperator(readerOf(request), site)
    const { no } = request.params
    const content = await store.removalBody({ site, no })
    if (content === null) throw fail('NOT_FOUND', { name: `removal ${no}` })
    const leafOf = (digest: Uint8Array) => ({ kind: 'removal' as const, site, no, digest })
    const bundle = await contentBundle(cloud, content, leafOf, `${site}, removal ${no}`)
    return { ...bundle, kind: 'removal' as const, site, no }
  })

  app.get(
    '/v1/sites/:site/boxes/:box/batches/:n/removal',
    { schema: getRemovedBatch, preHandler: reads('proofs') },
    async ({ params: { site, box, n }, spans }) => removedBatch((await siteOf(cloud, site)).id, box, n, spans),
  )

  app.get(
    '/v1/sites/:site/boxes/:box/removal',
    { schema: getRemovedEntry, preHandler: reads('proofs') },
    async ({ params: { site, box }, query: { seq }, spans }) => {
      const { id } = await siteOf(cloud, site)
      const n = await store.batchOf(id, box, seq)
      if (n === null) throw fail('BATCH_UNKNOWN', { name: `${box}, seq ${seq}` })
      return removedBatch(id, box, n, spans)
    },
  )

  async function removedBatch(site: string, box: string, n: number, spans: Spans): Promise<RemovedBundle> {
    const name = `${box}/${n}`
    // Of what time it was nobody can say any more.
    if (spans !== null) throw fail('NOT_GRANTED', { name: `${site}: proofs, ${name}` })
    const removal = await store.removalOf({ site, box, n })
    if (removal === null) throw fail('BATCH_UNKNOWN', { name })
    const { place, proof } = await batchProof(cloud, box, n)
    const { removed, generation } = await removalProofs(cloud, site, [removal.no])
    const origins = await originsOf(merkleLog, Math.max(generation, place.generation))
    return {
      v: 3,
      kind: 'removed',
      box,
      n,
      leaf: Buffer.from(place.entry).toString('base64'),
      proof,
      removed,
      logKey: await logKeyText(keys, originOf(keys, place.generation)),
      ...(origins.length > 0 ? { origins } : {}),
    }
  }
}
