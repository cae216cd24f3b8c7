import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { SITE } from '../harness/test-cloud.ts'
import { faintTexts } from './harness/contrast.ts'
import { HeadOffice, words } from './harness/head-office.ts'
import { allWell, read, registered } from './harness/kitchen.ts'

const LATE_MINUTES = 5
const GONE_MINUTES = 300
const NAMES = ['二食堂', '城西店', '滨江店', '南站店', '北苑店', '教工餐厅', '医学院店', '湖滨店', '东城店']

describe.skipIf(noChromium)('The overview', () => {
  const office = new HeadOffice()
  /** One box has lost batch 2 and says a probe is silent; one kitchen is late, one is gone, one has no box yet. */
  beforeAll(async () => {
    await office.start()
    const now = Date.now()
    await office.send([registered(now), ...allWell(now)])
    office.keep([read('dry-store/air-temperature', 21, now)])
    const gap = { type: 'gap' as const, reason: 'disk-full', from: 880, to: 912, data: {} }
    const silent = read('stove-probe/core-temperature', null, now, { quality: 'stale', reason: 'no-answer' })
    await office.send([{ body: gap, wall: now }, silent])
    for (const [index, name] of NAMES.entries()) await office.kitchen(`kitchen-${index}`, name, 0)
    await office.kitchen('late', '大学城店', LATE_MINUTES)
    await office.kitchen('gone', '西溪店', GONE_MINUTES)
    await office.cloud.ask('POST /v1/sites', { id: 'new', name: '钱江店', timeZone: 'Asia/Shanghai' })
  })
  afterAll(() => office.stop())
  afterEach(() => office.leave())

  it('shows every kitchen as one cell, its state in words', async () => {
    const page = await office.open('/')
    const cell = (site: string) => page.locator(`[data-test=kitchens] [data-site=${site}]`)
    await cell('gone').waitFor()
    expect(await page.locator('[data-test=kitchens] li').count()).toBe(NAMES.length + 4)
    expect(await words(cell(SITE))).toContain('正常')
    expect(await words(cell('late'))).toContain('迟滞 · 5 分前')
    expect(await words(cell('gone'))).toContain('断网 · 5 小时前')
    expect(await words(cell('new'))).toContain('未接入 · 尚未收到数据')
  })

  it('tells a kitchen that is offline by its pattern too', async () => {
    const page = await office.open('/')
    const ground = (site: string) =>
      page.locator(`[data-site=${site}] i`).evaluate((node) => getComputedStyle(node).backgroundImage)
    await page.locator('[data-site=gone] i').waitFor()
    expect(await ground('gone')).toContain('repeating-linear-gradient')
    expect(await ground(SITE)).toBe('none')
  })

  it('counts what is missing, what is explained and what cannot be relied on', async () => {
    const page = await office.open('/')
    const figure = (name: string) => page.locator(`[data-test=figure-${name}]`)
    await figure('attention').getByText('失联 1').waitFor()
    expect(await words(figure('online'))).toContain('11 / 131 家断网 · 1 家未接入盒子')
    expect(await words(figure('missing'))).toContain('1应到未到')
    expect(await words(figure('gaps'))).toContain('1每段都由盒子写明原因')
  })

  it('names the sites that need a look and why, and leaves out the others', async () => {
    const page = await office.open('/')
    const list = page.locator('[data-test=needs-look]')
    await list.getByText('缺失 1 批').waitFor()
    await list.getByText('未接入').waitFor()
    expect(await words(list)).toContain('西溪店')
    expect(await words(list)).not.toContain('二食堂')
  })

  for (const language of ['zh-CN', 'en'] as const)
    for (const [name, path, part] of [
      ['overview', '/', '[data-test=needs-look]'],
      ['sites', '/sites', 'tr[data-site=gone]'],
      ['site', `/sites/${SITE}`, '[data-test=strip]'],
      ['series', `/series?site=${SITE}&device=cold-store`, '[data-test=series-note]'],
      ['events', `/events?site=${SITE}`, '[data-test=entries] li'],
    ] as const)
      it(`reads well against its ground: ${name} in ${language}`, async () => {
        const page = await office.open(path, { language })
        await page.locator(part).first().waitFor()
        expect(await faintTexts(page)).toEqual([])
      })

  for (const language of ['zh-CN', 'en'] as const)
    for (const size of ['desk', 'wall', 'hand'] as const)
      it(`fits ${size} in ${language}`, async () => {
        const page = await office.open('/', { language, size })
        await page.locator('[data-test=figure-attention] [data-test=figure]').getByText(/\d/).waitFor()
        await office.picture(page, `overview-${size}-${language}`)
        const width = page.viewportSize()?.width ?? 0
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
        await page.goto(`${office.url}/#/sites`)
        await page.locator('tr[data-site=gone]').waitFor()
        await office.picture(page, `sites-${size}-${language}`)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      })
})
