import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AlarmEntry, dayAfter, dayOf, wallAt } from '@zaojun/core'
import { QUANTITIES } from '@zaojun/device-profiles'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Gateway } from '../../src/gateway/gateway.ts'
import { BOX_QUANTITIES } from '../../src/quantities/all.ts'
import type { QuantityNow } from '../../src/quantities/quantities.ts'
import { FrozenTime } from '../harness/frozen-time.ts'
import { type Caller, logIn, startBox } from '../harness/kitchen.ts'

type Row = Omit<AlarmEntry, 'type' | 'step'>
const ZONE = 'Asia/Shanghai'
const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const LOGIN_MS = 10 * HOUR_MS
const time = new FrozenTime(wallAt(ZONE, '2026-11-02', '08:00'))
const folder = mkdtempSync(join(tmpdir(), 'zaojun-quantities-'))

let box: Caller
let gateway: Gateway
let loggedInAt = time.mono()
const again = async (): Promise<void> => {
  box = await logIn(gateway.address)
  loggedInAt = time.mono()
}
beforeAll(async () => {
  ;({ box, gateway } = await startBox(folder, { hooks: { time }, atEnd: () => {} }))
})
afterAll(async () => {
  await gateway.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Days go by here: a login does not last that long. */
const record = async (form: string, data: object): Promise<number> => {
  if (time.mono() - loggedInAt > LOGIN_MS) await again()
  const answer = await box.send<{ seq: number }>('POST', '/api/records', { form, by: 'cook-1', data })
  expect(answer, form).toMatchObject({ status: 200 })
  return answer.body.seq
}
const quantities = async () => (await box.get<{ quantities: QuantityNow[] }>('/api/quantities')).body.quantities
/** The alarm of a rule about a subject that holds now, once all is worked out anew. */
const alarm = async (rule: string, subject: string): Promise<Row | undefined> => {
  await quantities()
  const { alarms } = (await box.get<{ alarms: Row[] }>('/api/alarms')).body
  return alarms.find((row) => row.rule === rule && row.subject === subject && row.active)
}
/** What the rule says at each moment (wall ms), in this order: `+` raised, `-` not. */
async function course(rule: string, subject: string, moments: number[]): Promise<string> {
  let verdicts = ''
  for (const moment of moments) {
    time.reach(moment)
    verdicts += (await alarm(rule, subject)) === undefined ? '-' : '+'
  }
  return verdicts
}
/** A moment before, at and after. */
const around = (at: number): number[] => [at - SECOND_MS, at, at + SECOND_MS]
const today = (): string => dayOf(ZONE, time.wall())
/** The end of the day so many days from today. */
const dayIn = (days: number): string => dayAfter(today(), days)
const endOf = (day: string): number => wallAt(ZONE, dayAfter(day, 1), '00:00')
const goods = (name: string, more: object = {}) => ({
  supplier: '供应商',
  goods: name,
  food: 'ambient',
  'net-weight': 10,
  certificate: true,
  accepted: true,
  ...more,
})

describe('goods', () => {
  it('[S6.9] near and past their date are alarms of their own for each lot, and end when the lot is used up', async () => {
    const [soon, later] = [dayIn(2), dayIn(3)]
    await record('receiving', goods('牛腩', { lot: 'B1', expires: soon }))
    await record('receiving', goods('牛腩', { lot: 'B2', expires: later }))
    expect(await course('site-s08', '牛腩 · B1', around(endOf(soon) - 24 * HOUR_MS))).toBe('-++')
    expect(await alarm('site-s08', '牛腩 · B2')).toBeUndefined()
    expect(await course('cn-s09', '牛腩 · B1', around(endOf(soon)))).toBe('-++')
    expect(await alarm('cn-s09', '牛腩 · B1')).toMatchObject({ form: 'receiving', value: 0, limit: 0 })
    const [first, second] = [await alarm('site-s08', '牛腩 · B1'), await alarm('site-s08', '牛腩 · B2')]
    expect(second?.id).not.toBe(first?.id)
    await record('stock-out', { goods: '牛腩', lot: 'B1', amount: 4, way: 'discarded', finished: false })
    expect(await alarm('cn-s09', '牛腩 · B1')).toBeDefined()
    await record('stock-out', { goods: '牛腩', lot: 'B1', amount: 6, way: 'discarded', finished: false })
    expect(await alarm('cn-s09', '牛腩 · B1')).toBeUndefined()
    await record('stock-out', { goods: '牛腩', lot: 'B2', way: 'used', finished: true })
    expect(await alarm('site-s08', '牛腩 · B2')).toBeUndefined()
  })

  it('that were refused are no stock, and those without a lot are known by their record', async () => {
    await record('receiving', goods('鲜奶', { lot: 'M1', accepted: false, expires: today() }))
    const seq = await record('receiving', goods('酸奶', { expires: today() }))
    const subjects = (await quantities())
      .filter(({ quantity }) => quantity === 'days-to-expiry')
      .map((row) => row.subject)
    expect(subjects).toContain(`酸奶 · #${seq}`)
    expect(subjects).not.toContain('鲜奶 · M1')
    await record('stock-out', { goods: '酸奶', lot: `#${seq}`, way: 'used', finished: true })
    expect((await quantities()).map((row) => row.subject)).not.toContain(`酸奶 · #${seq}`)
  })

  it('[S6.8] of a newer lot used first are an alarm about the older one, until that is used', async () => {
    await record('receiving', goods('大米', { lot: 'R1', expires: dayIn(90) }))
    await record('receiving', goods('大米', { lot: 'R2', expires: dayIn(120) }))
    await record('stock-out', { goods: '大米', lot: 'R1', amount: 2, way: 'used', finished: false })
    expect(await alarm('cn-s10', '大米 · R1')).toBeUndefined()
    await record('stock-out', { goods: '大米', lot: 'R2', amount: 2, way: 'used', finished: false })
    expect(await alarm('cn-s10', '大米 · R1')).toMatchObject({ value: true, severity: 'warn', advisory: true })
    expect(await alarm('cn-s10', '大米 · R2')).toBeUndefined()
    await record('stock-out', { goods: '大米', lot: 'R1', amount: 1, way: 'used', finished: false })
    expect(await alarm('cn-s10', '大米 · R1')).toBeUndefined()
  })
})

describe('papers', () => {
  it('[S4.4] a health certificate that runs out is an alarm about that person, and its date stands nowhere', async () => {
    const until = dayIn(40)
    await record('health-certificate', { person: 'cook-7', expires: until })
    expect(await course('cn-h18a', 'cook-7', around(endOf(until) - 30 * 24 * HOUR_MS))).toBe('-++')
    expect(await course('cn-h18b', 'cook-7', around(endOf(until)))).toBe('-++')
    const raised = await alarm('cn-h18b', 'cook-7')
    expect(raised).toMatchObject({ form: 'health-certificate', limit: 0 })
    expect(raised?.value ?? null).toBeNull()
    expect((await quantities()).find(({ subject }) => subject === 'cook-7')).not.toHaveProperty('value')
    const entries = JSON.stringify((await box.get('/api/entries?after=0&limit=1000')).body)
    expect(entries).toContain('health-certificate')
    expect(entries).not.toContain(until)
    await record('health-certificate', { person: 'cook-7', expires: dayIn(365) })
    expect(await alarm('cn-h18b', 'cook-7')).toBeUndefined()
  })

  it('[M1.2] a licence that runs out is one', async () => {
    const until = dayIn(60)
    const licence = { what: 'fire', number: 'F-1', 'issued-by': '消防', displayed: true }
    await record('licence', { ...licence, 'valid-until': until })
    expect(await course('licence-runs-out', 'fire · F-1', around(endOf(until) - 30 * 24 * HOUR_MS))).toBe('-++')
  })
})

describe('samples', () => {
  it('[S12.7] are late after half an hour and missing after two, until they are taken', async () => {
    const at = time.wall()
    const seq = await record('dish-served', { dish: '清炒时蔬', meal: 'lunch' })
    await record('dish-served', { dish: '番茄炒蛋', meal: 'lunch' })
    await record('sample-retention', { dish: '番茄炒蛋', meal: 'lunch', net: 130, container: true })
    const meal = `${today()} · lunch`
    expect(await course('site-s03', `清炒时蔬 · #${seq}`, around(at + 30 * MINUTE_MS))).toBe('--+')
    expect(await course('cn-s04', meal, around(at + 2 * HOUR_MS))).toBe('-++')
    expect(await alarm('cn-s04', meal)).toMatchObject({ value: 1 })
    await record('sample-retention', { dish: '清炒时蔬', meal: 'lunch', net: 130, container: true })
    expect(await alarm('cn-s04', meal)).toBeUndefined()
    expect(await alarm('site-s03', `清炒时蔬 · #${seq}`)).toBeUndefined()
  })

  it.each([
    ['a second before', 48 * HOUR_MS - SECOND_MS, true],
    ['just after', 48 * HOUR_MS, false],
    ['a second after', 48 * HOUR_MS + SECOND_MS, false],
  ])('done away with %s 48 hours', async (what, kept, raised) => {
    const dish = `土豆丝 ${what}`
    await record('sample-retention', { dish, meal: 'dinner', net: 130, container: true })
    time.pass(kept)
    const seq = await record('sample-disposal', { dish, way: 'discarded' })
    const found = await alarm('cn-s02b', `${dish} · #${seq}`)
    if (raised) expect(found).toMatchObject({ severity: 'critical', limit: 48 })
    else expect(found).toBeUndefined()
  })
})

describe('food that stands', () => {
  it('[S12.4] for two hours between 8 and 60 °C is an alarm, until it is taken away', async () => {
    const at = time.wall()
    await record('holding', { dish: '粥', step: 'started', temperature: 59.9 })
    await record('holding', { dish: '凉皮', step: 'started', temperature: 8 })
    time.pass(HOUR_MS)
    await record('holding', { dish: '粥', step: 'checked', temperature: 40 })
    expect(await course('cn-t15', '粥', around(at + 2 * HOUR_MS))).toBe('--+')
    expect(await alarm('cn-t15', '凉皮')).toBeUndefined()
    await record('holding', { dish: '粥', step: 'finished' })
    expect(await alarm('cn-t15', '粥')).toBeUndefined()
  })

  it('reheated in time begins anew', async () => {
    await record('holding', { dish: '汤', step: 'started', temperature: 45 })
    time.pass(HOUR_MS)
    await record('holding', { dish: '汤', step: 'reheated', temperature: 75 })
    time.pass(HOUR_MS)
    await record('holding', { dish: '汤', step: 'checked', temperature: 55 })
    time.pass(HOUR_MS)
    expect(await alarm('cn-t15', '汤')).toBeUndefined()
  })

  it('hot for four hours is an alarm', async () => {
    const at = time.wall()
    await record('holding', { dish: '红烧肉', step: 'started', temperature: 60 })
    expect(await course('cn-t17', '红烧肉', around(at + 4 * HOUR_MS))).toBe('--+')
  })
})

describe('the engine', () => {
  it('goes on over a restart with the alarms as they stood, personal dates included', async () => {
    await record('health-certificate', { person: 'cook-8', expires: today() })
    await record('receiving', goods('豆腐', { lot: 'T1', expires: today() }))
    time.pass(24 * HOUR_MS)
    const before = [await alarm('cn-h18b', 'cook-8'), await alarm('cn-s09', '豆腐 · T1')]
    expect(before.every((each) => each !== undefined)).toBe(true)
    await gateway.stop()
    ;({ box, gateway } = await startBox(folder, { hooks: { time }, atEnd: () => {} }))
    expect([await alarm('cn-h18b', 'cook-8'), await alarm('cn-s09', '豆腐 · T1')]).toEqual(before)
  })

  it('forgets a date that was erased', async () => {
    const seq = await record('health-certificate', { person: 'cook-9', expires: today() })
    expect(await alarm('cn-h18a', 'cook-9')).toBeDefined()
    type Told = { entries: { seq: number; data: { expires: { commitment: string } } }[] }
    const { entries } = (await box.get<Told>(`/api/entries?after=${seq - 1}&types=record`)).body
    const { commitment } = entries[0]?.data.expires ?? { commitment: '' }
    expect((await box.send('DELETE', `/api/parts/${commitment}`, { reason: '离职' })).status).toBe(200)
    expect(await alarm('cn-h18a', 'cook-9')).toBeUndefined()
  })

  it('works out what the catalogue says the box works out from records', () => {
    const declared = Object.entries(QUANTITIES).flatMap(([id, { by }]) => (by === 'records' ? [id] : []))
    expect(BOX_QUANTITIES.map(({ id }) => id).sort()).toEqual(declared.sort())
  })
})
