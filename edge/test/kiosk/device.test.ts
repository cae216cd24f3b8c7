import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { amountsOf, firstAmount, nextAmount } from '../../kiosk/src/device/amount.ts'
import { drawingOf } from '../../kiosk/src/device/segments.ts'
import { Touchscreen } from './harness/touchscreen.ts'

const MINUTE = 60_000
const SILENCE = 5 * MINUTE
const series = (t: number[], v: (number | null)[], q: ('good' | 'uncertain' | 'bad' | 'stale')[] = []) => ({
  t: t.map((minute) => minute * MINUTE),
  v,
  q: t.map((_, index) => q[index] ?? ('good' as const)),
  truncated: false,
})

describe('what a trend may honestly draw', () => {
  it('joins neighbouring good values', () => {
    const { line, breaks } = drawingOf(series([0, 1, 2], [1, 2, 3]), SILENCE)
    expect(line).toEqual([
      [0, 1],
      [MINUTE, 2],
      [2 * MINUTE, 3],
    ])
    expect(breaks).toBe(0)
  })

  it('lifts the pen at a silence', () => {
    expect(drawingOf(series([0, 1, 20, 21], [1, 2, 3, 4]), SILENCE).breaks).toBe(1)
  })

  it('does not join across a bad value, and marks it apart', () => {
    const { breaks, bad, line } = drawingOf(series([0, 1, 2, 3, 4], [1, 2, 99, 3, 4], ['good', 'good', 'bad']), SILENCE)
    expect(breaks).toBe(1)
    expect(bad).toEqual([[2 * MINUTE, 99]])
    expect(line.some(([, value]) => value === 99)).toBe(false)
  })

  it('does not join across a stale reading', () => {
    expect(drawingOf(series([0, 1, 2, 3], [1, null, 3, 4], ['good', 'stale']), SILENCE).breaks).toBe(1)
  })

  it('keeps both passes of an hour that a clock lived twice, in seq order', () => {
    const { line, breaks } = drawingOf(series([58, 59, 60, 0, 1, 2], [1, 2, 3, 4, 5, 6]), SILENCE)
    expect(line.flatMap(([, value]) => (value === null ? [] : [value]))).toEqual([1, 2, 3, 4, 5, 6])
    expect(breaks).toBe(1)
  })

  it('shows a value that stands alone as a dot', () => {
    expect(drawingOf(series([0, 30, 31], [1, 2, 3]), SILENCE).alone).toEqual([[0, 1]])
  })
})

describe('the steps to a value', () => {
  it('are the model’s own where few presses walk the range', () => {
    expect(amountsOf({ min: 1, max: 64, step: 1 })).toEqual({ min: 1, max: 64, step: 1 })
    expect(amountsOf({ min: 16, max: 30, step: 0.5 }).step).toBe(0.5)
  })

  it('are round and larger where it would take for ever, and stay on the model’s grid', () => {
    expect(amountsOf({ min: 60, max: 7200, step: 1 }).step).toBe(200)
    expect(amountsOf({ min: 20, max: 1500, step: 1 }).step).toBe(50)
    expect(amountsOf({ min: -40, max: 8 }).step).toBe(1)
    expect(amountsOf({ min: 0.1, max: 1 }).step).toBe(0.02)
  })

  it('reach both ends and never pass them', () => {
    const amounts = amountsOf({ min: 60, max: 7200, step: 1 })
    expect(nextAmount(amounts, 60, 1)).toBe(200)
    expect(nextAmount(amounts, 7200, 1)).toBe(7200)
    expect(nextAmount(amounts, 200, -1)).toBe(60)
    expect(nextAmount(amounts, 1234, -1)).toBe(1200)
  })

  it('begin at what is set now, or in the middle where that is unknown', () => {
    const amounts = amountsOf({ min: 16, max: 30, step: 0.5 })
    expect(firstAmount(amounts, 26)).toBe(26)
    expect(firstAmount(amounts, null)).toBe(23)
    expect(firstAmount(amounts, 99)).toBe(23)
  })
})

