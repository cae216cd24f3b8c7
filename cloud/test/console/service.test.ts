import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { slotAt, startOf } from '../../src/service/slots.ts'
import { faintTexts } from './harness/contrast.ts'
import { HeadOffice, words } from './harness/head-office.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

describe.skipIf(noChromium)('The service page', () => {
  const office = new HeadOffice()
  const now = startOf(slotAt(Date.now()))
  const at = (hoursAgo: number) => now - hoursAgo * HOUR_MS
  /** Two aggregators for two days: both away for 30 minutes once, one more hour as announced. */
  beforeAll(async () => {
    await office.start()
    const { store } = office.cloud.cloud
    const up = async (aggregator: string, from: number, to: number) => {
      for (let slot = slotAt(from); slot < slotAt(to); slot++)
        await store.sampleService({ aggregator, state: 'up', slot })
    }
    await up('cloud-1:8980', at(8), at(5))
    await up('cloud-1:8980', at(4.5), at(3))
    await up('cloud-1:8980', at(2), now)
    await up('cloud-2:8990', at(8), at(6))
    const window = { from: at(3), to: at(2), reason: '换交换机', by: 'admin', createdAt: at(10) }
    await store.addServiceWindow({ id: 'switch', ...window })
  })
  afterAll(() => office.stop())
  afterEach(() => office.leave())

  it('[L23] shows how available the service was, its outages from when to when, and announced work apart', async () => {
    const page = await office.open('/service')
    const figure = page.locator('[data-test=availability-month]')
    await figure.getByText('中断').waitFor()
    // 1.5 of 8 hours, one of them announced.
    expect(await words(figure)).toMatch(
      /81\.\d{3}%.*要求 99\.900%中断 1 小时 30 分 · 不计已公告的维护 1 小时：92\.\d{3}%/,
    )
    const rows = page.locator('[data-test=outages] li')
    expect(await rows.count()).toBe(2)
    expect(await words(rows.nth(0))).toMatch(/1 小时已公告的维护/)
    expect(await words(rows.nth(1))).toMatch(/30 分▲ 没有任何进程在报告/)
    expect(await page.locator('[data-test=days] .down').count()).toBeGreaterThan(0)
    expect(await page.locator('[data-test=days] .strip .planned').count()).toBeGreaterThan(0)
  })

  it('shows each aggregator by itself: one that fell silent', async () => {
    const page = await office.open('/service')
    const rows = page.locator('[data-test=aggregators] .row')
    await rows.first().waitFor()
    expect(await words(rows.filter({ hasText: 'cloud-1:8980' }))).toContain('✓ 正在报告')
    expect(await words(rows.filter({ hasText: 'cloud-2:8990' }))).toContain('▲ 最后报告在6 小时前')
  })

  it('takes work that is announced, and says why not when it comes too late', async () => {
    const page = await office.open('/service')
    const form = page.locator('[data-test=service-maintenance]')
    const announce = async (from: string, to: string) => {
      await form.locator('input[name=from]').fill(from)
      await form.locator('input[name=to]').fill(to)
      await form.locator('input[name=reason]').fill('升级数据库')
      await form.locator('button[type=submit]').click()
    }
    await announce('2020-01-01T01:00', '2020-01-01T02:00')
    await form.getByText('须在开始之前登记').waitFor()
    await announce('2099-01-01T01:00', '2099-01-01T02:00')
    await form.locator('li').filter({ hasText: '升级数据库' }).getByText('取消').click()
    await form.locator('li').filter({ hasText: '升级数据库' }).waitFor({ state: 'detached' })
  })

  for (const language of ['zh-CN', 'en'] as const)
    for (const size of ['desk', 'hand'] as const)
      it(`fits ${size} and reads well against its ground in ${language}`, async () => {
        const page = await office.open('/service', { language, size })
        await page.locator('[data-test=days] .row').first().waitFor()
        await office.picture(page, `service-${size}-${language}`)
        expect(await faintTexts(page)).toEqual([])
        const width = page.viewportSize()?.width ?? 0
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      })
})
