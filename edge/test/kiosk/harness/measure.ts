import type { Page } from 'playwright-core'

export type Text = { words: string; size: number; contrast: number }
export type Target = { words: string; width: number; height: number }

/** What `measure.browser.js` sees on the page, in px as a person sees them. */
export const texts = (page: Page) => page.evaluate<Text[]>('measureTexts()')
export const targets = (page: Page) => page.evaluate<Target[]>('measureTargets()')
export const cut = (page: Page) => page.evaluate<string[]>('measureCut()')
/** A computed style of the first match. */
export const style = (page: Page, selector: string, property: string) =>
  page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`)
