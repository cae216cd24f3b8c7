import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { cut, targets, texts } from './harness/measure.ts'
import type { StandInBox } from './harness/stand-in-box.ts'
import { SIZES, type Size, Touchscreen } from './harness/touchscreen.ts'
import { wholeKitchen } from './harness/whole-kitchen.ts'

const LEAST_LABEL_PX = 20
const LEAST_VALUE_PX: Record<Size, number> = { small: 40, wall: 48, large: 72 }
const LEAST_TARGET_PX = 64
const LEAST_CONTRAST = 7
const SCREENS = {
  kitchen: '#/',
  zone: '#/zone/cooking',
  device: '#/device/cold-store',
  valve: '#/device/stove-valve',
  weigh: '#/weigh',
  more: '#/more',
  login: '#/login',
  enrolment: '#/enrolment',
  proof: '#/proof',
  newKey: '#/new-key',
} as const
const screen = new Touchscreen()

/** One of everything that can be wrong. */
function troubled(box: StandInBox): void {
  const long = 720_000
  box.put('dry-store/air-temperature', { value: 21.4, origin: 'simulated' })
  box.put('cold-store/air-temperature', { value: 9.6, age: long })
  box.put('cold-store/relative-humidity', { value: null, quality: 'stale', reason: 'no-answer', age: long })
  box.health['cold-store'] = { device: 'cold-store', health: 'offline', since: Date.now() - long, reason: 'no-answer' }
  box.put('stove-gas/combustible-gas', { value: 27 })
  box.put('stove-gas/alarm-level-2', { value: true })
  box.put('core-probe/core-temperature', { value: 999.9, quality: 'bad', reason: 'sentinel' })
  box.put('receiving-scale/net', { value: 112.34, quality: 'uncertain' })
  Object.assign(box.uplink, { state: 'offline', pendingBatches: 4 })
}

/** Twice the width changes nothing for English. */
const languagesAt = (size: Size): ('zh-CN' | 'en')[] => (size === 'large' ? ['zh-CN'] : ['zh-CN', 'en'])

