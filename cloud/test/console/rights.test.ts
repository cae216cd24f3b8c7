import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { SITE } from '../harness/test-cloud.ts'
import { HeadOffice } from './harness/head-office.ts'
import { read, registered } from './harness/kitchen.ts'

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

describe.skipIf(noChromium)('Whose data it is, in the console', () => {
  const office = new HeadOffice()
  let look: (url: string) => Promise<number>
  beforeAll(async () => {
    await office.start()
    const now = Date.now()
    const photo = await office.upload(Buffer.from(PIXEL, 'base64'))
    await office.send([registered(now), read('cold-store/air-temperature', 3.8, now)])
    const form = { type: 'record' as const, form: 'receiving', by: 'p-1', origin: 'manual' as const }
    await office.send([{ body: { ...form, data: { net: 3 }, attachments: [photo] }, wall: now }])
    const { ask, app } = office.cloud
    await ask('POST /v1/parties', { id: 'market-bureau', name: '市场监管局', kind: 'regulator' })
    const { body } = await ask('POST /v1/parties/market-bureau/tokens', { label: 'tablet', days: 1 })
    const headers = { authorization: `Bearer ${(body as { token: string }).token}` }
    look = async (url) => (await app.inject({ url, headers })).statusCode
  })
  afterAll(() => office.stop())
  afterEach(() => office.leave())

  const latest = `/v1/sites/${SITE}/latest`
  /** Opens what a link leads to in a page of its own, checked there. */
  async function follow(page: Page, link: string): Promise<Page> {
    const [proof] = await Promise.all([page.context().waitForEvent('page'), page.locator(link).first().click()])
    await proof.locator('[data-test=verdict].good').waitFor()
    return proof
  }

  it('[P2] a grant is given by its owner on the page, holds at once, and is ended there', async () => {
    expect(await look(latest)).toBe(403)
    const page = await office.open(`/rights?site=${SITE}`)
    await page.getByText('时间按门店时区 Asia/Shanghai').waitFor()
    const form = page.locator('[data-test=new-grant]')
    await form.locator('[data-test=party]').click()
    await page.locator('.el-select-dropdown__item:visible', { hasText: '市场监管局' }).click()
    await form.getByRole('button', { name: '授权' }).click()
    await page.locator('[data-grant=holds]').waitFor()
    expect(await look(latest)).toBe(200)
    await page.locator('[data-grant=holds]').getByRole('button').click()
    await page.locator('[data-grant=over]').waitFor()
    expect(await look(latest)).toBe(403)
  })

  it('[P2] who looked stands on its page with the proof of it', async () => {
    await office.cloud.cloud.merkleLog.now()
    const page = await office.open(`/reads?site=${SITE}`)
    const line = page.locator('[data-test=reads] li', { hasText: 'tablet' }).first()
    expect(await line.textContent()).toMatch(/市场监管局.*market-bureau/)
    const proof = await follow(page, '[data-test=reads] li a')
    const looked = proof.locator('[data-test=looked] li', { hasText: 'tablet' }).first()
    expect(await looked.locator('span').textContent()).toMatch(/market-bureau · tablet · 读数$/)
    expect(await looked.getByText('GET /v1/').isVisible()).toBe(false)
    await looked.getByText('细节').click()
    await looked.getByText(`GET ${latest}`).waitFor()
  })

  describe('of a kitchen that is somebody else’s', () => {
    const kitchen = 'canteen-2'
    const lines = (page: Page) => page.locator('[data-test=reads] > li')
    const tokens = new Map<string, { authorization: string }>()
    const PARTIES = { school: '第一小学', auditor: '审计所' }
    const ROUNDS = 60
    beforeAll(async () => {
      const { ask, app } = office.cloud
      await office.kitchen(kitchen, '二食堂', 1)
      for (const [id, name] of Object.entries(PARTIES)) await ask('POST /v1/parties', { id, name, kind: 'other' })
      for (const id of [...Object.keys(PARTIES), 'market-bureau']) {
        const { body } = await ask(`POST /v1/parties/${id}/tokens`, { label: `${id} desk`, days: 1 })
        tokens.set(id, { authorization: `Bearer ${(body as { token: string }).token}` })
      }
      await ask(`PUT /v1/sites/${kitchen}/rights`, { owner: 'school', purposes: ['food-safety-supervision'] })
      const as = (id: string) => ({ headers: tokens.get(id) ?? {} })
      for (const party of ['auditor', 'market-bureau']) {
        const payload = { party, kinds: ['readings'], purpose: 'food-safety-supervision' }
        const url = `/v1/sites/${kitchen}/grants`
        expect((await app.inject({ method: 'POST', url, payload, ...as('school') })).statusCode).toBe(201)
      }
      const url = `/v1/sites/${kitchen}/latest`
      for (let round = 0; round < ROUNDS; round++)
        for (const id of ['auditor', 'market-bureau']) await app.inject({ url, ...as(id) })
      for (let round = 0; round < 20; round++)
        for (const what of ['latest', 'devices']) await ask(`GET /v1/sites/${kitchen}/${what}`)
      await office.cloud.cloud.merkleLog.now()
    })

    const choose = async (page: Page, label: string) => {
      await page.locator('[data-test=whose]').click()
      await page.locator('.el-select-dropdown__item:visible', { hasText: label }).click()
    }
    const looksOn = async (page: Page): Promise<number> =>
      (await lines(page).evaluateAll((all) => all.map((one) => Number(one.getAttribute('data-looks'))))).reduce(
        (sum, each) => sum + each,
        0,
      )

    it('[P2] what a person looked at again and again is one line with a count, and each look keeps its proof', async () => {
      const page = await office.open(`/reads?site=${kitchen}`)
      const own = lines(page).filter({ hasText: '云端管理者' })
      await own.first().waitFor()
      const readings = own.filter({ hasText: '读数' })
      expect(await readings.count()).toBe(1)
      expect(await readings.textContent()).toContain('20 次')
      const looks = readings.locator('details li')
      expect(await looks.first().isVisible()).toBe(false)
      await readings.getByText('逐次查看').click()
      expect(await looks.count()).toBe(20)
      expect(await looks.last().textContent()).toContain(`GET /v1/sites/${kitchen}/latest`)
      const link = looks.last().getByRole('link')
      const [proof] = await Promise.all([page.context().waitForEvent('page'), link.click()])
      await proof.locator('[data-test=verdict].good').waitFor()
    })

    it('[P2] the looks of all but whoever runs the cloud can be had alone, page by page, none twice and none left out', async () => {
      const page = await office.open(`/reads?site=${kitchen}`)
      await choose(page, '云端管理者以外的人')
      await expect.poll(() => lines(page).filter({ hasText: '云端管理者' }).count()).toBe(0)
      expect(await looksOn(page)).toBe(100)
      await page.getByRole('button', { name: '下一页' }).click()
      await expect.poll(() => looksOn(page)).toBe(2 * ROUNDS - 100)
      expect(await lines(page).first().textContent()).toContain('市场监管局')
      await choose(page, '只看审计所')
      await expect.poll(() => lines(page).filter({ hasText: '市场监管局' }).count()).toBe(0)
      expect([await lines(page).count(), await looksOn(page)]).toEqual([1, ROUNDS])
    })
  })

  it('[P1] a reading leads to its proof, which names it among those of its batch', async () => {
    const page = await office.open(`/sites/${SITE}`)
    const proof = await follow(page, '[data-device=cold-store] [data-test=reading-proof]')
    expect(await proof.locator('[data-test=wanted]').textContent()).toContain('cold-store / air-temperature：3.8')
  })

  it('[P1] a photo leads to its proof: hashed again in the browser, and that of the entry', async () => {
    const page = await office.open(`/events?site=${SITE}`)
    await page.locator('[data-test=entries] > li', { hasText: '#' }).first().getByRole('button').first().click()
    const proof = await follow(page, '[data-test=photo-proof]')
    await proof.locator('[data-test=photo].good').waitFor()
    const wanted = proof.locator('[data-test=wanted]')
    expect(await wanted.textContent()).toContain('记录：收货验收')
    expect(await wanted.getByText('receiving').isVisible()).toBe(false)
    await wanted.getByText('细节').click()
    await wanted.getByText('receiving').waitFor()
  })

  it('[P1] the strip of the log says how much stands in it and who vouches for it', async () => {
    const page = await office.open('/')
    const strip = page.locator('[data-test=log-strip]')
    await strip.locator('[data-test=log-size]').waitFor()
    expect(Number(await strip.locator('[data-test=log-size]').textContent())).toBeGreaterThan(2)
    expect(await strip.textContent()).toContain('没有见证人')
  })

  for (const size of ['desk', 'hand'] as const)
    for (const language of ['zh-CN', 'en'] as const)
      it(`its pages fit ${size} in ${language}`, async () => {
        for (const path of ['rights', 'reads']) {
          const page = await office.open(`/${path}?site=${SITE}`, { size, language })
          await page.locator('section.card').first().waitFor()
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          expect([path, wide]).toEqual([path, 0])
          await office.leave()
        }
      })
})
