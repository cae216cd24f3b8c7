import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Disposable, Page } from 'playwright-core'
import { sharedChromium } from '../../../../scripts/chromium.ts'
import { StandInBox } from './stand-in-box.ts'

const ROOT = join(import.meta.dirname, '../../../..')
/** Built before the first test (vitest.config.ts). */
const BUILT = join(ROOT, 'edge/kiosk/dist')
export const SIZES = { small: [800, 480], wall: [1280, 800], large: [1920, 1080] } as const
export type Size = keyof typeof SIZES

type Arrangement = {
  size?: Size
  language?: 'zh-CN' | 'en'
  at?: string
  /** The page's clock is in the test's hands. */
  heldClock?: boolean
  /** A page nobody has touched before: a browser remembers a touch over its page's next loads. */
  untouched?: boolean
  kitchen?: (box: StandInBox) => void
}

/** The built touchscreen in a real Chromium against a box of its own. */
export class Touchscreen {
  /** The one page that loads screen after screen: a new window costs more than all that most tests do in it. */
  #shared: Page | undefined
  #apart: BrowserContext | undefined
  #language: Disposable | undefined
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
    await sharedChromium()
  }

  async stop(): Promise<void> {
    await this.close()
    await this.#shared?.context().close()
    this.#shared = undefined
  }

  /** A fresh box, arranged by the test, and the screens loaded from it. */
  async open({ size, language, at = '', heldClock, untouched, kitchen }: Arrangement = {}): Promise<Page> {
    const box = new StandInBox(BUILT)
    this.#box = box
    kitchen?.(box)
    await box.start()
    const page = heldClock || untouched ? await this.#newPage(size) : await this.#sharedPage(size)
    if (heldClock || untouched) this.#apart = page.context()
    if (heldClock) await page.clock.install()
    if (language !== undefined)
      this.#language = await page.addInitScript(`localStorage.setItem('zaojun-language', '${language}')`)
    this.#page = page
    await page.goto(`${box.url}${at}`)
    return page
  }

  /** The screens of a box that is not the harness's own. */
  async visit(url: string, size: Size = 'wall'): Promise<Page> {
    this.#page = await this.#sharedPage(size)
    await this.#page.goto(url)
    return this.#page
  }

  /** Goes to another screen and size in the open page, as a finger and a window do; resolves when it stands there. */
  async show(at: string, size: Size): Promise<void> {
    const [width, height] = SIZES[size]
    await this.page.setViewportSize({ width, height })
    await this.page.evaluate((hash) => {
      if (location.hash === hash) return
      document.querySelector('main > *')?.setAttribute('data-left', '')
      location.hash = hash
    }, at)
    await this.page.waitForSelector('main > :not([data-left])')
    // Laid out at this size: what a change of size asks for is done in the frame after it.
    await this.page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
  }

  async #sharedPage(size: Size = 'wall'): Promise<Page> {
    this.#shared ??= await this.#newPage(size)
    const [width, height] = SIZES[size]
    await this.#shared.setViewportSize({ width, height })
    return this.#shared
  }

  async #newPage(size: Size = 'wall'): Promise<Page> {
    const [width, height] = SIZES[size]
    const browser = await sharedChromium()
    // What moves without end is drawn without end.
    const context = await browser.newContext({ viewport: { width, height }, hasTouch: true, reducedMotion: 'reduce' })
    await context.addInitScript({ path: join(import.meta.dirname, 'measure.browser.js') })
    return context.newPage()
  }

  /** Leaves nothing behind in the page: no storage, no cookie, no route, no open stream. */
  async close(): Promise<void> {
    await this.#apart?.close()
    const page = this.#shared
    if (page?.url().startsWith('http')) {
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      await page.evaluate('localStorage.clear(); sessionStorage.clear()')
      await page.context().clearCookies()
      await page.goto('about:blank')
    }
    if (this.#apart === undefined) await this.#language?.dispose()
    await this.#box?.stop()
    this.#apart = undefined
    this.#language = undefined
    this.#box = undefined
  }

  /** Keeps what the screen looks like for people's eyes. */
  async picture(name: string): Promise<void> {
    const folder = join(ROOT, 'reports/screens')
    await mkdir(folder, { recursive: true })
    await this.page.screenshot({ path: join(folder, `${name}.png`) })
  }
}
