import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { targets, texts } from './harness/measure.ts'
import { PASSWORD, RealBox } from './harness/real-box.ts'
import { noChromium, SIZES, Touchscreen } from './harness/touchscreen.ts'

type Row = { key: string; state: string; mode: string; decision?: object; proofTest?: { targets: object } }
const screen = new Touchscreen()
const box = new RealBox()
const PATIENCE = { timeout: 20_000 }
const FIRE = 'fire-unattended.wok-burner'
const SHUT_OFF = 'gas-level-2.cooking'
const SAFE = 2
const LEVEL_2 = 60

const at = (hash: string) => screen.page.evaluate(`location.hash = '${hash}'`)
const look = (key: string, word: string) =>
  screen.page.locator(`[data-interlock="${key}"][data-look="${word}"]`).waitFor(PATIENCE)
const press = (key: string) => screen.page.locator(`main [data-key="${key}"]`).first().tap()
const rowOf = async (key: string) =>
  (await box.get<{ interlocks: Row[] }>('api/interlocks')).interlocks.find((row) => row.key === key)
const tooSmall = async () => {
  const small = (await targets(screen.page)).filter(({ width, height }) => width < 63.5 || height < 63.5)
  const faint = (await texts(screen.page)).filter(({ size, contrast }) => size < 20 || contrast < 7)
  return [...small, ...faint]
}

describe.skipIf(noChromium)('interlocks on the touchscreen', () => {
  beforeAll(async () => {
    await Promise.all([screen.start('served'), box.start()])
    box.kitchen.set('gas-detector', 'combustible-gas', SAFE)
    const page = await screen.visit(box.url)
    await page.context().request.post(`${box.url}api/login`, { data: { password: PASSWORD } })
    await page.waitForSelector('.room')
  }, 60_000)
  afterAll(async () => {
    await screen.stop()
    await box.stop()
  })

  it('stand as tiles with what they watch, what they act on, and how they stand', async () => {
    await screen.page.locator('nav [href="#/interlocks"]').tap()
    await look(SHUT_OFF, 'armed')
    expect(await screen.page.locator(`[data-interlock="${SHUT_OFF}"]`).innerText()).toMatch(/已布防.*看 灶台.*动/s)
    await look('gas-exhaust-fan.cooking', 'unused')
  })

  it('[S10.3] a countdown takes the banner on every page with its seconds, and is held by one touch', async () => {
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

  it('[S10.1] a tripped one says what it ordered and what shows, and is reset by touch once its cause is gone', async () => {
    const { page } = screen
    box.kitchen.set('gas-detector', 'combustible-gas', LEVEL_2)
    await look(SHUT_OFF, 'latched')
    await page.locator(`[data-interlock="${SHUT_OFF}"]`).tap()
    await page.waitForSelector('[data-target="main-gas-valve"][data-shown="true"]')
    await press('7')
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
    const events = await box.entries('event')
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'interlock-reset', data: expect.objectContaining({ by: 'person-7' }) }),
    )
  })

  it('a proof test behind “more” says how many milliseconds each target took', async () => {
    const { page } = screen
    await page.locator('[data-action="more"]').tap()
    await press('8')
    expect(await tooSmall()).toEqual([])
    await page.locator('[data-order="proof-test"]').hover()
    await page.mouse.down()
    await page.waitForSelector('[data-took="main-gas-valve"]:has-text(" ms")', PATIENCE)
    await page.mouse.up()
    expect((await rowOf(SHUT_OFF))?.proofTest).toMatchObject({ by: 'person-8' })
    await screen.picture('more-small')
  })

  it('test mode is set behind “more” with who and why, and says so on its tile', async () => {
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
