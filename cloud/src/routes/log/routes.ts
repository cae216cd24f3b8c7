import { batchSpan, parseBatch, parseSign1 } from '@zaojun/core'
import { type ProofBundle, parseTilePath } from '@zaojun/core/proof/index'
import { fail } from '../../errors.ts'
import { boxOf } from '../../http/guards.ts'
import { kidOf } from '../../keys.ts'
import { logKeyText, originOf } from '../../merkle-log/checkpoints.ts'
import { batchProof, entryProof } from '../../merkle-log/entry-proof.ts'
import { logNews } from '../../merkle-log/news.ts'
import { originsOf, restartOf } from '../../merkle-log/opening.ts'
import { removedFrom } from '../../merkle-log/removal-proofs.ts'
import { covers, type Spans } from '../../rights/spans.ts'
import type { KeyEvent } from '../../store/box-keys.ts'
import { type Routes, siteOf } from '../route.ts'
import { getEntryProof, getLog, getLogFile, getOwnProof, getProof, postCosignature } from './schema.ts'

const FOREVER = 'public, max-age=31536000, immutable'
const BRIEFLY = 'public, max-age=2'
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** The log and its proofs. Log and tiles are public: they hold digests, no data. */
export const log: Routes = (app, cloud, { box, reads }) => {
  const { merkleLog, store, keys } = cloud

  app.get('/v1/log', { schema: getLog }, async () => {
    const { root, ...state } = await merkleLog.state()
    const generation = merkleLog.standing()?.generation ?? 1
    return { ...state, root: base64(root), restart: await restartOf(merkleLog, generation) }
  })

  app.get('/v1/proof', { schema: getOwnProof, onRequest: box }, async (request) =>
    logNews(cloud, boxOf(request).id, request.query),
  )

  app.post('/v1/log/cosignatures', { schema: postCosignature, onRequest: box }, async ({ body }) =>
    merkleLog.cosigning.take(body.note),
  )

  app.get('/log/*', { schema: getLogFile }, async ({ url }, reply) => {
    const path = url.slice('/log/'.length)
    const inside = path.replace(/^[1-9][0-9]{0,5}\//, '')
    const known = inside === 'checkpoint' || parseTilePath(inside) !== undefined
    const bytes = known ? await merkleLog.file(path) : undefined
    if (bytes === undefined) throw fail('NOT_FOUND', { name: `GET /log/${path}` })
    const isCheckpoint = inside === 'checkpoint'
    reply.header('cache-control', isCheckpoint ? BRIEFLY : FOREVER)
    reply.type(isCheckpoint ? 'text/plain; charset=utf-8' : 'application/octet-stream')
    return Buffer.from(bytes)
  })

  app.get(
    '/v1/sites/:site/boxes/:box/batches/:n/proof',
    { schema: getProof, preHandler: reads('proofs') },
    async (request) => {
      const site = await siteOf(cloud, request.params.site)
      return bundleOf(site.id, request.params.box, request.params.n, request.spans)
    },
  )

  app.get(
    '/v1/sites/:site/boxes/:box/proof',
    { schema: getEntryProof, preHandler: reads('proofs') },
    async (request) => {
      const { box } = request.params
      const { seq } = request.query
      const site = await siteOf(cloud, request.params.site)
      const n = await store.batchOf(site.id, box, seq)
      if (n === null) throw fail('BATCH_UNKNOWN', { name: `${box}, seq ${seq}` })
      return bundleOf(site.id, box, n, request.spans)
    },
  )

  async function bundleOf(site: string, box: string, n: number, spans: Spans): Promise<ProofBundle> {
    const envelope = await store.envelope(site, box, n)
    const [keyEvents, boxKeys] = await Promise.all([store.keyEvents(site, box), store.boxKeys(site, box)])
    const [first] = boxKeys
    if (envelope === null) await demandHeld(site, box, n)
    if (envelope === null || first === undefined) throw fail('BATCH_UNKNOWN', { name: `${box}/${n}` })
    demandBatch(spans, envelope, `${site}: proofs, ${box}/${n}`)
    const { place, proof } = await batchProof(cloud, box, n)
    const { kid, payload } = parseSign1(envelope)
    const { removed, generation } = await removedFrom(cloud, site, payload)
    const signer = boxKeys.find(({ key }) => Buffer.compare(kidOf(key), kid) === 0) ?? first
    const proofs = await Promise.all(keyEvents.map((event) => keyProof(event, `${box}/${n}`)))
    const newest = Math.max(place.generation, generation, ...proofs.map(({ generation }) => generation))
    const origins = await originsOf(merkleLog, newest)
    return {
      v: origins.length > 0 || removed.length > 0 ? 3 : keyEvents.length > 0 ? 2 : 1,
      box,
      n,
      boxKey: base64(signer.key),
      ...(keyEvents.length === 0 ? {} : { firstKey: base64(first.key), keys: proofs.map(({ shown }) => shown) }),
      envelope: base64(envelope),
      leaf: base64(place.entry),
      proof,
      logKey: await logKeyText(keys, originOf(keys, place.generation)),
      ...(removed.length > 0 ? { removed } : {}),
      ...(origins.length > 0 ? { origins } : {}),
    }
  }

  async function demandHeld(site: string, box: string, n: number): Promise<void> {
    const removal = await store.removalOf({ site, box, n })
    if (removal === null) return
    const { no, at } = removal
    const name = `${box}/${n} (${site}, ${no}, ${new Date(at).toISOString()})`
    throw fail('BATCH_REMOVED_BY_POLICY', { name })
  }

  async function keyProof({ bytes, entry }: KeyEvent, name: string) {
    const { proof, generation } = await entryProof(cloud, entry, name)
    return { generation, shown: { statement: base64(bytes), leaf: base64(entry), proof } }
  }
}

/** A whole batch is given out or not: all of it must be of a time that was granted. */
function demandBatch(spans: Spans, envelope: Uint8Array, name: string): void {
  if (spans === null) return
  const { from, to, known } = batchSpan(parseBatch(parseSign1(envelope).payload))
  if (!known || from === null || to === null || !covers(spans, { from, to: to + 1 }))
    throw fail('NOT_GRANTED', { name })
}
