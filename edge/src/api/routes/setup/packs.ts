import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import { MAX_PACK_BYTES, PACK_CONTENT_TYPE } from '@zaojun/device-profiles'
import Type from 'typebox'
import { fail } from '../../../setup/packs/errors.ts'
import { BrokenPack, PackFace, PackKey, PackReport, UsbFile } from '../../../setup/packs/shapes.ts'
import { readUsbFile, usbFiles } from '../../../setup/packs/usb.ts'
import { ADMIN, needsSession } from '../../session.ts'

const ById = Type.Object({ id: Id })
const ByFingerprint = Type.Object({ fingerprint: Type.String({ pattern: '^[0-9a-f]{64}$' }) })
const PackList = Type.Object({
  packs: Type.Array(PackFace),
  broken: Type.Array(BrokenPack),
  keys: Type.Array(PackKey),
})

/** Profile packs: whose are trusted, which are installed, and what a stick brings. Applied without a restart. */
export const packRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const guarded = { preHandler: needsSession(app) }
  app.addContentTypeParser(
    [PACK_CONTENT_TYPE, 'application/octet-stream'],
    { parseAs: 'buffer', bodyLimit: MAX_PACK_BYTES + 1 },
    (_request, body, done) => done(null, body),
  )
  const note = (event: string, data: Record<string, unknown>) =>
    app.box.ledger.append({ type: 'event', event, data }, { urgent: true })
  /** Everything that was made from the catalogue is made anew. */
  const inForce = async (units: readonly string[]) => {
    const { registry, buses } = app.box
    registry.refresh()
    const concerned = registry.current.units.filter(({ id }) => units.includes(id))
    await buses.renew(new Set(concerned.map(({ bus }) => bus)))
  }

  app.get('/api/packs', { schema: { response: { 200: PackList } } }, async () => ({
    packs: app.box.packs.all(),
    broken: app.box.packs.broken,
    keys: [...app.box.packKeys.all()],
  }))
  app.post(
    '/api/packs',
    {
      ...guarded,
      schema: {
        description: 'Body: the bytes of a pack. Without `apply` it is opened and checked, and nothing is changed',
        querystring: Type.Object({ apply: Type.Optional(Type.Boolean()) }),
        response: { 200: PackReport },
      },
    },
    async ({ query: { apply = false }, body }) => {
      const { packs, registry } = app.box
      const bytes = body instanceof Buffer ? new Uint8Array(body) : new Uint8Array()
      if (!apply) return packs.look(bytes, () => registry.current)
      const report = await packs.install(bytes, () => registry.current)
      const { id, version, issuer, digest, fingerprint } = report.pack
      const { added, changed, removed } = report
      await note('profile-pack-installed', { id, version, issuer, digest, fingerprint, added, changed, removed })
      await inForce(report.units)
      return report
    },
  )
  app.delete(
    '/api/packs/:id',
    { ...guarded, schema: { params: ById, response: { 200: PackList } } },
    async ({ params: { id } }) => {
      const { packs, packKeys, registry } = app.box
      const removed = await packs.remove(id, () => registry.current)
      await note('profile-pack-removed', { id, version: removed?.version ?? '', digest: removed?.digest ?? '' })
      await inForce([])
      return { packs: packs.all(), broken: packs.broken, keys: [...packKeys.all()] }
    },
  )

  app.post(
    '/api/pack-keys',
    {
      ...guarded,
      schema: {
        body: Type.Object(
          { issuer: Id, publicKey: Type.String({ maxLength: 256, description: '64 hex digits' }) },
          { additionalProperties: false },
        ),
        response: { 200: PackKey },
      },
    },
    async ({ body }) => {
      const { packKeys, clock } = app.box
      const key = packKeys.add({ ...body, addedAt: clock.now().wall, by: ADMIN })
      await note('pack-key-trusted', { issuer: key.issuer, fingerprint: key.fingerprint })
      return key
    },
  )
  app.delete(
    '/api/pack-keys/:fingerprint',
    { ...guarded, schema: { params: ByFingerprint, response: { 200: PackKey } } },
    async ({ params: { fingerprint } }) => {
      const { packs, packKeys } = app.box
      const user = packs.usesKey(fingerprint)
      if (user !== undefined) throw fail('PACK_KEY_IN_USE', { name: user, place: user })
      const key = packKeys.remove(fingerprint)
      await note('pack-key-removed', { issuer: key.issuer, fingerprint })
      return key
    },
  )

  app.get('/api/usb', { ...guarded, schema: { response: { 200: Type.Array(UsbFile) } } }, async () =>
    usbFiles(app.box.config.usb.folders),
  )
  app.get(
    '/api/usb/file',
    { ...guarded, schema: { querystring: Type.Object({ path: Type.String({ maxLength: 1024 }) }) } },
    async ({ query: { path } }, reply) =>
      reply
        .type('application/octet-stream')
        .header('cache-control', 'no-store')
        .send(Buffer.from(await readUsbFile(app.box.config.usb.folders, path))),
  )
}
