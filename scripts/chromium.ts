import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Debian's packages of it. Without the parts that draw a window it does the same in half the processor time. */
const PROGRAMS = ['/usr/lib/chromium/chromium-headless-shell', '/usr/bin/chromium']
const program = PROGRAMS.find((path) => existsSync(path))

/** Without Chromium screens cannot be tested: said aloud here, an error where everything must be tested. */
export const noChromium = program === undefined
if (noChromium) {
  const reason =
    '屏幕测试需要 Chromium / tests of screens need Chromium (Debian: chromium-headless-shell fonts-noto-cjk)'
  if (process.env.CI) throw new Error(reason)
  console.warn(`跳过 / skipped: ${reason}`)
}

let running: Promise<Browser> | undefined

/** The one browser of this process, which ends with it. Whoever uses it has contexts of its own and closes them. */
export function sharedChromium(): Promise<Browser> {
  running ??= launch()
  return running
}

async function launch(): Promise<Browser> {
  const browser = await chromium.launch({
    ...(program === undefined ? {} : { executablePath: program }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
  browser.once('disconnected', () => {
    running = undefined
  })
  return browser
}
