import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { SITE } from '../harness/test-cloud.ts'
import { HeadOffice, words } from './harness/head-office.ts'
import { allWell, coldHistory, read, registered } from './harness/kitchen.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

describe.skipIf(noChromium)('The page of a site', () => {
  const office = new HeadOffice()
  const at = `/sites/${SITE}`
  /** Batch 2 is lost, batch 3 is still in the box. */
  beforeAll(async () => {
    await office.start()
    const now = Date.now()
    await office.send([registered(now), ...coldHistory(now - 24 * HOUR_MS, now - MINUTE_MS, 2), ...allWell(now)])
    office.keep([read('dry-store/air-temperature', 21, now)])
    office.keep([read('dry-store/air-temperature', 21.1, now)])
    const states = { quality: 'stale', reason: 'no-answer' } as const
    await office.send(
      [
        read('receiving-scale/net', 12.5, now, { origin: 'simulated' }),
        read('steamer-gas/combustible-gas', null, now, states),
        read('dry-store/relative-humidity', null, now, { quality: 'bad', reason: 'out-of-range' }),
        read('dry-store/air-temperature', 21.3, now - 20 * MINUTE_MS),
      ],
      [[3, 3]],
    )
  })
  afterAll(() => office.stop())
  afterEach(() => office.leave())

  it('[L7] shows a new value as soon as its batch is in, without a reload', async () => {
    const page = await office.open(at)
    await page.locator('[data-test=live-open]').waitFor()
    await office.send([read('stove-probe/core-temperature', 81.7, Date.now())], [[3, 3]])
    const point = page.locator('[data-device=stove-probe] [data-point=core-temperature]')
    await point.getByText('81.7').waitFor()
    expect(await words(point)).toContain('81.7 °C')
  })

  it('makes the boxes of the site send more often while it is open', async () => {
    const page = await office.open(at)
    await page.locator('[data-test=live-open]').waitFor()
    expect(office.cloud.cloud.hub.watched(SITE)).toBe(true)
  })

  it('marks what a simulator said', async () => {
    const page = await office.open(at)
    const point = page.locator('[data-device=receiving-scale] [data-point=net]')
    await point.getByText('12.500').waitFor()
    expect(await point.textContent()).toContain('模拟')
  })

  it('makes a stale point look stale by shape and word, with its reason', async () => {
    const page = await office.open(at)
    const point = page.locator('[data-device=steamer-gas] [data-point=combustible-gas]')
    await point.getByText('失联').waitFor()
    expect(await point.textContent()).toContain('设备无应答')
    expect(await point.evaluate((node) => getComputedStyle(node).borderTopStyle)).toBe('dashed')
  })

  it('tells bad from stale by its frame and word', async () => {
    const page = await office.open(at)
    const point = page.locator('[data-device=dry-store] [data-point=relative-humidity]')
    await point.getByText('坏值').waitFor()
    expect(await point.evaluate((node) => getComputedStyle(node).borderTopStyle)).toBe('solid')
  })

  it('strikes through a good value that nothing has followed for too long', async () => {
    const page = await office.open(at)
    const point = page.locator('[data-device=dry-store] [data-point=air-temperature]')
    await point.getByText('逾时未更新').waitFor()
    expect(await point.locator('s').textContent()).toBe('21.3')
  })

  it('draws the numbers that are awaited and those that are missing', async () => {
    const page = await office.open(at)
    const strip = page.locator('[data-test=strip]')
    await strip.locator('[data-run="awaited 3-3"]').waitFor()
    expect(await strip.locator('[data-run="missing 2-2"]').count()).toBe(1)
    expect(await strip.getByRole('img').getAttribute('aria-label')).toContain('在途 1，已说明 0，缺失 1')
  })

  it('makes a one-time code and says until when it is good', async () => {
    const page = await office.open(at)
    const enrol = page.locator('[data-test=enrol]')
    await enrol.getByRole('button').click()
    await enrol.locator('[data-test=code]').waitFor()
    expect((await enrol.locator('[data-test=code]').textContent())?.length).toBeGreaterThan(5)
    expect(await enrol.textContent()).toMatch(/\d\d:\d\d 失效，还剩 (29|30) 分/)
  })

  it('says so when the stream is gone, and goes on by itself when it is back', async () => {
    const page = await office.open(at)
    await page.locator('[data-test=live-open]').waitFor()
    await page.route('**/live', (route) => route.abort())
    office.cut()
    await page.locator('[data-test=live-gone]').waitFor()
    expect(await page.locator('[data-test=live-gone]').textContent()).toContain('实时连接已断开')
    await page.unroute('**/live')
    await page.locator('[data-test=live-open]').waitFor()
    expect(await page.locator('[data-test=live-gone]').count()).toBe(0)
  })

  for (const language of ['zh-CN', 'en'] as const)
    for (const size of ['desk', 'hand'] as const)
      it(`fits ${size} in ${language}`, async () => {
        const page = await office.open(at, { language, size })
        await page.locator('[data-test=live-open]').waitFor()
        await page.locator('[data-test=strip]').waitFor()
        await office.picture(page, `site-${size}-${language}`)
        const width = page.viewportSize()?.width ?? 0
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      })
})
