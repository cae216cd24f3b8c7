import type { AddressInfo } from 'node:net'
import type { Registry } from '@zaojun/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, rangeHeader, SITE, type TestCloud } from './harness/test-cloud.ts'

let t: TestCloud
beforeAll(async () => {
  t = await openTestCloud()
})
afterAll(() => t.close())

const one = (value = 1, device = 'scale-1') => [{ body: reading(device, 'gross', value), wall: t.clock.now }]
const boxRow = async (box: TestBox) => {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/boxes`)
  return (body as { boxes: { id: string }[] }).boxes.find(({ id }) => id === box.id)
}
const registry = (revision: number, name: string): Registry => ({
  revision,
  site: { name: '一食堂', timeZone: 'Asia/Shanghai' },
  zones: [{ id: 'warehouse', clause: '5.5', name: { zh: '仓库', en: 'Warehouse' } }],
  buses: [],
  units: [],
  devices: [{ id: 'scale-1', kind: 'cloud-scale', name, zone: 'warehouse', points: {}, state: 'active' }],
})

describe('a box’s standing', () => {
  it('tells numbers that are awaited from those that are missing', async () => {
    const box = await t.enrolled()
    const sealed = Array.from({ length: 9 }, (_, i) => box.seal(one(i)))
    for (const n of [1, 2, 9])
      await t.post(box, sealed[n - 1]?.envelope ?? new Uint8Array(), rangeHeader(1, 9, [[5, 8]]))
    expect(await boxRow(box)).toMatchObject({
      held: [
        [1, 2],
        [9, 9],
      ],
      awaited: [[5, 8]],
      missing: [[3, 4]],
      pendingBatches: 4,
      newest: 9,
    })
    const { body } = await t.ask(`GET /v1/sites/${SITE}`)
    expect(body).toMatchObject({ missing: 2, state: 'normal' })
  })

  it('counts what is awaited without progress for a day as missing', async () => {
    const box = await t.enrolled()
    const sealed = [box.seal(one(1)), box.seal(one(2))]
    await t.post(box, sealed[1]?.envelope ?? new Uint8Array(), rangeHeader(1, 2, [[1, 1]]))
    expect(await boxRow(box)).toMatchObject({ awaited: [[1, 1]], missing: [] })
    t.clock.now += 24 * 3_600_000
    const later = await t.cloud.accounts.login('admin', 'a password for tests', 'later')
    const headers = { authorization: `Bearer ${later}` }
    const answer = await t.app.inject({ url: `/v1/sites/${SITE}/boxes`, headers })
    const row = (answer.json() as { boxes: { id: string }[] }).boxes.find(({ id }) => id === box.id)
    expect(row).toMatchObject({ awaited: [], missing: [[1, 1]], state: 'offline' })
  })
})

describe('a site', () => {
  it('[L24] shows its zones and devices as its box registered them, with the points of their kind', async () => {
    const box = await t.enrolled()
    const late = box.seal([{ body: { type: 'registry', registry: registry(1, 'old name') }, wall: t.clock.now }])
    const newer = box.seal([{ body: { type: 'registry', registry: registry(2, '收货秤') }, wall: t.clock.now }])
    await t.post(box, newer)
    await t.post(box, late)
    const { body } = await t.ask(`GET /v1/sites/${SITE}`)
    expect(body).toMatchObject({
      zones: [{ id: 'warehouse' }],
      devices: [{ id: 'scale-1', name: '收货秤', kind: 'cloud-scale', box: box.id }],
    })
    const devices = (await t.ask(`GET /v1/sites/${SITE}/devices`)).body as {
      devices: { points: { point: string; unit?: string; value: string }[] }[]
    }
    expect(devices.devices[0]?.points).toEqual(
      expect.arrayContaining([expect.objectContaining({ point: 'gross', unit: 'kg', value: 'number' })]),
    )
  })

  it('is made once, in a time zone that exists', async () => {
    const site = { id: 'canteen-2', name: '二食堂', timeZone: 'Asia/Shanghai' }
    expect(await t.ask('POST /v1/sites', site)).toMatchObject({
      status: 201,
      body: { id: 'canteen-2', boxes: 0, state: 'offline' },
    })
    expect(await t.ask('POST /v1/sites', site)).toMatchObject({ status: 409, body: { code: 'SITE_EXISTS' } })
    expect(await t.ask('POST /v1/sites', { ...site, id: 'x', timeZone: 'Mars/Olympus' })).toMatchObject({
      body: { code: 'SITE_TIME_ZONE' },
    })
    expect(await t.ask('GET /v1/sites/nowhere')).toMatchObject({ status: 404, body: { code: 'SITE_UNKNOWN' } })
  })

  it('pages through its events by arrival, from either end', async () => {
    const box = await t.enrolled()
    const event = (name: string) => ({ body: { type: 'event', event: name, data: {} } as const, wall: t.clock.now })
    await t.post(box, box.seal(['a', 'b', 'c'].map(event)))
    type Page = { events: { event: string; box: string; seq: number }[]; next: number | null }
    const newest = (await t.ask(`GET /v1/sites/${SITE}/events?types=event&order=newest&limit=2`)).body as Page
    expect(newest.events.map((row) => row.event)).toEqual(['c', 'b'])
    const rest = (await t.ask(`GET /v1/sites/${SITE}/events?types=event&order=newest&limit=1&after=${newest.next}`))
      .body as Page
    expect(rest.events).toMatchObject([{ event: 'a', box: box.id, source: 'box', receivedAt: t.clock.now }])
  })
})

describe('watching', () => {
  it('tells the box at once, sends what moves, and ends with the connection', async () => {
    const box = await t.enrolled()
    await t.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = t.app.server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/v1`
    const watch = async (known: boolean) =>
      (
        await fetch(`${url}/boxes/self/watch?known=${known}`, { headers: { authorization: `Bearer ${box.token}` } })
      ).json()
    const noticed = watch(false)
    const leave = new AbortController()
    const person = await t.cloud.accounts.login('admin', 'a password for tests', 'watcher')
    const live = await fetch(`${url}/sites/${SITE}/live`, {
      headers: { authorization: `Bearer ${person}` },
      signal: leave.signal,
    })
    expect(await noticed).toEqual({ watched: true })
    const answer = await t.post(box, box.seal(one(7.5, 'watched-scale')))
    expect(answer.body).toMatchObject({ watched: true })
    const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('event: latest')) text += (await reader?.read())?.value ?? ''
    expect(text).toContain('"device":"watched-scale","point":"gross","value":7.5')
    const unnoticed = watch(true)
    leave.abort()
    expect(await unnoticed).toEqual({ watched: false })
  })
})
