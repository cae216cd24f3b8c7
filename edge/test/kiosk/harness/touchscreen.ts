import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { StandInBox } from './stand-in-box.ts'

const CHROMIUM = '/usr/bin/chromium'
const ROOT = join(import.meta.dirname, '../../../..')
export const SIZES = { small: [800, 480], wall: [1280, 800], large: [1920, 1080] } as const
export type Size = keyof typeof SIZES

/** Without Chromium these tests cannot run: said aloud here, an error where everything must be tested. */
export const noChromium = !existsSync(CHROMIUM)
if (noChromium) {
  const reason = `touchscreen tests need ${CHROMIUM} (apt-get install chromium fonts-noto-cjk)`
  if (process.env.CI) throw new Error(reason)
  console.warn(`skipped: ${reason}`)
}

/** The built touchscreen in a real Chromium against a box of its own. */
export class Touchscreen {
  #browser: Browser | undefined
  #context: BrowserContext | undefined
  #folder = ''
  #box: StandInBox | undefined
  #page: Page | undefined

  get box(): StandInBox {
    if (this.#box === undefined) throw new Error('no box is open')
    return this.#box
  }
  get page(): Page {
    if (this.#page === undefined) throw new Error('no page is open')
    return this.#page
  }

  async start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'zaojun-kiosk-'))
    await build({
      configFile: join(ROOT, 'edge/kiosk/vite.config.ts'),
      logLevel: 'error',
      build: { outDir: this.#folder },
    })
    this.#browser = await chromium.launch({
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
  }

  async stop(): Promise<void> {
    await this.close()
    await this.#browser?.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** A fresh box, arranged by the test, and a fresh page on it. */
  async open(
    arrange: {
      size?: Size
      language?: 'zh-CN' | 'en'
      at?: string
      heldClock?: boolean
      kitchen?: (box: StandInBox) => void
    } = {},
  ): Promise<Page> {
    const box = new StandInBox(this.#folder)
    this.#box = box
    arrange.kitchen?.(box)
    await box.start()
    const [width, height] = SIZES[arrange.size ?? 'wall']
    const context = await this.#browser?.newContext({ viewport: { width, height }, hasTouch: true })
    if (context === undefined) throw new Error('not started')
    this.#context = context
    if (arrange.language !== undefined)
      await context.addInitScript(`localStorage.setItem('zaojun-language', '${arrange.language}')`)
    await context.addInitScript({ path: join(import.meta.dirname, 'measure.browser.js') })
    this.#page = await context.newPage()
    if (arrange.heldClock) await this.#page.clock.install()
    await this.#page.goto(`${box.url}${arrange.at ?? ''}`)
    return this.#page
  }

  async close(): Promise<void> {
    await this.#context?.close()
    await this.#box?.stop()
    this.#context = undefined
    this.#box = undefined
  }

  /** Keeps what the screen looks like for people's eyes. */
  async picture(name: string): Promise<void> {
    const folder = join(ROOT, 'reports/screens')
    await mkdir(folder, { recursive: true })
    await this.page.screenshot({ path: join(folder, `${name}.png`) })
  }
}
