import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { PASSWORD, RealBox, zoneAt } from './harness/real-box.ts'
import { PATIENCE, tooSmall as tooSmallOn } from './harness/touch.ts'
import { SIZES, Touchscreen } from './harness/touchscreen.ts'

type Record = { form: string; by: string; attachments: string[]; data: { [field: string]: unknown } }
type Row = { key: string; state: string; mode: string; decision?: object; proofTest?: { targets: object } }
const screen = new Touchscreen()
const box = new RealBox()
const FIRE = 'fire-unattended.wok-burner'
const SHUT_OFF = 'gas-level-2.cooking'
const SAFE = 2
const LEVEL_2 = 60

const at = (hash: string) => screen.page.evaluate(`location.hash = '${hash}'`)
const field = (name: string) => screen.page.locator(`.rows [data-field="${name}"]`)
const choose = (option: string) => screen.page.locator(`[data-option="${option}"]`).tap()
const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => screen.page.locator(`[data-key="${key}"]`).tap()), Promise.resolve())
const recordButton = () => screen.page.locator('[data-action="record"]')
const recordsOf = async (form: string) =>
  ((await box.entries('record')) as unknown as Record[]).filter((record) => record.form === form)
const tooSmall = () => tooSmallOn(screen.page)
const look = (key: string, word: string) =>
  screen.page.locator(`[data-interlock="${key}"][data-look="${word}"]`).waitFor(PATIENCE)
const rowOf = async (key: string) =>
  (await box.get<{ interlocks: Row[] }>('api/interlocks')).interlocks.find((row) => row.key === key)

