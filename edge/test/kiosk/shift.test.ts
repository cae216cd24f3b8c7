import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { graveFaults } from './harness/axe.ts'
import { RealBox, zoneAt } from './harness/real-box.ts'
import { askPanel, PATIENCE, showWho, tooSmall } from './harness/touch.ts'
import { SIZES, Touchscreen } from './harness/touchscreen.ts'

type Row = { seq: number; form: string; by: string; attachments: string[]; data: Record<string, unknown> }
type Alarm = { id: string; rule: string; device?: string; correction: string }
type Step = { step: string; by?: string }
const COOK = { number: '1001', role: 'staff', pin: '2580', badge: 'E2003412013A5501' } as const
const CHEF = { number: '88', role: 'supervisor', pin: '8602', badge: 'E2003412013A5502' } as const
const MANAGER = { number: '7', role: 'manager', pin: '7401' } as const
const LANGUAGES = ['zh-CN', 'en'] as const
const FRIDGE = { rule: 'refrigeration.high-alarm', device: 'cold-room' }
const screen = new Touchscreen()
const box = new RealBox()
const ids: Record<string, string> = {}

const at = (hash: string) => screen.page.evaluate(`location.hash = '${hash}'`)
const field = (name: string) => screen.page.locator(`.rows [data-field="${name}"]`)
const tap = (selector: string) => screen.page.locator(selector).first().tap(PATIENCE)
const rowsOf = async (form: string) =>
  ((await box.entries('record')) as unknown as Row[]).filter((row) => row.form === form)
const newest = async (form: string) => (await rowsOf(form)).at(-1)
const alarmsNow = async () => (await box.get<{ alarms: Alarm[] }>('api/alarms')).alarms
const fridgeAlarm = async () =>
  (await alarmsNow()).find(({ rule, device }) => rule === FRIDGE.rule && device === FRIDGE.device)

/** From the page of duties: the one that is due, else any form. */
async function openForm(form: string): Promise<void> {
  await at('#/duties')
  await screen.page.waitForSelector('.tabs')
  const due = screen.page.locator(`[data-group="due"] [data-duty^="${form}"]`)
  if (await due.first().isVisible()) await due.first().tap()
  else {
    await tap('[data-tab="forms"]')
    await tap(`main [data-form="${form}"]`)
  }
  await screen.page.waitForSelector('.rows', PATIENCE)
}
async function choose(name: string, option: string): Promise<void> {
  await field(name).tap()
  await tap(`.editor [data-option="${option}"]`)
}
async function write(name: string, letters: string): Promise<void> {
  await field(name).tap()
  for (const letter of letters) await tap(`.keyboard [data-key="${letter}"]`)
  await tap('[data-action="done"]')
}
async function key(name: string, ...keys: string[]): Promise<void> {
  await field(name).tap()
  for (const one of keys) await tap(`.editor [data-key="${one}"]`)
}
async function take(name: string, device: string): Promise<void> {
  await field(name).tap()
  await tap(`.editor [data-device="${device}"]:has(b:not(:text("—")))`)
}
/** What the camera sees is this very screen. */
async function photograph(input: string): Promise<void> {
  const buffer = await screen.page.screenshot()
  await screen.page.locator(input).setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer })
}
async function recorded(form: string): Promise<Row> {
  await tap('[data-action="record"]:enabled')
  await screen.page.waitForSelector('.done', PATIENCE)
  const row = await newest(form)
  if (row === undefined) throw new Error(`no ${form} in the ledger`)
  expect(await screen.page.locator('.done h1').innerText()).toContain(String(row.seq))
  return row
}
const weigh = async (kg: number) => {
  box.kitchen.set('receiving-indicator', 'displayed', kg)
  const net = async () => {
    const { latest } = await box.get<{ latest: { device: string; point: string; value: unknown }[] }>('api/home')
    return latest.find(({ device, point }) => device === 'receiving-scale' && point === 'net')?.value
  }
  await expect.poll(net, PATIENCE).toBeCloseTo(kg, 3)
}

