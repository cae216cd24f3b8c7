import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { targets, texts } from './harness/measure.ts'
import { PASSWORD, RealBox } from './harness/real-box.ts'
import { noChromium, SIZES, Touchscreen } from './harness/touchscreen.ts'

type Record = { form: string; by: string; attachments: string[]; data: { [field: string]: unknown } }
const screen = new Touchscreen()
const box = new RealBox()
const PATIENCE = { timeout: 20_000 }
const HOURS = 24

/** A time zone in which it is eight in the morning now: the first fridge round is due. */
function zoneAtEight(): string {
  const ahead = ((8 - new Date().getUTCHours() + HOURS + 12) % HOURS) - 12
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
const at = (hash: string) => screen.page.evaluate(`location.hash = '${hash}'`)
const field = (name: string) => screen.page.locator(`.rows [data-field="${name}"]`)
const choose = (option: string) => screen.page.locator(`[data-option="${option}"]`).tap()
const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => screen.page.locator(`[data-key="${key}"]`).tap()), Promise.resolve())
const recordButton = () => screen.page.locator('[data-action="record"]')
const recordsOf = async (form: string) =>
  ((await box.entries('record')) as unknown as Record[]).filter((record) => record.form === form)
const tooSmall = async () => {
  const small = (await targets(screen.page)).filter(({ width, height }) => width < 63.5 || height < 63.5)
  const faint = (await texts(screen.page)).filter(({ size, contrast }) => size < 20 || contrast < 7)
  return [...small, ...faint]
}

describe.skipIf(noChromium)('duties on the touchscreen', () => {
  beforeAll(async () => {
    await Promise.all([screen.start('served'), box.start({ 'site.timeZone': zoneAtEight() })])
    const page = await screen.visit(box.url)
    await page.context().request.post(`${box.url}api/login`, { data: { password: PASSWORD } })
    await page.waitForSelector('.room')
  }, 60_000)
  afterAll(async () => {
    await screen.stop()
    await box.stop()
  })

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
    await recordButton().evaluate((button: { click(): void }) => {
      button.click()
      button.click()
    })
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
    for (const language of ['zh-CN', 'en']) {
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
