import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { StandInBox } from './stand-in-box.ts'

const run = promisify(execFile)
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

/** Puts the built screens where the gateway serves them, whole at every moment: other tests may be reading there. */
async function serve(folder: string): Promise<void> {
  const place = join(ROOT, 'edge/kiosk/dist')
  await mkdir(place, { recursive: true })
  await cp(join(folder, 'assets'), join(place, 'assets'), { recursive: true })
  for (const name of await readdir(folder)) if (name !== 'assets') await cp(join(folder, name), join(place, name))
}

/** The built touchscreen in a real Chromium against a box of its own. */
export class Touchscreen {
  #browser: Browser | undefined
  #context: BrowserContext | undefined
  #folder = ''
  #temporary = ''
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

  /** Builds into a folder of its own, or where the gateway serves it from. */
  async start(where: 'apart' | 'served' = 'apart'): Promise<void> {
    this.#temporary = await mkdtemp(join(tmpdir(), 'zaojun-kiosk-'))
    this.#folder = join(this.#temporary, 'dist')
    // As `zaojun build` does it, in a process of its own: the test runner's NODE_ENV would build another app.
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
    const env = { ...process.env, NODE_ENV: 'production' }
    await run(process.execPath, [vite, 'build', join(ROOT, 'edge/kiosk'), '--outDir', this.#folder], { cwd: ROOT, env })
    if (where === 'served') await serve(this.#folder)
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
    await rm(this.#temporary, { recursive: true, force: true })
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
    const context = await this.#newContext(arrange.size)
    if (arrange.language !== undefined)
      await context.addInitScript(`localStorage.setItem('zaojun-language', '${arrange.language}')`)
    this.#page = await context.newPage()
    if (arrange.heldClock) await this.#page.clock.install()
    await this.#page.goto(`${box.url}${arrange.at ?? ''}`)
    return this.#page
  }

  /** A fresh page on a box that is not the harness's own. */
  async visit(url: string, size: Size = 'wall'): Promise<Page> {
    const context = await this.#newContext(size)
    this.#page = await context.newPage()
    await this.#page.goto(url)
    return this.#page
  }

  async #newContext(size: Size = 'wall'): Promise<BrowserContext> {
    if (this.#browser === undefined) throw new Error('not started')
    const [width, height] = SIZES[size]
    this.#context = await this.#browser.newContext({ viewport: { width, height }, hasTouch: true })
    await this.#context.addInitScript({ path: join(import.meta.dirname, 'measure.browser.js') })
    return this.#context
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