describe.skipIf(noChromium)('the touchscreen can be read and pressed', () => {
  beforeAll(() => screen.start())
  afterAll(() => screen.stop())

  // One page a language goes from screen to screen and from size to size: loading each anew takes minutes.
  describe.each(['zh-CN', 'en'] as const)('with everything wrong, in %s', (language) => {
    beforeAll(() => screen.open({ language, at: '#/', kitchen: troubled }))
    afterAll(() => screen.close())

    const sizes = (Object.keys(SIZES) as Size[]).filter((size) => languagesAt(size).includes(language))
    const cases = Object.entries(SCREENS).flatMap(([name, at]) => sizes.map((size) => ({ name, at, size })))

    it.each(cases)('$name at $size: letters, contrast and targets are large enough', async ({ name, at, size }) => {
      await screen.show(at, size)
      const { page } = screen
      await page.waitForSelector(name === 'kitchen' ? '.room' : 'main button')
      await screen.picture(`${name}-${size}-${language}`)
      const seen = await texts(page)
      expect(seen.length).toBeGreaterThan(5)
      expect(seen.filter(({ size }) => size < LEAST_LABEL_PX)).toEqual([])
      expect(seen.filter(({ contrast }) => contrast < LEAST_CONTRAST)).toEqual([])
      const pressed = await targets(page)
      expect(pressed.length).toBeGreaterThan(2)
      expect(
        pressed.filter(({ width, height }) => width < LEAST_TARGET_PX - 0.5 || height < LEAST_TARGET_PX - 0.5),
      ).toEqual([])
    })

    it.each(sizes)('the main values are large and nothing is cut off at %s', async (size) => {
      await screen.show('#/', size)
      const { page } = screen
      await page.waitForSelector('.value')
      const values = await page.evaluate<number[]>(
        `[...document.querySelectorAll('.value')].map((one) => Number.parseFloat(getComputedStyle(one).fontSize))`,
      )
      expect(Math.min(...values)).toBeGreaterThanOrEqual(LEAST_VALUE_PX[size])
      expect(await cut(page)).toEqual([])
    })
  })

  describe('from the first picture on', () => {
    afterEach(() => screen.close())

    const troubles: [string, (box: StandInBox) => void][] = [
      ['all is well', () => {}],
      ['offline', (box) => Object.assign(box.uplink, { state: 'offline', pendingBatches: 4 })],
      [
        'the key cannot be used and the disk is full',
        (box) => {
          Object.assign(box.uplink, { keyFault: 'damaged' })
          box.ledgerFull = true
        },
      ],
    ]
    it.each(
      (['zh-CN', 'en'] as const).flatMap((language) =>
        troubles.map(([name, arrange]) => ({ name, language, arrange })),
      ),
    )('the top bar cuts no word on a narrow screen: $name, in $language', async ({ language, arrange }) => {
      const page = await screen.open({
        language,
        size: 'small',
        at: '#/proof',
        kitchen: (box) => {
          box.clock = { now: () => Date.now(), clock: 'unsynced' }
          arrange(box)
        },
      })
      await page.waitForSelector(screen.box.ledgerFull ? 'header .full-disk' : 'header small')
      for (const [width, height] of [
        [800, 480],
        [600, 1024],
        [390, 844],
      ] as const) {
        await page.setViewportSize({ width, height })
        await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
        // Below are the places, wider than a telephone, which is no screen of a kitchen.
        const cutOff = (await cut(page)).filter((one) => width >= 600 || !one.startsWith(':'))
        expect([width, cutOff]).toEqual([width, []])
      }
    })

    it.each(['wall', 'large'] as const)(
      'all twelve rooms stand on one page in the order of the scenes, wired ones as tiles, at %s',
      async (size) => {
        const page = await screen.open({ size, kitchen: troubled })
        await page.waitForSelector('.room')
        const tiles = await page.locator('.room small').allInnerTexts()
        expect(tiles).toEqual(['5.2', '5.6', '5.9', '5.10', '5.12'])
        const quiet = await page
          .locator('.quiet [data-zone]')
          .evaluateAll((zones) => zones.map((zone) => zone.getAttribute('data-zone')))
        expect(quiet).toEqual([
          'office',
          'kitchen-entrance',
          'quick-test',
          'washing',
          'cutting',
          'second-changing',
          'dish-return',
        ])
        expect(await page.locator('.pager').count()).toBe(0)
      },
    )

    it('at 800×480 the abnormal rooms come first, the rest on further pages', async () => {
      const page = await screen.open({ size: 'small', kitchen: troubled })
      await page.waitForSelector('.room')
      const zones = () =>
        page.locator('.room').evaluateAll((rooms) => rooms.map((room) => room.getAttribute('data-zone')))
      expect(await zones()).toEqual(['cooking', 'entrance', 'portioning', 'fresh-keeping'])
      await page.getByLabel('下一页').click()
      expect((await zones())[0]).toBe('warehouse')
      expect(await page.locator('.pager span').innerText()).toBe('2/3')
    })

    it.each(['wall', 'small'] as const)(
      'all rooms wired and an alarm above them, at %s: values stay large, and no point is cut off',
      async (size) => {
        const page = await screen.open({
          size,
          kitchen: (box) => {
            wholeKitchen(box)
            box.alarms.raise('alarm-gas', { device: 'stove-gas', severity: 'critical' })
          },
        })
        await page.waitForSelector('.banner')
        // The tag of a room may end in an ellipsis: its banner and its page say all.
        const cutOff = async () => (await cut(page)).filter((one) => !one.startsWith('tag'))
        await expect.poll(cutOff, { timeout: 10_000 }).toEqual([])
        const values = await page.evaluate<number[]>(
          `[...document.querySelectorAll('.room .value')].map((one) => Number.parseFloat(getComputedStyle(one).fontSize))`,
        )
        expect(values.length).toBeGreaterThan(0)
        expect(Math.min(...values)).toBeGreaterThanOrEqual(LEAST_VALUE_PX[size])
        await screen.picture(`whole-kitchen-${size}`)
      },
    )

    it('today’s duties stand beside the rooms, what is late first, and a touch opens the form', async () => {
      const hour = 3_600_000
      const duty = (id: string, form: string, state: string, late: number) => ({
        id,
        form,
        state,
        due: Date.now() - 2 * hour,
        overdue: Date.now() + late,
      })
      const page = await screen.open({
        kitchen: (box) => {
          box.duties = [
            duty('now', 'sample-retention', 'due', hour),
            duty('late', 'fridge-round', 'overdue', -hour / 3),
          ]
        },
      })
      await page.waitForSelector('[data-beside]')
      const beside = await page.locator('[data-beside]').allInnerTexts()
      expect(beside[0]).toMatch(/冰箱巡查.*▲ 超 20 分/s)
      expect(beside[1]).toMatch(/食品留样.*◆ 现在/s)
      await page.locator('[data-beside="late"]').tap()
      await page.waitForSelector('.rows')
    })

    it('is grey and white when nothing is wrong', async () => {
      const page = await screen.open()
      await page.waitForSelector('.room')
      expect(await page.locator('.room:not(.severity-0), .problem, .tag, .wrong').count()).toBe(0)
      await screen.picture('calm-wall-zh-CN')
    })
  })
})
