import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Without Chromium these tests cannot run: said aloud here, an error where everything must be tested. */
export const noChromium = !existsSync(CHROMIUM)
if (noChromium) {
  const reason = `console tests need ${CHROMIUM} (apt-get install chromium fonts-noto-cjk)`
  if (process.env.CI) throw new Error(reason)
  console.warn(`skipped: ${reason}`)
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
