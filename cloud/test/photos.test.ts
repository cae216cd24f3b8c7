import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { digestOf, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { onPostgres, storeUrlOf, tamper } from './harness/test-store.ts'
import { zaojun } from './harness/zaojun-command.ts'

/** Larger than one row of the store and one read of a file. */
const PHOTO_BYTES = 1_500_000
const photoOf = (n: number): Buffer => Buffer.from(Array.from({ length: PHOTO_BYTES }, (_, i) => (i * (31 + n)) % 251))

let t: TestCloud
let box: TestBox
const photos = [0, 1, 2, 3].map(photoOf)
const [flipped, cut, removed, erased] = photos.map(digestOf)
beforeAll(async () => {
  t = await openTestCloud()
  box = await t.enrolled()
  const body = { type: 'record', form: 'tasting-sample', by: 'p-1', origin: 'manual', data: {} } as const
  await t.post(box, box.seal([{ body: { ...body, attachments: photos.map(digestOf) }, wall: t.clock.now }]))
  for (const photo of photos) await sent(photo)
  await t.ask(`DELETE /v1/attachments/${erased}?reason=expired`)
  await t.cloud.merkleLog.now()
})
afterAll(() => t.close())

async function sent(photo: Buffer): Promise<void> {
  const headers = {
    authorization: `Bearer ${box.token}`,
    'content-type': 'application/offset+octet-stream',
    'upload-offset': '0',
    'upload-length': String(photo.length),
    'upload-media-type': 'image/jpeg',
  }
  const url = `/v1/attachments/${digestOf(photo)}`
  const { statusCode } = await t.app.inject({ method: 'PATCH', url, headers, payload: photo })
  expect(statusCode).toBe(204)
}

/** The command, over the store while its cloud runs. */
const verified = () => {
  const url = storeUrlOf(t.folder)
  return zaojun('verify', '--store', t.folder, ...(url === undefined ? [] : ['--store.url', url]))
}

/** A bit of the first photo, the end of the second and the whole of the third, behind the back of the cloud. */
function edit(): void {
  if (onPostgres) {
    const piece = (digest: string | undefined) => `attachment_piece WHERE digest = '${digest}'`
    tamper(
      t.folder,
      `UPDATE attachment_piece SET bytes = set_bit(bytes, 77, 1 - get_bit(bytes, 77)) WHERE digest = '${flipped}' AND start = 0;
       DELETE FROM ${piece(cut)} AND start > 0; DELETE FROM ${piece(removed)}`,
    )
    return
  }
  const file = (digest: string | undefined) => join(t.folder, 'attachments', SITE, String(digest))
  const bytes = readFileSync(file(flipped))
  bytes[9] = (bytes[9] ?? 0) ^ 1
  writeFileSync(file(flipped), bytes)
  writeFileSync(file(cut), readFileSync(file(cut)).subarray(0, 1024 * 1024))
  rmSync(file(removed))
}

it('[P1] a whole store is gone through with its photos, one erased by policy among them', async () => {
  expect(await verified()).toMatchObject({ status: 0, stdout: expect.stringContaining('3 张照片 photos') })
})

it.runIf(onPostgres)('[P1] one that the store has yet to take up is read where it lies, as a file', async () => {
  const pieces = `attachment_piece WHERE digest = '${cut}'`
  tamper(t.folder, `CREATE TABLE aside AS SELECT * FROM ${pieces}; DELETE FROM ${pieces}`)
  const file = join(t.folder, 'attachments', SITE, String(cut))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, photos[1] ?? '')
  const { stdout } = await verified()
  tamper(t.folder, 'INSERT INTO attachment_piece SELECT * FROM aside; DROP TABLE aside')
  rmSync(file)
  expect(stdout).toContain('✓ 1 批 batches')
})

it('[P1] a photo with a bit changed, one cut short and one removed are each named by digest and site', async () => {
  edit()
  const { status, stdout } = await verified()
  expect(status).toBe(1)
  expect(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('✗ photo'))
      .sort(),
  ).toEqual(
    [
      `✗ photo ${flipped} of ${SITE}: 字节与摘要不符：被改过 its bytes are not those of its digest: altered`,
      `✗ photo ${cut} of ${SITE}: 字节被截短：1048576 / ${PHOTO_BYTES} its bytes are cut: 1048576 / ${PHOTO_BYTES}`,
      `✗ photo ${removed} of ${SITE}: 字节缺失 its bytes are missing`,
    ].sort(),
  )
})

it('[P1] one of which the store holds neither row nor bytes is told as named by its batch and not here', async () => {
  tamper(t.folder, `DELETE FROM attachment WHERE digest = '${removed}'`)
  const { stdout } = await verified()
  expect(stdout).toContain(`${removed} of batch ${box.id}/1`)
  expect(stdout).not.toContain(`${erased} of batch`)
})
