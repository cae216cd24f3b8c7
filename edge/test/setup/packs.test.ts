import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadCatalogue, makePack, type PackDraft, rawPublicKey } from '@zaojun/device-profiles'
import { expect, it } from 'vitest'
import { type Caller, startBox, startSimulator } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

const shipped = loadCatalogue()
const { privateKey } = generateKeyPairSync('ed25519')
const publicKey = Buffer.from(rawPublicKey(privateKey)).toString('hex')
const TEMPLATE = readFileSync(
  join(import.meta.dirname, '../../../device-profiles/profiles/warehouse-climate/xy-md02.yaml'),
  'utf8',
).replace('id: xy-md02', 'id: test-climate')
const draft = (version: string, text = TEMPLATE): PackDraft => ({
  id: 'test-pack',
  version,
  issuer: 'test-house',
  name: { zh: '测试包', en: 'Test pack' },
  files: [{ path: 'profiles/warehouse-climate/test-climate.yaml', text }],
})
const pack = (version: string, text?: string) => makePack(draft(version, text), privateKey, shipped)

type Report = { applied: boolean; added: string[]; changed: string[]; units: string[]; pack: { fingerprint: string } }
type Packs = { packs: { id: string; version: string }[]; keys: { issuer: string; fingerprint: string }[] }
const send = (box: Caller, bytes: Uint8Array, apply = true) =>
  box.send<Report & { code?: string; place?: string; zh?: string }>(
    'POST',
    `/api/packs?apply=${apply}`,
    bytes,
    'application/octet-stream',
  )
const trust = (box: Caller) =>
  box.send<{ fingerprint: string }>('POST', '/api/pack-keys', { issuer: 'test-house', publicKey })
const reads = (box: Caller, fits: (value: unknown) => boolean) =>
  box.until<{ latest: { device: string; point: string; value: unknown }[] }, true>(
    '/api/home',
    ({ latest }) =>
      latest.some(
        ({ device, point, value }) => device === 'dry-store-climate' && point === 'air-temperature' && fits(value),
      ) || undefined,
  )

it('[G2] a signed pack brings a model that works at once, a newer one replaces it, and both stand after a restart', async () => {
  const folder = temporaryFolder('packs')
  const simulator = await startSimulator(['sensor-line'])
  const { gateway, box } = await startBox(folder, { simulator })
  expect((await send(box, pack('1.0.0'))).body).toMatchObject({ code: 'PACK_ISSUER', place: 'test-pack' })
  const { body: key } = await trust(box)
  const looked = await send(box, pack('1.0.0'), false)
  expect(looked.body).toMatchObject({ applied: false, added: ['test-climate'], pack: { fingerprint: key.fingerprint } })
  expect((await box.get<Packs>('/api/packs')).body.packs).toEqual([])

  const before = gateway.box.catalogue.digest
  expect((await send(box, pack('1.0.0'))).body).toMatchObject({ applied: true })
  expect(gateway.box.catalogue.digest).not.toBe(before)
  simulator.set('store-transmitter', 'air-temperature', 20)
  const unit = { id: 'store-transmitter', bus: 'sensor-line', profile: 'test-climate', address: 1 }
  expect((await box.send('PUT', '/api/units/store-transmitter', unit)).status).toBe(200)
  await reads(box, (value) => value === 20)

  const shifted = TEMPLATE.replace(
    'from: { table: input, address: 1, type: int16, scale: 0.1 }',
    'from: { table: input, address: 1, type: int16, scale: 0.1, offset: 5 }',
  ).replace(
    /vectors:[\s\S]*$/,
    'vectors:\n  - title: never write the address register\n    never: 01 06 01 01 00 05 19 F5\n',
  )
  expect((await send(box, pack('1.1.0', shifted))).body).toMatchObject({
    changed: ['test-climate'],
    units: ['store-transmitter'],
  })
  await reads(box, (value) => value === 25)
  expect((await send(box, pack('1.0.0'))).body).toMatchObject({ code: 'PACK_VERSION' })
  expect(await box.send('DELETE', '/api/packs/test-pack')).toMatchObject({
    body: { code: 'PACK_IN_USE', place: 'store-transmitter' },
  })
  expect(await box.send('DELETE', `/api/pack-keys/${key.fingerprint}`)).toMatchObject({
    body: { code: 'PACK_KEY_IN_USE' },
  })
  const digest = gateway.box.catalogue.digest
  await gateway.stop()

  const again = await startBox(folder)
  expect((await again.box.get<Packs>('/api/packs')).body.packs).toMatchObject([{ id: 'test-pack', version: '1.1.0' }])
  expect(again.gateway.box.catalogue.digest).toBe(digest)
  await reads(again.box, (value) => value === 25)
  await again.box.send('PUT', '/api/units/store-transmitter', { ...unit, profile: 'xy-md02' })
  expect((await again.box.send<Packs>('DELETE', '/api/packs/test-pack')).body.packs).toEqual([])
  await reads(again.box, (value) => value === 20)
})

it('a bad pack is refused by name and place, and nothing of it stays', async () => {
  const { gateway, box } = await startBox(temporaryFolder('packs'))
  await trust(box)
  const before = gateway.box.catalogue.digest
  const good = pack('1.0.0')
  const bent = Uint8Array.from(good)
  bent[200] = (bent[200] ?? 0) ^ 1
  expect((await send(box, bent)).body.code).toMatch(/^PACK_(SIGNATURE|MALFORMED|ISSUER)$/)
  expect((await send(box, new TextEncoder().encode('no pack'))).body.code).toBe('PACK_MALFORMED')
  const stranger = generateKeyPairSync('ed25519').privateKey
  expect((await send(box, makePack(draft('1.0.0'), stranger, shipped))).body).toMatchObject({
    code: 'PACK_ISSUER',
    zh: expect.stringContaining('test-house'),
  })
  expect((await box.get<Packs>('/api/packs')).body.packs).toEqual([])
  expect(gateway.box.catalogue.digest).toBe(before)
})

it('a stick brings packs, keys and lists; nothing else of the disk can be read', async () => {
  const folder = temporaryFolder('usb')
  const stick = join(folder, 'media/stick')
  mkdirSync(stick, { recursive: true })
  writeFileSync(join(stick, 'climate.zjpack'), pack('1.0.0'))
  writeFileSync(join(stick, 'house.zjkey'), JSON.stringify({ issuer: 'test-house', publicKey }))
  writeFileSync(join(stick, 'photo.jpg'), 'no')
  writeFileSync(join(folder, 'secret.zjpack'), 'no')
  const { box } = await startBox(folder, { uplink: ['--usb.folders', JSON.stringify([join(folder, 'media')])] })
  const { body: files } = await box.get<{ path: string; name: string; use: string }[]>('/api/usb')
  expect(files.map(({ name, use }) => [name, use])).toEqual([
    ['climate.zjpack', 'pack'],
    ['house.zjkey', 'key'],
  ])
  const read = (path: string) => box.get<{ code?: string }>(`/api/usb/file?path=${encodeURIComponent(path)}`)
  expect((await read(join(stick, 'house.zjkey'))).body).toMatchObject({ issuer: 'test-house' })
  for (const path of [join(folder, 'secret.zjpack'), `${stick}/../../secret.zjpack`, '/etc/passwd'])
    expect((await read(path)).body.code).toBe('USB_FILE')
})
