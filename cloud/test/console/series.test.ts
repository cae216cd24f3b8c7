import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { rollUpDue } from '../../src/rollup/job.ts'
import { SITE } from '../harness/test-cloud.ts'
import { HeadOffice } from './harness/head-office.ts'
import { coldHistory, read, registered } from './harness/kitchen.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

describe.skipIf(noChromium)('The chart of a series', () => {
  const office = new HeadOffice()
  const at = `/series?site=${SITE}&device=cold-store`
  beforeAll(async () => {
    await office.start()
    const now = Date.now()
    const week = coldHistory(now - 7 * DAY_MS, now - DAY_MS, 5)
    await office.send([registered(now - 7 * DAY_MS), ...week])
    const lost = read('cold-store/air-temperature', null, now - 90 * MINUTE_MS, {
      quality: 'stale',
      reason: 'no-answer',
    })
    const back = coldHistory(now - 60 * MINUTE_MS, now, 2)
    await office.send([...coldHistory(now - DAY_MS, now - 91 * MINUTE_MS, 2), lost, ...back])
    await rollUpDue(office.cloud.cloud.store)
  })
  afterAll(() => office.stop())
  afterEach(() => office.leave())

  it('[L7] draws the readings of a day, the gap not joined and the stale stretch marked', async () => {
    const page = await office.open(at)
    await page.locator('[data-test=plot] canvas').waitFor()
    const note = await page.locator('[data-test=series-note]').textContent()
    expect(note).toContain('分辨率：原始')
    expect(note).toContain('坏值或失联 1 段')
    expect(note).toMatch(/断开 \d+ 处（不连线）/)
  })

  it('puts the line on the canvas in the one brand colour', async () => {
    const page = await office.open(at)
    const canvas = page.locator('[data-test=plot] canvas')
    await canvas.waitFor()
    const drawn = await canvas.evaluate((node: HTMLCanvasElement) => {
      const pixels = node.getContext('2d')?.getImageData(0, 0, node.width, node.height).data ?? []
      let count = 0
      for (let i = 0; i < pixels.length; i += 4) if (pixels[i] === 0x7a && pixels[i + 1] === 0x2e) count += 1
      return count
    })
    expect(drawn).toBeGreaterThan(200)
  })

  it('shows hours with their band over a week, and says so', async () => {
    const page = await office.open(at)
    await page.getByText('7 天').click()
    await page.locator('[data-resolution=hour]').waitFor()
    const note = await page.locator('[data-test=series-note]').textContent()
    expect(note).toContain('分辨率：小时')
    expect(note).toContain('最小–最大')
  })

  it('gives away what it shows as CSV, in the time of the site', async () => {
    const page = await office.open(at)
    await page.locator('[data-test=plot] canvas').waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('[data-test=export]').click()])
    const [head, ...rows] = (await readFile(await file.path(), 'utf8')).trim().split('\r\n')
    expect(head).toContain('时间 Asia/Shanghai')
    const { series } = await samplesShown(page)
    expect(rows.length).toBe(series)
    expect(rows.filter((row) => row.includes(',stale,')).length).toBe(1)
    expect(rows[0]).toContain('+08:00')
  })

  it('says plainly that a point has never reported', async () => {
    const page = await office.open(`/series?site=${SITE}&device=stove-probe`)
    await page.getByText('这个测点还没有上报过数据').waitFor()
    expect(await page.locator('[data-test=failure]').count()).toBe(0)
  })

  for (const language of ['zh-CN', 'en'] as const)
    for (const size of ['desk', 'hand'] as const)
      it(`fits ${size} in ${language}`, async () => {
        const page = await office.open(at, { language, size })
        await page.locator('[data-test=plot] canvas').waitFor()
        await office.picture(page, `series-${size}-${language}`)
        await page.getByText(language === 'en' ? '7 d' : '7 天').click()
        await page.locator('[data-resolution=hour] canvas').waitFor()
        await office.picture(page, `series-week-${size}-${language}`)
        const width = page.viewportSize()?.width ?? 0
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      })
})

async function samplesShown(page: import('playwright-core').Page): Promise<{ series: number }> {
  const note = (await page.locator('[data-test=series-note]').textContent()) ?? ''
  return { series: Number(/([\d,]+) 个样本/.exec(note)?.[1]?.replaceAll(',', '')) }
}
