import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { style } from './harness/measure.ts'
import { Touchscreen } from './harness/touchscreen.ts'

const screen = new Touchscreen()
const SILENCE_MS = 13_000
const tile = (zone: string) => screen.page.locator(`[data-zone="${zone}"]`)
const point = (series: string) => screen.page.locator(`[data-series="${series}"]`)

describe.skipIf(noChromium)('the kitchen on the touchscreen', () => {
  beforeAll(() => screen.start())
  afterEach(() => screen.close())
  afterAll(() => screen.stop())

  it('shows every zone, and a zone with nothing wired says so', async () => {
    const page = await screen.open()
    await page.waitForSelector('.room')
    expect(await page.locator('[data-zone]').count()).toBe(12)
    expect(await page.locator('.quiet', { has: tile('office') }).innerText()).toContain('未接设备')
    expect(await page.locator('.brand').innerText()).toBe('灶君')
    expect(await page.locator('.site').innerText()).toBe('第一食堂后厨')
  })

  it('shows a point with its value, unit and age', async () => {
    await screen.open({ kitchen: (box) => box.put('dry-store/air-temperature', { value: 21.4, age: 130_000 }) })
    const row = point('dry-store/air-temperature')
    await row.waitFor()
    expect(await row.locator('.value').innerText()).toBe('21.4')
    expect(await row.locator('.unit').innerText()).toBe('°C')
    expect(await row.locator('.age').innerText()).toBe('2 分')
  })

  it('counts the age up by itself while nothing new comes', async () => {
    const page = await screen.open({ heldClock: true })
    const age = point('dry-store/air-temperature').locator('.age')
    await age.waitFor()
    await page.clock.runFor(8_000)
    await expect.poll(() => age.innerText().then(Number.parseFloat)).toBeGreaterThanOrEqual(8)
  })

  it('changes a value when a reading comes in', async () => {
    await screen.open()
    const value = point('dry-store/air-temperature').locator('.value')
    await value.waitFor()
    screen.box.read('dry-store/air-temperature', { value: 22.8 })
    await expect.poll(() => value.innerText()).toBe('22.8')
  })

  it('draws a sparkline that lifts where data was bad', async () => {
    await screen.open({
      kitchen: (box) => {
        box.series = (_device, _point, from) => {
          const t = [1, 2, 3, 4, 5, 6].map((minute) => from + minute * 60_000)
          return { t, v: [1, 2, 99, 3, 4, 5], q: ['good', 'good', 'bad', 'good', 'good', 'good'], truncated: false }
        }
      },
    })
    const path = point('dry-store/air-temperature').locator('path')
    await path.waitFor({ state: 'attached' })
    expect((await path.getAttribute('d'))?.match(/M/g)).toHaveLength(2)
  })

  it('strikes a stale value through, keeps its age and says how long nothing came', async () => {
    const page = await screen.open()
    await point('cold-store/air-temperature').waitFor()
    screen.box.read('cold-store/air-temperature', { value: null, quality: 'stale', reason: 'no-answer' })
    const struck = point('cold-store/air-temperature').locator('s.value')
    await struck.waitFor()
    expect(await struck.innerText()).toBe('3.6')
    expect(await style(page, '[data-series="cold-store/air-temperature"] s', 'textDecorationLine')).toBe('line-through')
    expect(await point('cold-store/air-temperature').locator('.age').innerText()).toContain('○')
    expect(await tile('fresh-keeping').innerText()).toMatch(/○ .*秒无数据/)
  })

  it('strikes every value of an offline device through', async () => {
    await screen.open()
    await point('cold-store/air-temperature').waitFor()
    screen.box.send('health', {
      device: 'cold-store',
      health: 'offline',
      since: Date.now() - 180_000,
      reason: 'no-answer',
    })
    await expect.poll(() => tile('fresh-keeping').locator('s.value').count()).toBe(2)
    expect(await tile('fresh-keeping').innerText()).toContain('离线')
  })

  it('shows a value older than its longest silence as stale though the box called it good', async () => {
    await screen.open({ kitchen: (box) => box.put('dry-store/air-temperature', { value: 20, age: 400_000 }) })
    await point('dry-store/air-temperature').locator('s.value').waitFor()
  })

  it('says bad and uncertain in words and shapes', async () => {
    const page = await screen.open({
      kitchen: (box) => {
        box.put('dry-store/air-temperature', { value: 20, quality: 'uncertain' })
        box.put('core-probe/core-temperature', { value: 999.9, quality: 'bad', reason: 'sentinel' })
      },
    })
    await tile('portioning').waitFor()
    expect(await point('dry-store/air-temperature').innerText()).toContain('◆存疑')
    expect(await style(page, '[data-series="dry-store/air-temperature"] .value', 'textDecorationStyle')).toBe('dotted')
    expect(await point('core-probe/core-temperature').locator('s.value').innerText()).toBe('999.9')
    expect(await tile('portioning').innerText()).toContain('◆ 数据错误')
  })

  it('marks simulated readings', async () => {
    await screen.open({ kitchen: (box) => box.put('dry-store/air-temperature', { value: 20, origin: 'simulated' }) })
    await point('dry-store/air-temperature').waitFor()
    expect(await point('dry-store/air-temperature').locator('.simulated').innerText()).toBe('模拟')
    expect(await point('dry-store/relative-humidity').locator('.simulated').count()).toBe(0)
  })

  it('shows a closed alarm contact on the room though it is no main point', async () => {
    await screen.open({ kitchen: (box) => box.put('stove-gas/alarm-level-2', { value: true }) })
    await tile('cooking').locator('.tag').waitFor()
    expect(await tile('cooking').innerText()).toContain('▲ 灶台可燃气 二级报警')
  })

  it('turns everything visibly stale when the gateway is gone, and recovers with the picture of now', async () => {
    const page = await screen.open()
    await point('dry-store/air-temperature').waitFor()
    await screen.box.stop()
    await page.waitForSelector('.lost')
    expect(await page.locator('.lost').innerText()).toContain('与本机网关失去联系')
    expect(await page.locator('.point').count()).toBeGreaterThan(5)
    expect(await page.locator('.point:not(.stale)').count()).toBe(0)
    screen.box.put('dry-store/air-temperature', { value: 19.7 })
    await screen.box.start()
    await page.waitForSelector('.lost', { state: 'detached' })
    expect(await point('dry-store/air-temperature').locator('.value').innerText()).toBe('19.7')
    expect(await page.locator('.point:not(.good)').count()).toBe(0)
  })

  it('does not trust the open socket of a gateway that hangs', async () => {
    const page = await screen.open({ heldClock: true })
    await point('dry-store/air-temperature').waitFor()
    screen.box.hung = true
    await page.clock.runFor(SILENCE_MS)
    await page.waitForSelector('.lost')
  })

  it('says what the cloud is doing: last batch, gaps, and that recording goes on without it', async () => {
    const page = await screen.open()
    await page.waitForSelector('.cloud')
    expect(await page.locator('.cloud').innerText()).toMatch(/云端已连接.*最近一批 \d+ 秒前.*无缺口/s)
    screen.box.send('uplink', { ...screen.box.uplink, state: 'offline', pendingBatches: 4, gaps: 1 })
    await page.waitForSelector('[data-state="offline"]')
    expect(await page.locator('.cloud').innerText()).toMatch(/断网，本地照常记录.*待传 4 批.*缺口 1 处/s)
  })

  it('tells the times of proofs on the clock of the kitchen, whatever zone the screen is in', async () => {
    const at = Date.UTC(2027, 0, 1, 20, 30)
    const page = await screen.open({
      at: '#/proof',
      kitchen: (box) => Object.assign(box.uplink, { log: { ...(box.uplink.log as object), checkedAt: at } }),
    })
    await page.locator('[data-test=log]').getByText('2027-01-02 04:30 核对').waitFor()
  })

  it('says that the time is unknown', async () => {
    const page = await screen.open({
      kitchen: (box) => Object.assign(box.clock, { now: () => null, clock: 'unknown' }),
    })
    await page.waitForSelector('.room')
    expect(await page.locator('.clock').innerText()).toBe('时间未知')
  })
})
