import { mkdirSync } from 'node:fs'
import { commitmentInput } from '@zaojun/core'
import { digestOf, reading, type TestBox } from '../../../cloud/test/harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../../../cloud/test/harness/test-cloud.ts'
import { seeded } from '../ingest/batches.ts'

const READS = 5
const PHOTOS = 5
const PHOTO_BYTES = 20_000
const SALT = '00112233445566778899aabbccddeeff'
const TEMPERATURE = 36.4

/** A party that was granted it looks at the site a few times. */
async function lookedAt(t: TestCloud): Promise<void> {
  await t.ask('POST /v1/parties', { id: 'market-bureau', name: 'market bureau', kind: 'regulator' })
  const { body } = await t.ask('POST /v1/parties/market-bureau/tokens', { label: 'bench', days: 1 })
  const grant = { party: 'market-bureau', kinds: ['readings'], purpose: 'food-safety-supervision' }
  await t.ask(`POST /v1/sites/${SITE}/grants`, grant)
  const headers = { authorization: `Bearer ${(body as { token: string }).token}` }
  for (let n = 0; n < READS; n++) {
    await t.app.inject({ url: `/v1/sites/${SITE}/latest`, headers })
    await t.cloud.merkleLog.now()
  }
}

/** Its boxes have sent photos. */
async function photographed(t: TestCloud, box: TestBox, random: () => number): Promise<void> {
  const photos = Array.from({ length: PHOTOS }, () =>
    Buffer.from(Array.from({ length: PHOTO_BYTES }, () => random() * 256)),
  )
  const body = { type: 'record', form: 'tasting-sample', by: 'p-1', origin: 'manual', data: {} } as const
  await t.post(box, box.seal([{ body: { ...body, attachments: photos.map(digestOf) }, wall: t.clock.now }]))
  for (const payload of photos)
    await t.app.inject({
      method: 'PATCH',
      url: `/v1/attachments/${digestOf(payload)}`,
      headers: {
        authorization: `Bearer ${box.token}`,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
        'upload-length': String(payload.length),
      },
      payload,
    })
}

/** Somebody's temperature: the batch commits to it, the value lies beside. */
async function measured(t: TestCloud, box: TestBox): Promise<void> {
  const commitment = digestOf(commitmentInput(new Uint8Array(Buffer.from(SALT, 'hex')), TEMPERATURE))
  const data = { temperature: { commitment } }
  const body = {
    type: 'record' as const,
    form: 'morning-check',
    by: 'p-1',
    origin: 'manual' as const,
    data,
    attachments: [],
  }
  await t.post(box, box.seal([{ body, wall: t.clock.now }]))
  await t.app.inject({
    method: 'PUT',
    url: `/v1/parts/${commitment}`,
    headers: { authorization: `Bearer ${box.token}` },
    payload: { commitment, salt: SALT, value: TEMPERATURE, purpose: 'food-handler-health-check' },
  })
}

/**
 * A cloud with batches of two boxes, photos, a personal value, somebody who looked, and a key that was revoked, stopped;
 * resolves the key of its log.
 */
export async function filledCloud(folder: string, url: string | undefined, batches: number): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const t = await openTestCloud({ folder, store: { url } })
  const boxes = [await t.enrolled(), await t.enrolled()] as const
  for (let n = 0; n < batches; n++) {
    const box = boxes[n % 2]
    const body = reading('fridge-1', 'air-temperature', n)
    if (box) await t.post(box, box.seal([{ body, wall: t.clock.now + n * 1000 }]))
  }
  await photographed(t, boxes[0], seeded(2))
  await measured(t, boxes[1])
  for (const box of boxes) await t.beat(box)
  await lookedAt(t)
  const retired = await t.enrolled()
  await t.ask(`POST /v1/sites/${SITE}/boxes/${retired.id}/revocation`, { reason: 'retired' })
  await t.cloud.merkleLog.now()
  const { key } = await t.cloud.merkleLog.state()
  await t.app.close()
  await t.cloud.close()
  return key
}
