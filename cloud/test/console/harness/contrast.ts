import type { Page } from 'playwright-core'

/** WCAG 2.2, 1.4.3. */
const LEAST_CONTRAST = 4.5

/** Visible texts whose contrast with the opaque ground under them is below the least: `words (ratio)`. */
export const faintTexts = (page: Page): Promise<string[]> =>
  page.evaluate((least) => {
    const parts = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = parts(colour).map((part) => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const opaque = (colour: string) => (parts(colour)[3] ?? 1) === 1
    const ground = (node: Element | null): string => {
      if (node === null) return 'rgb(255, 255, 255)'
      const { backgroundColor } = getComputedStyle(node)
      return opaque(backgroundColor) ? backgroundColor : ground(node.parentElement)
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const faint = new Set<string>()
    for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
      const element = text.parentElement
      const words = text.textContent?.trim() ?? ''
      if (element === null || words === '' || !element.checkVisibility({ visibilityProperty: true })) continue
      // What cannot be used now may be faint (WCAG 1.4.3, inactive components).
      if (element.closest('.is-disabled, :disabled') !== null) continue
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(ground(element))]
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      if (ratio < least) faint.add(`${words} (${ratio.toFixed(2)})`)
    }
    return [...faint]
  }, LEAST_CONTRAST)
