import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { PASSWORD, RealBox } from './harness/real-box.ts'
import { Touchscreen } from './harness/touchscreen.ts'

const screen = new Touchscreen()
const PATIENCE = { timeout: 60_000 }
const box = new RealBox()

const point = (series: string) => screen.page.locator(`[data-series="${series}"]`)
const shownValue = (series: string) => point(series).locator('.value').innerText()

async function login(): Promise<void> {
  const { page } = screen
  await page.goto(`${box.url}#/login`)
  for (const key of PASSWORD) {
    if (key === '-') await page.getByText('符号').click()
    await page.click(`[data-key="${key}"]`)
    if (key === '-') await page.getByText('字母').click()
  }
  await page.click('button[type=submit]')
  await page.waitForSelector('form', { state: 'detached' })
}

describe.skipIf(noChromium)('the touchscreen on a real gateway', () => {
  // One gateway for all: each start costs seconds.
  beforeAll(() => Promise.all([screen.start(), box.start()]))
  afterEach(() => screen.close())
  afterAll(async () => {
    await screen.stop()
    await box.stop()
  })

  it('[L7] shows live what a device measures, that it fell silent, and that it is back', async () => {
    box.kitchen.set('store-transmitter', 'air-temperature', 23.5)
    const page = await screen.visit(`${box.url}#/zone/warehouse`)
    const series = 'dry-store-climate/air-temperature'
    await expect.poll(() => shownValue(series), PATIENCE).toBe('23.5')
    expect(await point(series).locator('.unit').innerText()).toBe('°C')
    expect(await point(series).locator('.simulated').innerText()).toBe('模拟')
    box.kitchen.set('store-transmitter', 'air-temperature', 24.9)
    await expect.poll(() => shownValue(series), PATIENCE).toBe('24.9')
    const summary = page.locator('a[href="#/device/dry-store-climate"]')
    expect(await summary.innerText()).toContain('在线')
    box.kitchen.kill('store-transmitter')
    await point(series).locator('s.value').waitFor(PATIENCE)
    await expect.poll(() => summary.innerText(), PATIENCE).toContain('离线')
    box.kitchen.revive('store-transmitter')
    await expect.poll(() => point(series).locator('s.value').count(), PATIENCE).toBe(0)
    await expect.poll(() => summary.innerText(), PATIENCE).toContain('在线')
  })

  it('shows old values as old while the gateway is killed, and the kitchen of now when it is back', async () => {
    box.kitchen.set('store-transmitter', 'air-temperature', 20.1)
    const page = await screen.visit(`${box.url}#/zone/warehouse`)
    const series = 'dry-store-climate/air-temperature'
    await expect.poll(() => shownValue(series), PATIENCE).toBe('20.1')
    await box.killGateway()
    await page.waitForSelector('.lost')
    expect(await page.locator('.point:not(.stale, .none)').count()).toBe(0)
    box.kitchen.set('store-transmitter', 'air-temperature', 22.2)
    await box.startGateway()
    await page.waitForSelector('.lost', { state: 'detached', ...PATIENCE })
    await expect.poll(() => shownValue(series), PATIENCE).toBe('22.2')
  })

  it('records a weighing that then stands in the ledger under the number shown', async () => {
    box.kitchen.set('receiving-indicator', 'displayed', 12.5)
    const page = await screen.visit(box.url)
    await login()
    await page.goto(`${box.url}#/weigh`)
    await page.getByText('收货秤').click()
    await page.click('[data-key="7"]')
    await page.click('[data-action="record"]', PATIENCE)
    await page.waitForSelector('.done')
    const [record] = await box.entries('record')
    expect(await page.locator('.done').innerText()).toContain(`已记录 第 ${record?.seq} 号`)
    expect(record).toMatchObject({
      form: 'weighing',
      device: 'receiving-scale',
      by: 'person-7',
      origin: 'simulated',
      data: { net: 12.5 },
    })
  })

  it('[D19] closes a valve by a held button and says that it was read back', async () => {
    const page = await screen.visit(box.url)
    await login()
    await page.goto(`${box.url}#/device/main-gas-valve`)
    await page.locator('[data-command="close"]:enabled').hover()
    await page.mouse.down()
    await page.waitForSelector('[data-result="confirmed"]', PATIENCE)
    await page.mouse.up()
    await expect.poll(() => shownValue('main-gas-valve/closed'), PATIENCE).toBe('已关闭')
    const results = (await box.entries('command')).map((entry) => entry.type === 'command' && entry.result)
    expect(results.at(-1)).toBe('confirmed')
  })
})
