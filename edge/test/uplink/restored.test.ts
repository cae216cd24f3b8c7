import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { checkBundle } from '@zaojun/core/proof/index'
import { afterAll, expect, it } from 'vitest'
import { backUp, removeFolders, restoreTo } from '../../../cloud/test/harness/backups.ts'
import { nodeCrypto } from '../../../cloud/test/harness/node-crypto.ts'
import type { UplinkStatus } from '../../src/uplink/uplink.ts'
import { type Caller, SITE, startBox, startCloud } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Event = { seq: number; data?: { name?: { commitment: string } }; attachments?: string[] }

const picture = (of: number): Uint8Array =>
  new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 4_000 }, (_, n) => (n * of) & 0xff)])
afterAll(removeFolders)

/** A delivery taken in, with a photo of it and the name of who did. */
async function record(box: Caller, of: number, name: string) {
  const photo = await box.send<{ digest: string }>('POST', '/api/attachments', picture(of), 'image/jpeg')
  const { body } = await box.send<{ seq: number }>('POST', '/api/records', {
    form: 'weighing',
    by: 'p-7',
    data: { net: of },
    personal: { name: { value: name, purpose: 'who received the goods' } },
    attachments: [photo.body.digest],
  })
  return { seq: body.seq, digest: photo.body.digest }
}

const eventAt = (admin: Caller, seq: number) =>
  admin.until<{ events: Event[] }, Event>(`/v1/sites/${SITE.id}/events?types=record`, ({ events }) =>
    events.find((event) => event.seq === seq),
  )

/** What a reader is shown of a record: the name, the bytes of the photo. */
async function shown(admin: Caller, { seq, digest }: { seq: number; digest: string }) {
  const { data, attachments } = await eventAt(admin, seq)
  expect(attachments).toEqual([digest])
  const name = await admin.until<{ value?: string }, string>(
    `/v1/parts/${data?.name?.commitment}`,
    ({ value }) => value,
  )
  await admin.until(`/v1/attachments/${digest}`, (answer) => typeof answer === 'string')
  const photo = await fetch(`${admin.url}/v1/attachments/${digest}`, { headers: admin.headers })
  return { name, photo: new Uint8Array(await photo.arrayBuffer()) }
}

it('[Q6] of a cloud restored from a backup that lacks the tail: its records show name and photo again, with proof; what was erased since stays erased', async () => {
  const folder = temporaryFolder('restored')
  const data = join(folder, 'cloud')
  const { server, admin } = await startCloud(folder)
  const { code } = await server.provision(SITE)
  const uplink = ['--uplink.url', server.url, '--uplink.code', code, '--uplink.heartbeatSeconds', '1']
  const { box, gateway } = await startBox(folder, { uplink })
  await box.until<UplinkStatus, boolean>('/api/uplink', ({ state }) => state === 'online')
  const early = await record(box, 3, '收货人甲')
  await shown(admin, early)
  const set = temporaryFolder('backup')
  await backUp({ data }, set, 'full')
  const late = await record(box, 5, '收货人乙')
  expect(await shown(admin, late)).toEqual({ name: '收货人乙', photo: picture(5) })
  // Between the backup and the end of that machine somebody asks for this, at the box.
  expect((await box.send('DELETE', `/api/attachments/${early.digest}`, { reason: 'asked by the person' })).status).toBe(
    200,
  )
  await admin.until<{ code?: string }, boolean>(
    `/v1/attachments/${early.digest}`,
    (answer) => answer.code === 'REMOVED_BY_POLICY',
  )
  await server.stop()

  const again = temporaryFolder('again')
  cpSync(join(data, 'keys'), join(again, 'cloud', 'keys'), { recursive: true })
  cpSync(join(data, 'log'), join(again, 'cloud', 'log'), { recursive: true })
  await restoreTo({ data: join(again, 'cloud') }, set)
  const { admin: reader } = await startCloud(again, Number(new URL(server.url).port))
  expect(await shown(reader, late)).toEqual({ name: '收货人乙', photo: picture(5) })
  await reader.until<{ code?: string }, boolean>(
    `/v1/attachments/${early.digest}`,
    (answer) => answer.code === 'REMOVED_BY_POLICY',
  )
  const path = `/v1/sites/${SITE.id}/boxes/${gateway.box.identity.id}/proof?seq=${late.seq}`
  const proof = await reader.until<{ box?: string }, { box?: string }>(
    path,
    (answer) => answer.box !== undefined && answer,
  )
  expect((await checkBundle(proof as never, nodeCrypto)).ok).toBe(true)
}, 120_000)