describe.skipIf(noChromium)('a device on the touchscreen', () => {
  const screen = new Touchscreen()
  const VALVE = '#/device/stove-valve'
  const HOLD_MS = 2_000
  beforeAll(() => screen.start())
  afterEach(() => screen.close())
  afterAll(() => screen.stop())

  const openValve = async (answer: { result: string; reason?: string } = { result: 'confirmed' }) => {
    const page = await screen.open({
      at: VALVE,
      heldClock: true,
      kitchen: (box) => Object.assign(box, { loggedIn: true, commandAnswer: answer }),
    })
    const button = page.locator('[data-command="close"]:enabled')
    await button.waitFor()
    await button.hover()
    return page
  }

  it('says in words how the device is and since when', async () => {
    const since = Date.now() - 3 * MINUTE
    const page = await screen.open({
      at: '#/device/cold-store',
      kitchen: (box) => {
        box.health['cold-store'] = { device: 'cold-store', health: 'offline', since, reason: 'no-answer' }
      },
    })
    await page.waitForSelector('[data-health="offline"]')
    const at = new Intl.DateTimeFormat('zh-CN', {
      timeZone: 'Asia/Shanghai',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    expect(await page.locator('.health').innerText()).toBe(`○ 离线 · 无应答 · 自 ${at.format(since)} 起 · 已 3 分`)
  })

  it('draws a gap in the trend as a gap', async () => {
    const page = await screen.open({
      at: '#/device/dry-store',
      kitchen: (box) => {
        box.series = (_device, _point, _from, to) => {
          const t = [-50, -49, -48, -20, -19, -18, -17].map((minute) => to + minute * MINUTE)
          return { t, v: [20, 21, 22, 23, 24, 23, 22], q: t.map(() => 'good'), truncated: false }
        }
      },
    })
    await page.waitForSelector('.trend[data-breaks="1"] path', { state: 'attached' })
    const joined = await page
      .locator('.plot path')
      .evaluateAll((paths) =>
        paths.map((path) => path.getAttribute('d') ?? '').filter((d) => (d.match(/L/g) ?? []).length >= 5),
      )
    expect(joined).toHaveLength(1)
    expect(joined[0]?.match(/M/g)).toHaveLength(2)
    expect(await page.locator('.trend').innerText()).toContain('线断开处没有可信的数据')
  })

  it('asks for the range that was chosen', async () => {
    const asked: number[] = []
    const page = await screen.open({
      at: '#/device/dry-store',
      kitchen: (box) => {
        const before = box.series
        box.series = (device, point, from, to) => {
          asked.push(Math.round((to - from) / 3_600_000))
          return before(device, point, from, to)
        }
      },
    })
    await page.click('[data-hours="24"]')
    await expect.poll(() => asked).toContain(24)
  })

  it('shows the unit behind it and the traffic, bytes beside meaning', async () => {
    const page = await screen.open({ at: '#/device/stove-gas' })
    await page.getByText('接线与通讯').click()
    await page.waitForSelector('.wiring code')
    const text = await page.locator('.wiring').innerText()
    expect(text).toContain('profile-of-gas-1')
    expect(text).toContain('04 03 04 00 02 00 00 af 33')
    expect(text).toContain('gas = 2')
  })

  it('does not close the valve at a touch', async () => {
    const page = await openValve()
    await page.mouse.down()
    await page.clock.runFor(HOLD_MS / 2)
    await page.mouse.up()
    await page.waitForSelector('[data-result="released"]')
    await page.clock.runFor(HOLD_MS)
    expect(screen.box.orders).toEqual([])
  })

  it('does not close the valve when the finger slides off', async () => {
    const page = await openValve()
    await page.mouse.down()
    await page.mouse.move(5, 5)
    await page.clock.runFor(HOLD_MS * 2)
    await page.waitForSelector('[data-result="released"]')
    expect(screen.box.orders).toEqual([])
  })

  it('closes the valve when held, and says that it was read back', async () => {
    const page = await openValve()
    await page.mouse.down()
    await page.clock.runFor(HOLD_MS)
    await page.waitForSelector('[data-result="confirmed"]')
    expect(screen.box.orders).toEqual([{ device: 'stove-valve', command: 'close' }])
    expect(await page.locator('.told').innerText()).toContain('已完成：关闭阀门，读回确认')
  })

  it.each([
    ['accepted', '此设备不能读回'],
    ['refused', '被拒绝'],
    ['timed-out', '不知道“关闭阀门”是否已执行'],
  ])('says in words that an order was %s', async (result, words) => {
    const page = await openValve({ result })
    await page.mouse.down()
    await page.clock.runFor(HOLD_MS)
    await page.waitForSelector(`[data-result="${result}"]`)
    expect(await page.locator('.told').innerText()).toContain(words)
  })

  it('sets a value within the limits of the model, counting from what is set now', async () => {
    const page = await screen.open({
      at: '#/device/dry-store',
      heldClock: true,
      kitchen: (box) => Object.assign(box, { loggedIn: true }),
    })
    const button = page.locator('[data-command="set-target"]:enabled')
    await button.waitFor()
    expect(await page.locator('.amount output').innerText()).toBe('21.0 °C')
    for (let presses = 0; presses < 3; presses++) await page.click('.amount .less')
    expect(await button.innerText()).toBe('按住 2 秒：设定温度 19.5 °C')
    await button.hover()
    await page.mouse.down()
    await page.clock.runFor(HOLD_MS)
    await page.waitForSelector('[data-result="confirmed"]')
    expect(screen.box.orders).toEqual([{ device: 'dry-store', command: 'set-target', value: 19.5 }])
  })

  it('goes no further than the limits, also when a button is held', async () => {
    const page = await screen.open({
      at: '#/device/dry-store',
      heldClock: true,
      kitchen: (box) => Object.assign(box, { loggedIn: true }),
    })
    await page.locator('.amount .more').hover()
    await page.mouse.down()
    await page.clock.runFor(10_000)
    await page.mouse.up()
    expect(await page.locator('.amount output').innerText()).toBe('30.0 °C')
    expect(await page.locator('.amount .more').isDisabled()).toBe(true)
  })

  it('offers the commands of the model, not those of the kind', async () => {
    const selfTest = { command: 'self-test', point: 'closed', name: { zh: '自检', en: 'Self-test' } }
    const page = await screen.open({
      at: VALVE,
      kitchen: (box) => Object.assign(box, { loggedIn: true, offered: { 'stove-valve': [selfTest] } }),
    })
    await page.waitForSelector('[data-command="self-test"]:enabled')
    expect(await page.locator('[data-command]').count()).toBe(1)
  })

  it('offers the login instead where nobody is logged in', async () => {
    const page = await screen.open({ at: VALVE })
    await page.waitForSelector('[data-command="close"]:disabled')
    await page.getByText('登录后才能操作').click()
    for (const key of 'hearth') await page.click(`[data-key="${key}"]`)
    await page.click('button[type=submit]')
    await page.waitForSelector('[data-command="close"]:enabled')
  })

  it('says that a password is wrong', async () => {
    const page = await screen.open({ at: '#/login' })
    await page.click('[data-key="x"]')
    await page.click('button[type=submit]')
    await expect.poll(() => page.locator('[role=alert]').innerText()).toContain('密码不对')
  })
})