describe.skipIf(noChromium)('what staff do on the touchscreen', () => {
  // One gateway, one build and one page for all of it: each costs seconds.
  beforeAll(async () => {
    await Promise.all([screen.start(), box.start({ 'site.timeZone': zoneAt(8) })])
    box.kitchen.set('gas-detector', 'combustible-gas', SAFE)
    const page = await screen.visit(box.url)
    await page.context().request.post(`${box.url}api/login`, { data: { password: PASSWORD } })
    await page.waitForSelector('.room')
  })
  afterAll(async () => {
    await screen.stop()
    await box.stop()
  })

  describe('a duty', () => {
    it('[M3.6] a fridge round is done by touch, the temperature taken from the fridge, and stands in the ledger', async () => {
      const { page } = screen
      await page.locator('nav [href="#/duties"]').tap()
      await page.locator('[data-group="due"] [data-duty^="fridge-round"]').tap()
      await page.waitForSelector('.rows')
      for (const _asked of ['tidy', 'expired', 'clean']) await choose('true')
      await page.locator('[data-device="cold-room"]:has(b:not(:text("—")))').tap(PATIENCE)
      await field('by').tap()
      await press('4', '2')
      await recordButton().tap()
      await page.waitForSelector('.done', PATIENCE)
      const [record] = await recordsOf('fridge-round')
      expect(record).toMatchObject({
        by: 'person-42',
        data: {
          tidy: true,
          duty: expect.stringMatching(/^fridge-round@.*T08:00$/),
          temperature: expect.any(Number),
          measured: { temperature: { device: 'cold-room', point: 'air-temperature', seq: expect.any(Number) } },
        },
      })
    })

    it('says by whom it was done as soon as it stands in the ledger', async () => {
      await screen.page.locator('[data-action="duties"]').tap()
      const tile = screen.page.locator('[data-group="done"] [data-duty^="fridge-round"]')
      await tile.waitFor(PATIENCE)
      expect(await tile.innerText()).toContain('工号 42')
    })

    it('[S4.4] a morning check is touched in, marked as personal, and its temperature is kept apart', async () => {
      await at('#/form/morning-check')
      await press('9')
      await field('temperature').tap()
      expect(await screen.page.locator('.personal').innerText()).toContain('730 天')
      await press('3', '6', 'point', '5')
      await screen.page.locator('[data-action="next"]').tap()
      await choose('false')
      await choose('true')
      await choose('fit')
      await press('4', '2')
      await recordButton().tap()
      await screen.page.waitForSelector('.done', PATIENCE)
      const [record] = await recordsOf('morning-check')
      expect(record?.data).toMatchObject({ person: 'person-9', temperature: { commitment: expect.any(String) } })
    })

    it('[M1.23] waste oil is weighed by the scale that is chosen, photographed and signed with a finger', async () => {
      const { page } = screen
      await at('#/form/waste-oil')
      await field('collector').tap()
      await press('a')
      await page.locator('[data-action="done"]').tap()
      await page.locator('[data-device="receiving-scale"]:has(b:not(:text("—")))').tap(PATIENCE)
      await field('photo').tap()
      await page
        .locator('.editor input[type=file]')
        .setInputFiles({ name: 'oil.png', mimeType: 'image/png', buffer: Buffer.from('oil') })
      await field('signature').tap()
      const { x = 0, y = 0 } = (await page.locator('canvas').boundingBox()) ?? {}
      await page.mouse.move(x + 40, y + 40)
      await page.mouse.down()
      await page.mouse.move(x + 160, y + 90, { steps: 4 })
      await page.mouse.up()
      await page.waitForSelector('.rows [data-field="signature"]:has-text("已签名")')
      await field('by').tap()
      await press('4')
      await recordButton().tap()
      await page.waitForSelector('.done', PATIENCE)
      const [record] = await recordsOf('waste-oil')
      const { photo, signature, ...data } = record?.data ?? {}
      expect(data).toMatchObject({ collector: 'a', measured: { weight: { device: 'receiving-scale' } } })
      expect(record?.attachments).toEqual([photo, signature])
      const picture = await fetch(`${box.url}api/attachments/${signature}`)
      expect(picture.headers.get('content-type')).toBe('image/png')
    })

    it('a double touch makes one record', async () => {
      await at('#/form/hand-disinfection')
      await press('7')
      await field('by').tap()
      await press('4')
      await recordButton().waitFor()
      await screen.page.evaluate(`for (const _twice of [1, 2]) document.querySelector('[data-action=record]').click()`)
      await screen.page.waitForSelector('.done', PATIENCE)
      expect(await recordsOf('hand-disinfection')).toHaveLength(1)
    })

    it('what is wanting is marked at its field, and nothing is sent', async () => {
      await at('#/form/safety-inspection')
      await choose('gas')
      await field('fine').tap()
      await choose('false')
      await recordButton().tap()
      await screen.page.waitForSelector('[data-field="found"][data-wrong="请填写"]')
      expect(await screen.page.locator('[data-field="part"][data-wrong]').count()).toBe(0)
      expect(await recordsOf('safety-inspection')).toEqual([])
    })

    it('the field that the box refuses is marked and opened, with what was entered still there', async () => {
      const { page } = screen
      await page.route('**/api/records', (route) =>
        route.fulfill({
          status: 422,
          json: { code: 'RECORD_FIELD_VALUE', message: 'the value does not fit', zh: '内容不合要求', place: 'people' },
        }),
      )
      await at('#/form/training')
      await field('subject').tap()
      await press('a', 'b')
      await page.locator('[data-action="done"]').tap()
      await press('5')
      await field('hours').tap()
      await press('2')
      await field('by').tap()
      await press('4')
      await recordButton().tap()
      await page.waitForSelector('[data-field="people"].chosen[data-wrong]')
      expect(await page.locator('.problem[role="alert"]').innerText()).toContain('内容不合要求')
      expect(await field('subject').innerText()).toContain('ab')
      await page.unroute('**/api/records')
    })

    it('no target is below 64 px and no words are faint at 800×480, in either language', async () => {
      const { page } = screen
      const [width, height] = SIZES.small
      await page.setViewportSize({ width, height })
      for (const language of ['en', 'zh-CN']) {
        await at('#/more')
        await page.locator(`[data-language="${language}"]`).tap()
        await at('#/duties')
        await page.waitForSelector('[data-duty]')
        expect(await tooSmall()).toEqual([])
        await screen.picture(`duties-small-${language}`)
        await at('#/form/receiving')
        await field('supplier').tap()
        await page.waitForSelector('.keyboard')
        expect(await tooSmall()).toEqual([])
        await screen.picture(`words-small-${language}`)
        await page.locator('[data-action="done"]').tap()
        for (const name of ['food', 'net-weight', 'expires', 'accepted', 'photo', 'by']) {
          await field(name).tap()
          expect({ name, wrong: await tooSmall() }).toEqual({ name, wrong: [] })
        }
        await screen.picture(`form-small-${language}`)
      }
      const [wide, high] = SIZES.wall
      await page.setViewportSize({ width: wide, height: high })
      await screen.picture('form-wall')
      await at('#/duties')
      await page.waitForSelector('[data-duty]')
      await screen.picture('duties-wall')
    })
  })

  describe('an interlock', () => {
    it('stands as a tile with what it watches, what it acts on, and how it stands', async () => {
      await screen.page.locator('nav [href="#/interlocks"]').tap()
      await look(SHUT_OFF, 'armed')
      expect(await screen.page.locator(`[data-interlock="${SHUT_OFF}"]`).innerText()).toMatch(/已布防.*看 灶台.*动/s)
      await look('gas-exhaust-fan.cooking', 'unused')
    })

    it('[S10.3] that counts down takes the banner on every page with its seconds, and is held by one touch', async () => {
      const { page } = screen
      await at('#/weigh')
      box.kitchen.set('range-controller', 'flame-on', true)
      box.kitchen.set('range-controller', 'unattended', 200)
      const banner = page.locator(`[data-countdown="${FIRE}"]`)
      await banner.waitFor(PATIENCE)
      expect(await banner.innerText()).toMatch(/(30|[12]\d) 秒.*动火离人熄火.*将动作：炒炉/s)
      await screen.picture('countdown-wall')
      await page.setViewportSize({ width: SIZES.small[0], height: SIZES.small[1] })
      expect(await tooSmall()).toEqual([])
      await screen.picture('countdown-small')
      await banner.locator('[data-order="hold"]').tap()
      await banner.waitFor({ state: 'detached' })
      expect((await rowOf(FIRE))?.state).toBe('held')
      await at('#/interlocks')
      await look(FIRE, 'held')
      box.kitchen.set('range-controller', 'unattended', 0)
      await look(FIRE, 'armed')
    })

    it('[S10.1] that tripped says what it ordered and what shows, and is reset by touch once its cause is gone', async () => {
      const { page } = screen
      box.kitchen.set('gas-detector', 'combustible-gas', LEVEL_2)
      await look(SHUT_OFF, 'latched')
      await page.locator(`[data-interlock="${SHUT_OFF}"]`).tap()
      await page.waitForSelector('[data-target="main-gas-valve"][data-shown="true"]')
      await page.locator('.reset [data-key="7"]').tap()
      const reset = page.locator('[data-order="reset"]')
      await reset.tap()
      await page.waitForSelector('[role="alert"]:has-text("原因尚未消除")')
      expect(await tooSmall()).toEqual([])
      await screen.picture('tripped-small')
      box.kitchen.set('gas-detector', 'combustible-gas', SAFE)
      await expect
        .poll(async () => {
          if (await reset.isVisible()) await reset.tap({ timeout: 1_000 }).catch(() => {})
          return (await rowOf(SHUT_OFF))?.state
        }, PATIENCE)
        .toBe('ready')
      const reset7 = { event: 'interlock-reset', data: expect.objectContaining({ by: 'person-7' }) }
      await expect.poll(() => box.entries('event'), PATIENCE).toContainEqual(expect.objectContaining(reset7))
    })

    it('is proved behind “more”, which says how many milliseconds each target took', async () => {
      const { page } = screen
      await page.locator('[data-action="more"]').tap()
      await page.locator('.more [data-key="8"]').tap()
      expect(await tooSmall()).toEqual([])
      await page.locator('[data-order="proof-test"]').hover()
      await page.mouse.down()
      await page.waitForSelector('[data-took="main-gas-valve"]:has-text(" ms")', PATIENCE)
      await page.mouse.up()
      expect((await rowOf(SHUT_OFF))?.proofTest).toMatchObject({ by: 'person-8' })
      await screen.picture('more-small')
    })

    it('is set to test behind “more” with who and why, and says so on its tile', async () => {
      const { page } = screen
      await page.locator('[data-mode="test"]').tap()
      await page.locator('[data-reason="inspection"]').tap()
      await page.waitForSelector('.standing[data-look="test"]', PATIENCE)
      expect(await rowOf(SHUT_OFF)).toMatchObject({ mode: 'test', decision: { reason: '年检', by: 'person-8' } })
      await at('#/interlocks')
      await look(SHUT_OFF, 'test')
      await at('#/more')
      await page.locator('[data-language="en"]').tap()
      await at('#/interlocks')
      await look(SHUT_OFF, 'test')
      expect(await tooSmall()).toEqual([])
      await screen.picture('interlocks-small-en')
    })
  })
})
