import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ReadingRow } from '../src/routes/readings/schema.ts'
import { reading } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'

const MINUTE_MS = 60_000
const TEN = Date.UTC(2027, 2, 1, 10)
const DAY_MS = 24 * 60 * MINUTE_MS
const MB = 1_000_000
/** What the standard wants exchanged in a second. */
const A_SECOND_OF_EXCHANGE = 40 * MB

let t: TestCloud
beforeAll(async () => {
  t = await openTestCloud({ now: TEN + DAY_MS })
})
afterAll(() => t.close())

const rows = async (query: string): Promise<ReadingRow[]> => {
  const { status, raw } = await t.ask(`GET /v1/sites/${SITE}/readings?${query}`)
  expect(status).toBe(200)
  return raw
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReadingRow)
}
const at = (device: string, wall: number | null, value: number | null, era = 1) => ({
  body: reading(device, 'air-temperature', value),
  wall,
  era,
})
const span = `from=${TEN}&to=${TEN + 2 * DAY_MS}`

it('[L24] gives all readings of a span as rows, each with its quality, origin, box and seq', async () => {
  const box = await t.enrolled()
  const bad = { ...reading('rows', 'air-temperature', null), quality: 'bad' as const, reason: 'SENSOR_BROKEN' }
  await t.post(box, box.seal([at('rows', TEN - 1, 1), at('rows', TEN, 2.5), { body: bad, wall: TEN + MINUTE_MS }]))
  const common = { device: 'rows', point: 'air-temperature', origin: 'measured', box: box.id }
  expect(await rows(`${span}&device=rows`)).toEqual([
    { ...common, at: TEN, value: 2.5, quality: 'good', seq: 2 },
    { ...common, at: TEN + MINUTE_MS, value: null, quality: 'bad', seq: 3, reason: 'SENSOR_BROKEN' },
  ])
})

it('goes by day, then device and point, then as the box recorded', async () => {
  const box = await t.enrolled()
  const next = TEN + DAY_MS
  await t.post(
    box,
    box.seal([at('order-b', TEN, 1), at('order-a', TEN + 1, 2), at('order-a', next, 3), at('order-b', TEN + 2, 4)]),
  )
  const found = (await rows(span)).filter(({ device }) => device.startsWith('order-'))
  expect(found.map(({ device, value }) => `${device} ${value}`)).toEqual([
    'order-a 2',
    'order-b 1',
    'order-b 4',
    'order-a 3',
  ])
})

it('leaves out what has no known time unless it is asked for, and then says so', async () => {
  const box = await t.enrolled()
  box.eras.push({ era: 2, boot: 'fedcba9876543210', offset: null, clock: 'unknown' })
  await t.post(box, box.seal([at('unknown', TEN, 1), at('unknown', null, 2, 2)]))
  expect((await rows(`${span}&device=unknown`)).map(({ value }) => value)).toEqual([1])
  const all = await rows(`${span}&device=unknown&timeUnknown=true`)
  expect(all.map(({ at: when, value }) => [when, value])).toEqual([
    [TEN, 1],
    [null, 2],
  ])
})

it('refuses a span that ends before it begins, and a device that was never heard of', async () => {
  const ask = (query: string) => t.ask(`GET /v1/sites/${SITE}/readings?${query}`)
  expect(await ask(`from=${TEN}&to=${TEN}`)).toMatchObject({ status: 400, body: { code: 'SERIES_SPAN' } })
  expect(await ask(`${span}&device=nobody`)).toMatchObject({ status: 404, body: { code: 'SERIES_UNKNOWN' } })
})

it('[Q5] exchanges more than a second’s worth of rows in one answer, each reading once, and counts its bytes', async () => {
  const box = await t.enrolled()
  const [series, points] = [50, 5_400]
  const devices = Array.from({ length: series }, (_, index) => `exchange-${String(index).padStart(2, '0')}`)
  let wire = 0
  for (let start = 0; start < points; start += 90) {
    const sealed = box.seal(
      Array.from({ length: 90 * series }, (_, i) =>
        at(devices[i % series] ?? '', TEN + (start + Math.floor(i / series)) * 1_000, (i % 1_000) / 100),
      ),
    )
    wire += sealed.envelope.length
    expect((await t.post(box, sealed)).status).toBe(200)
  }
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 })
  const begun = performance.now()
  const answer = await fetch(`${url}/v1/sites/${SITE}/readings?${span}&point=air-temperature`, {
    headers: { authorization: `Bearer ${t.token}` },
  })
  let [bytes, lines] = [0, 0]
  const seen = new Set<number>()
  let rest = ''
  const decoder = new TextDecoder()
  const reader = answer.body?.getReader()
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    const chunk = read.value
    bytes += chunk.length
    const text = rest + decoder.decode(chunk, { stream: true })
    const parts = text.split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      if (!line.includes('"device":"exchange-')) continue
      lines++
      seen.add(Number(/"seq":(\d+)/.exec(line)?.[1]))
    }
  }
  const seconds = (performance.now() - begun) / 1000
  const rate = (amount: number) => (amount / seconds / MB).toFixed(1)
  console.log(
    `[Q5] ${bytes} bytes of row JSON in ${seconds.toFixed(2)} s: ${rate(bytes)} MB/s; the same readings came as ${wire} signed bytes`,
  )
  expect([lines, seen.size]).toEqual([series * points, series * points])
  expect(bytes).toBeGreaterThan(A_SECOND_OF_EXCHANGE)
})
