import type { Page } from 'playwright-core'
import { targets, texts } from './measure.ts'

export type Who = { number: string; pin: string }
export const PATIENCE = { timeout: 60_000 }
const LEAST_TARGET_PX = 63.5
const LEAST_LABEL_PX = 20
const LEAST_CONTRAST = 7

/** What gloved fingers would miss, and letters that are small or faint. */
export async function tooSmall(page: Page) {
  const small = (await targets(page)).filter(({ width, height }) => width < LEAST_TARGET_PX || height < LEAST_TARGET_PX)
  const faint = (await texts(page)).filter(({ size, contrast }) => size < LEAST_LABEL_PX || contrast < LEAST_CONTRAST)
  return [...small, ...faint]
}

export const askPanel = (page: Page) => page.locator('[data-panel="sign-on"]')
export async function pressIn(page: Page, digits: string): Promise<void> {
  for (const digit of digits) await askPanel(page).locator(`[data-key="${digit}"]`).tap()
}
export const confirmIn = (page: Page) => askPanel(page).locator('[data-action="sign-on"]').tap()

/** Says who it is in the panel that asks. */
export async function showWho(page: Page, { number, pin }: Who): Promise<void> {
  await askPanel(page).waitFor(PATIENCE)
  await askPanel(page).locator('[data-part="number"]').tap()
  await askPanel(page).locator('[data-key="clear"]').tap()
  await pressIn(page, number)
  await confirmIn(page)
  await pressIn(page, pin)
  await confirmIn(page)
}