describe.skipIf(noChromium)('a shift at the touchscreen, on simulated units', { timeout: 120_000 }, () => {
  // One gateway, one build and one page for all of it: each costs seconds.
  beforeAll(async () => {
    await Promise.all([screen.start(), box.start({ 'site.timeZone': zoneAt(8) })])
    box.kitchen.set('gas-detector', 'combustible-gas', 2)
    await box.register([MANAGER, CHEF, COOK])
    const { people } = await box.get<{ people: { id: string; number: string }[] }>('api/people')
    for (const { id, number } of people) ids[number] = id
    await screen.visit(box.url)
  }, 90_000)
  afterAll(async () => {
    await screen.stop()
    await box.stop()
  })

  describe.each(LANGUAGES)('in %s', (language) => {
    const picture = (name: string) => screen.picture(`shift-${name}-${language}`)
    beforeAll(async () => {
      await screen.page.evaluate(`localStorage.setItem('zaojun-language', '${language}')`)
      await screen.page.reload()
      await screen.page.waitForSelector('[data-action="who"]', PATIENCE)
    })

    it('begins: the cook signs on by number and PIN', async () => {
      await tap('[data-action="who"]')
      await askPanel(screen.page).waitFor(PATIENCE)
      await picture('1-arrive')
      await showWho(screen.page, COOK)
      await screen.page.waitForSelector(`[data-action="lock"][data-person="${COOK.number}"]`, PATIENCE)
    })

    it('[S4.4] morning check: touched in, the health in it kept apart', async () => {
      await openForm('morning-check')
      await key('person', ...COOK.number)
      await key('temperature', '3', '6', 'point', '4')
      await choose('symptom', 'false')
      await choose('workwear', 'true')
      await choose('decision', 'fit')
      await picture('2-morning-check')
      const { by, data } = await recorded('morning-check')
      expect(by).toBe(ids[COOK.number])
      expect(data).toMatchObject({ decision: 'fit', temperature: { commitment: expect.any(String) } })
    })

    it('[S6.5] goods received: the weight taken from the scale, the temperature from the probe', async () => {
      box.kitchen.set('probe-module', 'probe-1', 3.2)
      await weigh(12.5)
      await openForm('receiving')
      await write('supplier', 'farm')
      await write('goods', 'pork')
      await choose('food', 'chilled')
      await take('net-weight', 'receiving-scale')
      await take('product-temperature', 'core-probe-1')
      await choose('certificate', 'true')
      await choose('accepted', 'true')
      await field('photo').tap()
      await photograph('.editor input[type=file]')
      await picture('3-receiving')
      const { data, attachments } = await recorded('receiving')
      expect(data).toMatchObject({
        'net-weight': 12.5,
        measured: {
          'net-weight': { device: 'receiving-scale', point: 'net', seq: expect.any(Number) },
          'product-temperature': { device: 'core-probe-1' },
        },
      })
      expect(data.typed).toBeUndefined()
      expect(attachments).toEqual([data.photo])
    })

    it('[S6.6] the label of the goods is shown, and its code, read by the scanner, opens their record', async () => {
      await tap('[data-action="show-label"]')
      await screen.page.frameLocator('iframe').locator('svg').waitFor(PATIENCE)
      await picture('4-label')
      const seq = (await newest('receiving'))?.seq
      const code = await screen.page.frameLocator('iframe').locator('.code').innerText()
      await at('#/')
      box.kitchen.tell('store-scanner', 'code-read', { code }, `label-${language}`)
      await screen.page.waitForSelector(`[data-record="${seq}"]`, PATIENCE)
      expect(await screen.page.locator('[data-of="net-weight"]').innerText()).toContain('12.5')
      await picture('5-scanned')
    })

    it('[M5.2] a fridge alarm: acknowledged, put right with a photo, revised, verified by a second person', async () => {
      const { page } = screen
      box.kitchen.set('cold-room-controller', 'high-alarm', true)
      await expect.poll(async () => (await fridgeAlarm())?.correction, PATIENCE).toBe('due')
      const { id = '' } = (await fridgeAlarm()) ?? {}
      await page.waitForSelector('.banner', PATIENCE)
      await at('#/alarms')
      await page.waitForSelector(`[data-group="attention"] [data-alarm="${id}"]`, PATIENCE)
      await picture('6-alarm')
      await tap(`[data-group="attention"] [data-alarm="${id}"]`)
      await tap('main [data-order="acknowledge"]')
      await page.waitForSelector('main [data-order="acknowledge"]', { state: 'detached', ...PATIENCE })
      const act = async (...choices: string[]) => {
        for (const choice of choices) await tap(`[data-choice="${choice}"]`)
      }
      await act('cause/door-open', 'done/moved', 'food/held')
      await photograph('[data-form="correction"] input[type=file]')
      await picture('7-corrective-action')
      await tap('[data-order="correct"]')
      await page.waitForSelector('[data-form="verification"]', PATIENCE)
      await tap('[data-action="revise"]')
      await act('cause/door-open', 'done/moved', 'food/discarded')
      await tap('[data-order="correct"]')
      await expect.poll(() => page.locator('[data-correction]').count(), PATIENCE).toBe(2)
      box.kitchen.set('cold-room-controller', 'high-alarm', false)
      await tap('[data-order="verify"]')
      await showWho(page, COOK)
      await askPanel(page).locator('.problem').waitFor(PATIENCE)
      await picture('8-second-person')
      box.kitchen.tell('store-scanner', 'code-read', { code: CHEF.badge }, `chef-${language}`)
      await askPanel(page).waitFor({ state: 'detached', ...PATIENCE })
      await expect.poll(async () => (await fridgeAlarm())?.id, PATIENCE).toBeUndefined()
      await picture('9-verified')
      await page.waitForSelector(`[data-action="lock"][data-person="${COOK.number}"]`)

      const { steps } = await box.get<{ steps: Step[] }>(`api/alarms/${id}/steps`)
      const byWhom = (wanted: string) => steps.filter(({ step }) => step === wanted).map(({ by }) => by)
      const [cook, chef] = [ids[COOK.number], ids[CHEF.number]]
      expect([byWhom('acknowledged'), byWhom('corrected'), byWhom('verified')]).toEqual([[cook], [cook, cook], [chef]])
      const kept = (await rowsOf('corrective-action')).filter(({ data }) => data.alarm === id)
      expect(kept.map(({ data }) => [data.food, data.revises])).toEqual([
        ['held', undefined],
        ['discarded', kept[0]?.seq],
      ])
      expect(kept[0]?.attachments).toEqual([kept[0]?.data.photo])
    })

    it('[M3.11] a sample is retained: its weight taken from the scale in grams', async () => {
      await weigh(0.15)
      await openForm('sample-retention')
      await write('dish', 'rice')
      await choose('meal', 'lunch')
      await take('net', 'receiving-scale')
      await choose('container', 'true')
      await picture('10-sample')
      const { by, data } = await recorded('sample-retention')
      expect([by, data.net]).toEqual([ids[COOK.number], 150])
      expect(data).toMatchObject({ measured: { net: { device: 'receiving-scale', point: 'net' } } })
    })

    it('[M1.16] close-down: the inspection is signed by two, and the screen is locked', async () => {
      const { page } = screen
      await openForm('safety-inspection')
      await field('part').tap()
      for (const part of ['gas', 'fire', 'electricity']) await tap(`.editor [data-option="${part}"]`)
      await choose('fine', 'true')
      await picture('11-close-down')
      await tap('[data-action="record"]:enabled')
      await showWho(page, MANAGER)
      await page.waitForSelector('.done', PATIENCE)
      await picture('12-signed-by-two')
      const row = await newest('safety-inspection')
      expect([row?.by, row?.data.verifiedBy]).toEqual([ids[COOK.number], ids[MANAGER.number]])
      await tap('[data-action="lock"]')
      await page.waitForSelector('[data-action="who"]')
      await picture('13-locked')
    })

    it('nothing on its pages is small, faint, or grave to axe-core, at both sizes', async () => {
      const { page } = screen
      const record = (await newest('receiving'))?.seq
      const [over] = (await box.get<{ alarms: Alarm[] }>('api/alarms?closed=true')).alarms
      const pages = [
        '#/',
        '#/alarms',
        `#/alarms/${over?.id}`,
        '#/duties',
        '#/form/receiving',
        '#/form/safety-inspection',
      ]
      const found: Record<string, unknown[]> = {}
      for (const size of ['small', 'wall'] as const) {
        await page.setViewportSize({ width: SIZES[size][0], height: SIZES[size][1] })
        for (const hash of [...pages, `#/record/${record}`, '#/weigh', '#/interlocks', '#/more', '#/setup/people']) {
          await at(hash)
          await page.waitForSelector('main .screen, main .home, main .card', PATIENCE)
          const faults = [...(await graveFaults(page)), ...(await tooSmall(page))]
          if (faults.length > 0) found[`${size} ${hash}`] = faults
        }
      }
      expect(found).toEqual({})
    })
  })
})
