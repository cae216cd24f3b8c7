import { rollUpDue } from '../../src/rollup/job.ts'
import type { Series } from '../../src/routes/series/schema.ts'
import { reading, type Sealed, TestBox, type Timed } from './test-box.ts'
import { SITE, type TestCloud } from './test-cloud.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DEVICES = ['fridge-1', 'fridge-2', 'oven', 'door', 'van'] as const

const toldLate = (device: string, value: number, deviceTime: number, wall: number): Timed => {
  const body = { ...reading(device, 'air-temperature', value), deviceTime, late: true as const }
  return { body, wall }
}

/**
 * A store with all that makes readings hard to keep: two days of small batches of two boxes, one of them late; a clock set
 * back, corrected, unknown; a dead sensor, calibrations, texts, booleans, what a device told late; and a fork.
 */
export async function fillKitchen(t: TestCloud, start: number): Promise<TestBox[]> {
  const boxes = [await t.enrolled(), await t.enrolled()]
  const [one, two] = boxes as [TestBox, TestBox]
  const back = one.newEra(-HOUR_MS)
  const unknown = one.newEra(null)
  const held: Sealed[] = []
  const stale = { ...reading('fridge-1', 'air-temperature', null), quality: 'stale', reason: 'no-answer' } as const
  for (let n = 0; n < 40; n++) {
    const wall = start + n * 70 * 60_000
    const calibration = n > 10 && n < 30 ? { calibration: n < 20 ? 'cal-a' : 'cal-b' } : {}
    const sealed = one.seal([
      { body: { ...reading('fridge-1', 'air-temperature', n / 4), ...calibration }, wall },
      ...(n % 9 === 8 ? [{ body: stale, wall: wall + 20_000 }] : []),
      { body: reading('fridge-1', 'air-temperature', n / 3), wall: wall + 60_000 },
      { body: reading('door', 'open', n % 2 === 0), wall: wall + 61_000, era: n === 15 ? back : 1 },
      { body: reading('oven', 'program', `steam ${n % 3}`), wall: wall + 62_000 },
      ...(n === 20 ? [{ body: reading('oven', 'program', 'unknown'), wall: null, era: unknown }] : []),
      toldLate('van', -n, wall - 30 * 60_000, wall + 63_000),
    ])
    if (n % 11 === 10) held.push(sealed)
    else await t.post(one, sealed)
    await t.post(two, two.seal([{ body: reading('fridge-2', 'air-temperature', n + 0.125), wall: wall + 5 * DAY_MS }]))
  }
  for (const late of held) await t.post(one, late)
  const twin = new TestBox(one.key)
  twin.token = one.token
  const fork = twin.seal([{ body: reading('fridge-1', 'air-temperature', 1000), wall: start }])
  const refused = await t.post(twin, fork)
  if ((refused.body as { code: string }).code !== 'BATCH_FORK') throw new Error(JSON.stringify(refused.body))
  const correction = { era: 1, first: 1, last: 20, ms: -5 * DAY_MS, reason: 'ran fast' }
  await t.post(two, two.seal([{ body: { type: 'event', event: 'clock-corrected', data: correction }, wall: start }]))
  return boxes
}

const POINTS: Record<(typeof DEVICES)[number], string> = {
  'fridge-1': 'air-temperature',
  'fridge-2': 'air-temperature',
  oven: 'program',
  door: 'open',
  van: 'air-temperature',
}

/** Everything that queries say of the kitchen's readings. */
export async function answersOf(t: TestCloud, start: number): Promise<Record<string, unknown>> {
  await rollUpDue(t.cloud.store)
  const answers: Record<string, unknown> = {}
  const span = `from=${start - 2 * DAY_MS}&to=${start + 10 * DAY_MS}`
  for (const device of DEVICES)
    for (const resolution of ['raw', 'hour', 'day']) {
      const query = `device=${device}&point=${POINTS[device]}&${span}&resolution=${resolution}&timeUnknown=true`
      const { body } = await t.ask(`GET /v1/sites/${SITE}/series?${query}`)
      answers[`${device} ${resolution}`] = body satisfies Series
    }
  const { latest } = (await t.ask(`GET /v1/sites/${SITE}/latest`)).body as { latest: { device: string }[] }
  answers.latest = latest.toSorted((a, b) => a.device.localeCompare(b.device))
  return answers
}
