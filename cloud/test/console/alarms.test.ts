import type { AlarmEntry } from '@zaojun/core'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { SITE } from '../harness/test-cloud.ts'
import { faintTexts } from './harness/contrast.ts'
import { HeadOffice, words } from './harness/head-office.ts'
import { registered } from './harness/kitchen.ts'

const MINUTE_MS = 60_000
const fridge = (raisedAt: number): AlarmEntry => ({
  type: 'alarm',
  id: 'alarm-0001',
  rule: 'cn-t01',
  ruleVersion: 1,
  device: 'fridge-1',
  point: 'air-temperature',
  severity: 'major',
  step: 'raised',
  state: 'unacknowledged',
  active: true,
  acknowledged: false,
  raisedAt,
  times: 1,
  value: 9.5,
  limit: 8,
  correction: 'due',
  level: 1,
})

describe.skipIf(noChromium)('Alarms at head office', () => {
  const office = new HeadOffice()
  let title: { zh: string; en: string } | null | undefined
  beforeAll(async () => {
    await office.start()
    const now = Date.now()
    await office.send([registered(now), { body: fridge(now - 20 * MINUTE_MS), wall: now - 20 * MINUTE_MS }])
    await office.kitchen('quiet-kitchen', '二食堂', 40)
    await office.cloud.cloud.alarmWatch.look()
    title = office.cloud.cloud.catalogue.rules.get('cn-t01')?.title
  })
  afterAll(() => office.stop())
  afterEach(() => office.leave())

  const item = (page: Page, text: string) => page.locator('[data-alarm]').filter({ hasText: text })
  const sideways = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

  it.each([
    ['zh-CN', 'zh', '超时未应答', '请在现场确认'],
    ['en', 'en', 'answer overdue', 'Acknowledge it on site'],
  ] as const)('[L20] stand worst first in the words of their rules (%s)', async (language, key, overdue, onSite) => {
    const page = await office.open('/alarms', { language })
    const row = item(page, title?.[key] ?? 'no title')
    await row.waitFor()
    expect(await words(row)).toContain(overdue)
    expect(await words(row)).toMatch(/9\.5 °C.*8 °C/)
    await row.getByRole('button').first().click()
    await row.getByText(onSite).waitFor()
    await row.locator('[data-test=steps] li').first().waitFor()
    expect(await row.locator('[data-test=steps] li').count()).toBe(1)
    expect(await words(page.locator('[data-test=waiting]'))).toMatch(/[1-9]/)
    expect(await faintTexts(page)).toEqual([])
    await office.picture?.(page, `alarms-${key}`)
  })

  it('[L20] of a silent box are acknowledged by a click, by name', async () => {
    const page = await office.open('/alarms')
    const row = item(page, '盒子失联').filter({ hasText: '二食堂' })
    await row.getByRole('button').first().click()
    await row.getByRole('button', { name: '确认', exact: true }).click()
    await row.getByText('已确认').waitFor()
    await row.locator('[data-test=steps]').getByText('由 admin').first().waitFor()
  })

  it('[L20] are counted with how soon they were answered', async () => {
    const page = await office.open('/alarms')
    await page.getByText('应答统计').click()
    const row = page.locator('[data-test=figures] [data-severity=major]')
    await row.waitFor()
    expect(await words(row)).toMatch(/重要.*15 分/)
  })

  it('[L20] are kept quiet in a window of maintenance, given in the site’s own time', async () => {
    const page = await office.open(`/sites/${SITE}`)
    const panel = page.locator('[data-test=maintenance]')
    const local = (at: number) => new Date(at + 8 * 60 * MINUTE_MS).toISOString().slice(0, 16)
    const from = Date.now() + 60 * MINUTE_MS
    await panel.locator('input[name=from]').fill(local(from))
    await panel.locator('input[name=to]').fill(local(from + 60 * MINUTE_MS))
    await panel.locator('input[name=reason]').fill('更换路由器')
    await panel.getByRole('button', { name: '新增' }).click()
    await panel.getByText('更换路由器').waitFor()
    const { body } = await office.cloud.ask(`GET /v1/sites/${SITE}/maintenance`)
    const [window] = (body as { windows: { from: number; by: string }[] }).windows
    expect([Math.abs((window?.from ?? 0) - from) < MINUTE_MS, window?.by]).toEqual([true, 'admin'])
    await panel.getByRole('button', { name: '立即结束' }).click()
    await panel.getByText('没有维护时段').waitFor()
  })

  it.each(['hand', 'desk'] as const)('fit the screen without scrolling sideways (%s)', async (size) => {
    const page = await office.open('/alarms', { size })
    await page.locator('[data-alarm]').first().waitFor()
    expect(await sideways(page)).toBe(0)
    await page.getByText('应答统计').click()
    await page.locator('[data-test=figures]').waitFor()
    expect(await sideways(page)).toBe(0)
  })
})
