import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { en } from '../../kiosk/src/words/en.ts'
import { zhCN } from '../../kiosk/src/words/zh-CN.ts'
import { Touchscreen } from './harness/touchscreen.ts'

type Tree = { [key: string]: string | Tree }
const keysOf = (tree: Tree, path = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${path}${key}`] : keysOf(value, `${path}${key}.`),
  )
const textsOf = (tree: Tree): string[] =>
  Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : textsOf(value)))
const slotsOf = (tree: Tree) => textsOf(tree).map((text) => (text.match(/\{\w+\}/g) ?? []).sort().join())

describe('the words of the touchscreen', () => {
  it('have the same keys in both languages', () => {
    expect(keysOf(en).sort()).toEqual(keysOf(zhCN).sort())
  })

  it('have the same places for numbers and names in both languages', () => {
    expect(slotsOf(en)).toEqual(slotsOf(zhCN))
  })

  it('are Chinese in Chinese and not in English', () => {
    expect(textsOf(en).filter((text) => /\p{Script=Han}/u.test(text))).toEqual([])
    expect(textsOf(zhCN).filter((text) => /\p{Script=Han}/u.test(text)).length).toBeGreaterThan(100)
  })
})

describe.skipIf(noChromium)('the language switch', () => {
  const screen = new Touchscreen()
  beforeAll(() => screen.start())
  afterEach(() => screen.close())
  afterAll(() => screen.stop())

  it('starts in Chinese, changes every word at once, and keeps the choice', async () => {
    const page = await screen.open({ at: '#/more' })
    await page.waitForSelector('nav')
    expect(await page.locator('nav').innerText()).toContain('厨房')
    await page.click('[data-language="en"]')
    expect(await page.locator('nav').innerText()).toContain('Kitchen')
    await page.reload()
    await page.waitForSelector('[data-language="en"].chosen')
    expect(await page.locator('main').innerText()).not.toMatch(/登录|云端/)
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
  })
})
