import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import type { StandInBox } from './harness/stand-in-box.ts'
import { Touchscreen } from './harness/touchscreen.ts'

const screen = new Touchscreen()
const RECORD = '[data-action="record"]'
const PHOTO = Buffer.from('89504e470d0a1a0a', 'hex')
const open = (kitchen: (box: StandInBox) => void = () => {}) =>
  screen.open({
    at: '#/weigh',
    kitchen: (box) => {
      box.loggedIn = true
      kitchen(box)
    },
  })

describe.skipIf(noChromium)('weighing on the touchscreen', () => {
  beforeAll(() => screen.start())
  afterEach(() => screen.close())
  afterAll(() => screen.stop())

  it('records the live net weight with the person, and shows its number', async () => {
    const page = await open()
    await page.click('[data-key="4"]')
    await page.click('[data-key="2"]')
    await page.click(RECORD)
    await page.waitForSelector('.done')
    expect(await page.locator('.done').innerText()).toContain('已记录 第 1207 号')
    expect(await page.locator('.done').innerText()).toContain('12.340 kg · 工号 42')
    expect(screen.box.records).toEqual([
      {
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        form: 'weighing',
        device: 'receiving-scale',
        origin: 'manual',
        by: 'person-42',
        data: {
          net: 12.34,
          gross: 12.84,
          tare: 0.5,
          unit: 'kg',
          stable: true,
          reading: expect.any(Number),
          origin: 'measured',
        },
        attachments: [],
      },
    ])
  })

  it('shows the number only after the answer', async () => {
    let answer: (value: { status: number; body: unknown }) => void = () => {}
    const answered = new Promise<{ status: number; body: unknown }>((resolve) => {
      answer = resolve
    })
    const page = await open((box) => {
      box.recordAnswer = () => answered
    })
    await page.click('[data-key="7"]')
    await page.click(RECORD)
    await expect.poll(() => screen.box.records.length).toBe(1)
    expect(await page.locator('main').innerText()).toContain('正在写入')
    expect(await page.locator('.done').count()).toBe(0)
    answer({ status: 200, body: { seq: 88 } })
    await page.waitForSelector('.done')
    expect(await page.locator('.done').innerText()).toContain('第 88 号')
  })

  it('sends a weighing whose answer was lost once more as it was, under the same key', async () => {
    let lost = true
    const page = await open((box) => {
      box.recordAnswer = () => (lost ? 'lost' : { status: 200, body: { seq: 91 } })
    })
    await page.click('[data-key="7"]')
    await page.click(RECORD)
    await page.waitForSelector('.failed')
    lost = false
    screen.box.read('receiving-scale/net', { value: 99 })
    await page.click(`${RECORD}:enabled`)
    await page.waitForSelector('.done')
    // A browser may itself send a request again whose connection broke: each time it is the same record.
    const { length } = screen.box.records
    expect(length).toBeGreaterThan(1)
    expect(screen.box.records).toEqual(Array(length).fill(screen.box.records[0]))
    expect(await page.locator('.done').innerText()).toContain('12.340 kg')
  })

  it('sends the photo first and names its digest in the record', async () => {
    const page = await open()
    await page.setInputFiles('input[type=file]', { name: 'goods.png', mimeType: 'image/png', buffer: PHOTO })
    await page.click('[data-key="7"]')
    await page.click(RECORD)
    await page.waitForSelector('.done')
    expect(screen.box.records[0]?.attachments).toEqual([createHash('sha256').update(PHOTO).digest('hex')])
  })

  it('sends a name as a personal field, and only when one was entered', async () => {
    const page = await open()
    await page.click('[data-key="7"]')
    await page.fill('input[type=text]', '王小明')
    await page.click(RECORD)
    await page.waitForSelector('.done')
    expect(screen.box.records[0]?.personal).toEqual({ name: { value: '王小明', purpose: '称重记录签名' } })
    expect(JSON.stringify(screen.box.records[0]?.data)).not.toContain('王小明')
  })

  it.each([
    ['the weight moves', 'receiving-scale/stable', { value: false }, '等待稳定'],
    ['the scale is overloaded', 'receiving-scale/overload', { value: true }, '超出量程'],
    ['the reading is stale', 'receiving-scale/net', { value: null, quality: 'stale' }, '没有可信的读数'],
    ['the scale is empty', 'receiving-scale/net', { value: 0 }, '秤上没有东西'],
  ] as const)('cannot be recorded while %s, and says so', async (_what, point, change, words) => {
    const page = await open()
    await page.click('[data-key="7"]')
    await page.waitForSelector(`${RECORD}:enabled`)
    screen.box.read(point, change)
    await page.waitForSelector(`${RECORD}:disabled`)
    expect(await page.locator(RECORD).innerText()).toBe(words)
  })

  it('says that nothing was recorded when the box refuses, and keeps what was entered', async () => {
    const page = await open((box) => {
      box.recordAnswer = () => ({ status: 507, body: { code: 'LEDGER_FULL', message: 'the disk is full' } })
    })
    await page.click('[data-key="7"]')
    await page.click(RECORD)
    await page.waitForSelector('.failed')
    expect(await page.locator('.failed').innerText()).toContain('未记录 · the disk is full (LEDGER_FULL)')
    expect(await page.locator('[data-field="person"]').innerText()).toBe('7')
  })

  it('says that it does not know when the answer never came', async () => {
    const page = await open((box) => {
      box.recordAnswer = () => new Promise(() => {})
    })
    await page.click('[data-key="7"]')
    await page.click(RECORD)
    await expect.poll(() => screen.box.records.length).toBe(1)
    await screen.box.stop()
    await page.waitForSelector('.failed')
    expect(await page.locator('.failed').innerText()).toContain('不知道是否已记录')
  })
})
