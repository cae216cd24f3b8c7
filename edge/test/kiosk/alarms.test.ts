import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { targets, texts } from './harness/measure.ts'
import type { StandInBox } from './harness/stand-in-box.ts'
import { SIZES, type Size, Touchscreen } from './harness/touchscreen.ts'

const screen = new Touchscreen()
const COUNT_BEEPS = `
  globalThis.beeps = 0
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (when) { globalThis.beeps += 1; return start.call(this, when) }
  0`

function alarmed(box: StandInBox): void {
  box.loggedIn = true
  box.alarms.raise('alarm-cold')
  box.alarms.raise('alarm-gas', {
    rule: 'gas-level-2',
    device: 'stove-gas',
    point: 'alarm-level-2',
    severity: 'critical',
    value: true,
    limit: true,
  })
}

describe.skipIf(noChromium)('alarms on the touchscreen', () => {
  beforeAll(() => screen.start())
  afterEach(() => screen.close())
  afterAll(() => screen.stop())

  it('shows the gravest one on every screen with its place, how long, and how many more', async () => {
    const page = await screen.open({ at: '#/weigh', kitchen: alarmed })
    await page.waitForSelector('.banner')
    expect(await page.locator('.banner').innerText()).toMatch(/▲.*危急.*可燃气二级.*灶台可燃气.*已 2 分.*另有 1 个/s)
  })

  it('shows an alarm raised now with its value against the limit, and lets it go when it is over', async () => {
    const page = await screen.open()
    await page.waitForSelector('.room')
    expect(await page.locator('.banner').count()).toBe(0)
    screen.box.alarms.raise('alarm-cold')
    await page.waitForSelector('.banner')
    expect(await page.locator('.banner').innerText()).toMatch(/冷藏温度过高.*9\.6 °C.*限值 8\.0 °C/s)
    screen.box.alarms.close('alarm-cold')
    await page.waitForSelector('.banner', { state: 'detached' })
  })

  it('says in a flood how many came and that they are grouped by cause, and sounds for the groups the box lets sound', async () => {
    const page = await screen.open({
      kitchen: (box) => {
        alarmed(box)
        const group = { cause: 'device', severity: 'critical', unacknowledged: 1 }
        box.alarms.overview = {
          groups: [
            {
              ...group,
              key: 'device:stove-gas',
              about: 'stove-gas',
              lead: 'alarm-gas',
              alarms: ['alarm-gas', 'a', 'b'],
              count: 3,
              sounding: true,
            },
            {
              ...group,
              key: 'device:cold-store',
              about: 'cold-store',
              lead: 'alarm-cold',
              alarms: ['alarm-cold'],
              count: 1,
              sounding: false,
            },
          ],
          counted: 1,
          flood: { active: true, since: Date.now() - 60_000, raised: 14 },
          chattering: [],
        }
      },
    })
    await page.waitForSelector('.flood')
    const banner = await page.locator('.banner').innerText()
    expect(banner).toMatch(/等 3 项（同一设备）.*报警洪水：10 分钟内 14 个，已按原因合并.*1 个不鸣响/s)
  })

  it('acknowledges by one touch, and the next gravest takes the banner', async () => {
    const page = await screen.open({ kitchen: alarmed })
    await page.locator('[data-alarm="alarm-gas"] .acknowledge').tap()
    await page.waitForSelector('.banner[data-alarm="alarm-cold"]')
    expect(screen.box.alarms.orders).toEqual([{ id: 'alarm-gas', order: 'acknowledge' }])
  })

  it('asks for the login before anything is acknowledged', async () => {
    const page = await screen.open({ kitchen: (box) => box.alarms.raise('alarm-cold') })
    await page.locator('.banner .acknowledge').tap()
    await page.waitForSelector('.password')
    expect(screen.box.alarms.orders).toEqual([])
  })

  it('never gives the banner to what is only advice', async () => {
    const page = await screen.open({ kitchen: (box) => box.alarms.raise('alarm-cold', { advisory: true }) })
    await page.waitForSelector('.advice')
    expect(await page.locator('.banner').count()).toBe(0)
    expect(await page.locator('.advice').innerText()).toContain('仅供参考')
  })

  it('says that sound is off until the first touch, sounds from then on, and mutes what sounds', async () => {
    const page = await screen.open({ untouched: true, kitchen: alarmed })
    await page.evaluate(COUNT_BEEPS)
    await page.waitForSelector('.banner[data-sound="off"]')
    expect(await page.locator('.sound').innerText()).toBe('声音未开，请触一下屏幕')
    await page.locator('.sound').tap()
    await page.waitForSelector('.banner[data-sound="on"]')
    await expect.poll(() => page.evaluate<number>('beeps')).toBe(5)
    await page.locator('.mute').tap()
    await page.waitForSelector('.banner[data-sound="muted"]')
    expect(await page.locator('.sound').innerText()).toMatch(/已静音，还有 [12] 分/)
    screen.box.alarms.raise('alarm-new', { severity: 'critical' })
    await page.waitForSelector('.banner[data-sound="on"]')
  })

  it('shows alarms as old, and takes no order, when the gateway is gone', async () => {
    const page = await screen.open({ kitchen: alarmed })
    await page.waitForSelector('.banner')
    await screen.box.stop()
    await page.waitForSelector('.banner.old')
    expect(await page.locator('.banner').innerText()).toContain('旧的，网关失联')
    expect(await page.locator('.banner .acknowledge').isDisabled()).toBe(true)
  })

  it('marks the room of an alarm with its shape and words', async () => {
    const page = await screen.open({ kitchen: alarmed })
    await page.waitForSelector('[data-zone="fresh-keeping"][data-severity="3"]')
    expect(await page.locator('[data-zone="fresh-keeping"] .tag').innerText()).toBe('◆ 重要 冷藏温度过高')
  })

  it('groups standing alarms by what they wait for', async () => {
    const page = await screen.open({
      at: '#/alarms',
      kitchen: (box) => {
        alarmed(box)
        box.alarms.raise('alarm-seen', { state: 'acknowledged', acknowledged: true })
        box.alarms.raise('alarm-over', { state: 'normal', active: false, acknowledged: true })
        box.alarms.raise('alarm-later', { state: 'shelved', until: Date.now() + 60_000 })
      },
    })
    await page.waitForSelector('[data-group]')
    const groups = await page
      .locator('[data-group]')
      .evaluateAll((all) =>
        all.map((one) => [
          one.getAttribute('data-group'),
          ...[...one.querySelectorAll('[data-alarm]')].map((alarm) => alarm.getAttribute('data-alarm')),
        ]),
      )
    expect(groups).toEqual([
      ['attention', 'alarm-gas', 'alarm-cold'],
      ['acknowledged', 'alarm-seen'],
      ['correction', 'alarm-over'],
      ['hidden', 'alarm-later'],
    ])
    expect(await page.locator('nav .count').innerText()).toBe('5')
  })

  it('pages through those that are over', async () => {
    const page = await screen.open({
      at: '#/alarms',
      kitchen: (box) => {
        const row = box.alarms.raise('alarm-cold')
        box.alarms.closed = ['one', 'two', 'three'].map((id) => ({ ...row, id: `closed-${id}`, state: 'normal' }))
      },
    })
    await page.locator('[data-tab="history"]').tap()
    await expect.poll(() => page.locator('main [data-alarm]').count()).toBe(2)
    await page.locator('.older').tap()
    await expect.poll(() => page.locator('main [data-alarm]').count()).toBe(3)
    expect(await page.locator('.older').count()).toBe(0)
  })

  it('shelves one for a while with a reason, and offers that for no critical one', async () => {
    const page = await screen.open({ at: '#/alarms/alarm-cold', kitchen: alarmed })
    await page.locator('[data-minutes="60"]').tap()
    await page.locator('[data-reason="repair"]').tap()
    await page.waitForSelector('[data-order="unshelve"]')
    expect(screen.box.alarms.orders).toEqual([{ id: 'alarm-cold', order: 'shelve', minutes: 60, reason: '正在维修' }])
    await page.locator('.banner .open').tap()
    await page.waitForSelector('[data-order="acknowledge"]')
    expect(await page.locator('[data-minutes]').count()).toBe(0)
  })

  it('records what was done with a photo, and lets only a second person verify it', async () => {
    const page = await screen.open({ at: '#/alarms/alarm-cold', kitchen: alarmed })
    const press = (digit: string) => page.locator(`[data-key="${digit}"]`).tap()
    for (const choice of ['cause/door-open', 'done/moved', 'food/discarded'])
      await page.locator(`[data-choice="${choice}"]`).tap()
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'shelf.png', mimeType: 'image/png', buffer: Buffer.from('shelf') })
    expect(await page.locator('[data-order="correct"]').isDisabled()).toBe(true)
    await press('7')
    await page.locator('[data-order="correct"]').tap()
    await page.waitForSelector('[data-form="verification"]')
    await press('7')
    expect(await page.locator('[data-order="verify"]').isDisabled()).toBe(true)
    await press('8')
    await page.locator('[data-order="verify"]').tap()
    await page.waitForSelector('[data-form="verification"]', { state: 'detached' })
    const attachments = [createHash('sha256').update('shelf').digest('hex')]
    expect(screen.box.alarms.orders).toEqual([
      {
        id: 'alarm-cold',
        order: 'correction',
        cause: '门没关好',
        done: '已移走食品',
        food: 'discarded',
        by: 'person-7',
        attachments,
      },
      { id: 'alarm-cold', order: 'verification', by: 'person-78' },
    ])
  })

  const sizes = (Object.keys(SIZES) as Size[]).filter((size) => size !== 'large')
  const cases = sizes.flatMap((size) => ['#/alarms', '#/alarms/alarm-cold'].map((at) => ({ size, at })))
  it.each(cases)('$at at $size: letters, contrast and targets are large enough', async ({ size, at }) => {
    const page = await screen.open({ size, at, language: size === 'small' ? 'en' : 'zh-CN', kitchen: alarmed })
    await page.waitForSelector('main .alarm')
    await screen.picture(`${at.length > 10 ? 'alarm' : 'alarms'}-${size}`)
    expect((await texts(page)).filter((one) => one.size < 20 || one.contrast < 7)).toEqual([])
    expect((await targets(page)).filter((one) => one.width < 63.5 || one.height < 63.5)).toEqual([])
  })
})
