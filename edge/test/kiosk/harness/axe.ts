import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const SOURCE = readFileSync(join(import.meta.dirname, '../../../../node_modules/axe-core/axe.min.js'), 'utf8')
const GRAVE = ['serious', 'critical']
type Violation = { id: string; impact: string; nodes: { html: string }[] }

/** What axe-core finds on the page that keeps people from using it: rule and place. */
export async function graveFaults(page: Page): Promise<string[]> {
  await page.evaluate(`${SOURCE}\n0`)
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run(document, { resultTypes: ['violations'] })`,
  )
  return violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
