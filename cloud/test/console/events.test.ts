import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { SITE } from '../harness/test-cloud.ts'
import { HeadOffice } from './harness/head-office.ts'
import { registered } from './harness/kitchen.ts'

const PAGE_SIZE = 50

describe.skipIf(noChromium)('The events of a site', () => {
  const office = new HeadOffice()
  const at = `/events?site=${SITE}`
  beforeAll(async () => {
    await office.start()
    const page = await office.arrive()
    await page.setContent('<main style="padding:60px;font:600 64px monospace;background:#dfe3e5">0.182 kg</main>')
    const kept = await office.upload(await page.locator('main').screenshot())
    await page.setContent('<main style="padding:60px;font:600 64px monospace;background:#cfd8dc">0.205 kg</main>')
    const other = await office.upload(await page.locator('main').screenshot())
    await office.leave()
    const now = Date.now()
    const weighed = (net: number, name: { commitment: string }, attachments: string[]) => ({
      type: 'record' as const,
      form: 'weighing',
      device: 'receiving-scale',
      by: 'person-7',
      origin: 'measured' as const,
      data: { net, unit: 'kg', stable: true, name },
      attachments,
    })
    const command = { type: 'command' as const, id: 'c1', device: 'main-valve', command: 'close', by: 'person-1' }
    await office.send([
      registered(now),
      ...Array.from({ length: PAGE_SIZE }, (_, n) => ({
        body: { type: 'event' as const, event: 'flows-deployed', data: { revision: `r${n}` } },
        wall: now + n,
      })),
      {
        body: { type: 'gap', reason: 'disk-full', from: 880, to: 912, data: { freeBytes: 1_048_576 } },
        wall: now + 60,
      },
      { body: { ...command, result: 'accepted' }, wall: now + 61 },
      { body: { ...command, result: 'confirmed' }, wall: now + 62 },
      { body: weighed(0.182, await office.detach('张三', '留样责任人'), [kept]), wall: now + 63 },
      { body: weighed(0.205, await office.detach('李四', '留样责任人'), [other]), wall: now + 64 },
    ])
  })
  afterAll(() => office.stop())
  afterEach(() => office.leave())

  const rows = (page: Page) => page.locator('[data-test=entries] > li')
  /** Opens the weighing of that net weight. */
  async function weighing(page: Page, net: string) {
    const row = rows(page).filter({ hasText: `净重 ${net}` })
    await row.getByRole('button').first().click()
    return row
  }

  it('stand newest first, a page at a time, and back again', async () => {
    const page = await office.open(at)
    await rows(page).first().waitFor()
    expect(await rows(page).count()).toBe(PAGE_SIZE)
    expect(await rows(page).first().textContent()).toContain('0.205 kg')
    await page.locator('[data-test=next-page]').click()
    await page.getByText('登记表第 1 版').waitFor()
    expect(await rows(page).count()).toBe(6)
    await page.getByRole('button', { name: '上一页' }).click()
    await rows(page).filter({ hasText: '0.205 kg' }).waitFor()
  })

  it('can be narrowed to one type', async () => {
    const page = await office.open(at)
    await page.getByText('指令', { exact: true }).first().click()
    await rows(page).filter({ hasText: '已回读确认' }).waitFor()
    expect(await rows(page).evaluateAll((all) => all.map((row) => row.getAttribute('data-type')))).toEqual([
      'command',
      'command',
    ])
  })

  it('explain a gap with its reason and its numbers', async () => {
    const page = await office.open(at)
    const gap = page.locator('[data-type=gap]')
    await gap.waitFor()
    expect(await gap.textContent()).toContain('磁盘将满')
    expect(await gap.textContent()).toContain('序号 880 至 912')
  })

  it('[G4] show a record with its photo, which matches the signed entry', async () => {
    const page = await office.open(at)
    const photo = (await weighing(page, '0.182 kg')).locator('[data-test=photo]')
    await photo.locator('[data-verdict=matches]').waitFor()
    const width = await photo.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)
    expect(width).toBeGreaterThan(100)
  })

  it('keep a personal value unseen until somebody asks for it', async () => {
    const page = await office.open(at)
    const part = (await weighing(page, '0.182 kg')).locator('[data-test=part]')
    await part.locator('[data-verdict=matches]').waitFor()
    expect(await part.textContent()).not.toContain('张三')
    await part.getByRole('button', { name: '显示' }).click()
    expect(await part.locator('[data-test=personal-value]').textContent()).toBe('张三')
  })

  it('erase nothing without a reason', async () => {
    const page = await office.open(at)
    const part = (await weighing(page, '0.182 kg')).locator('[data-test=part]')
    await part.locator('[data-test=erase]').click()
    await page.getByRole('dialog').getByRole('button', { name: '永久清除' }).click()
    await page.getByRole('dialog').getByText('请填写理由').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).click()
    await part.getByRole('button', { name: '显示' }).click()
    expect(await part.locator('[data-test=personal-value]').textContent()).toBe('张三')
  })

  for (const what of ['photo', 'part'])
    it(`show an erased ${what} as removed by policy, and the entry as one that still verifies`, async () => {
      const page = await office.open(at)
      const content = (await weighing(page, '0.205 kg')).locator(`[data-test=${what}]`)
      await content.locator('[data-test=erase]').click()
      await page.locator('input[name=reason]').fill('当事人申请删除')
      await page.getByRole('dialog').getByRole('button', { name: '永久清除' }).click()
      const removed = content.locator('[data-test=removed]')
      await removed.waitFor()
      expect(await removed.textContent()).toContain('已按政策移除')
      expect(await removed.textContent()).toContain('admin 于')
      expect(await removed.textContent()).toContain('当事人申请删除')
      expect(await removed.textContent()).toContain('条目仍可验证')
      expect(await content.locator('img').count()).toBe(0)
    })

  for (const language of ['zh-CN', 'en'] as const)
    for (const size of ['desk', 'hand'] as const)
      it(`fit ${size} in ${language}`, async () => {
        const page = await office.open(at, { language, size })
        for (const net of ['0.205 kg', '0.182 kg']) {
          const row = rows(page).filter({ hasText: net })
          await row.getByRole('button').first().click()
          await row.locator('[data-test=photo]').locator('[data-verdict], [data-test=removed]').first().waitFor()
        }
        await office.picture(page, `events-${size}-${language}`)
        const width = page.viewportSize()?.width ?? 0
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      })
})
