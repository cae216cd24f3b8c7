import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { commitmentInput } from '@zaojun/core'
import type { BrowserContext, Disposable, Locator, Page } from 'playwright-core'
import { sharedChromium } from '../../../../scripts/chromium.ts'
import { digestOf, TestBox, type Timed } from '../../harness/test-box.ts'
import { openTestCloud, PASSWORD, rangeHeader, type TestCloud } from '../../harness/test-cloud.ts'
import { allWell, registered } from './kitchen.ts'

const PICTURES = join(import.meta.dirname, '..', '..', '..', '..', 'reports', 'screens')
export const SIZES = { desk: [1440, 900], wall: [1920, 1080], hand: [390, 844] } as const
export type Look = { size?: keyof typeof SIZES; language?: 'zh-CN' | 'en' }
const MINUTE_MS = 60_000
const SALT = '000102030405060708090a0b0c0d0e0f'

/** What a person reads there: hard spaces are spaces. */
export const words = async (place: Locator): Promise<string> =>
  ((await place.textContent()) ?? '').replaceAll('\u00a0', ' ')

/** A cloud with one site and one box, on a real port, and a real browser before it. */
export class HeadOffice {
  readonly box = new TestBox()
  #cloud: TestCloud | undefined
  #contexts: BrowserContext[] = []
  /** The one page that is signed in: a new window and a login cost more than all that most tests do in it. */
  #shared: Page | undefined
  #language: Disposable | undefined
  url = ''

  get cloud(): TestCloud {
    if (this.#cloud === undefined) throw new Error('not started')
    return this.#cloud
  }

  async start(): Promise<void> {
    this.#cloud = await openTestCloud({ now: Date.now() })
    this.url = await this.cloud.app.listen({ host: '127.0.0.1', port: 0 })
    await this.cloud.enrolled(this.box)
    await sharedChromium()
  }

  async stop(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close()
    await this.#shared?.context().close()
    this.#shared = undefined
    await this.#cloud?.close()
  }

  /** Seals the entries as the box's next batch and posts it; the cloud's clock is the world's. */
  async send(entries: Timed[], pending: [number, number][] = []): Promise<number> {
    const sealed = this.box.seal(entries)
    this.cloud.clock.now = Date.now()
    const { status, body } = await this.cloud.post(this.box, sealed, rangeHeader(1, sealed.n, pending))
    if (status !== 200) throw new Error(`batch ${sealed.n}: ${status} ${JSON.stringify(body)}`)
    return sealed.n
  }

  /** Another site with a box that was last heard some minutes ago. */
  async kitchen(id: string, name: string, minutesAgo: number): Promise<void> {
    const { cloud, clock, ask, post, app } = { ...this.cloud }
    const box = new TestBox()
    clock.now = Date.now() - minutesAgo * MINUTE_MS
    await cloud.store.createSite({ id, name, timeZone: 'Asia/Shanghai', createdAt: clock.now })
    const { code } = (await ask(`POST /v1/sites/${id}/enrolment-codes`)).body as { code: string }
    const payload = Buffer.from(box.enrolment(code))
    const headers = { 'content-type': 'application/cose' }
    const answer = await app.inject({ method: 'POST', url: '/v1/enrolments', headers, payload })
    box.token = (answer.json() as { token: string }).token
    const { status } = await post(box, box.seal([registered(clock.now), ...allWell(clock.now)]), rangeHeader(1, 1, []))
    clock.now = Date.now()
    if (status !== 200) throw new Error(`kitchen ${id}: ${status}`)
  }

  /** Seals a batch that stays in the box. */
  keep(entries: Timed[]): number {
    return this.box.seal(entries).n
  }

  /** A personal value beside the entries: what the entry holds in its place. */
  async detach(value: string, purpose: string): Promise<{ commitment: string }> {
    const salt = new Uint8Array(Buffer.from(SALT, 'hex'))
    const commitment = createHash('sha256').update(commitmentInput(salt, value)).digest('hex')
    await this.#asBox(
      'PUT',
      `/v1/parts/${commitment}`,
      'application/json',
      JSON.stringify({ commitment, salt: SALT, value, purpose }),
    )
    return { commitment }
  }

  /** Uploads a photo as the box does; returns its digest. */
  async upload(bytes: Buffer): Promise<string> {
    const digest = digestOf(bytes)
    await this.#asBox('PATCH', `/v1/attachments/${digest}`, 'application/offset+octet-stream', bytes, {
      'upload-offset': '0',
      'upload-length': String(bytes.length),
      'upload-media-type': 'image/png',
    })
    return digest
  }

  async #asBox(
    method: 'PUT' | 'PATCH',
    url: string,
    type: string,
    payload: string | Buffer,
    headers: Record<string, string> = {},
  ) {
    const authorization = `Bearer ${this.box.token}`
    const answer = await this.cloud.app.inject({
      method,
      url,
      payload,
      headers: { authorization, 'content-type': type, ...headers },
    })
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body}`)
  }

  /** A browser of its own at the login page. */
  async arrive(look: Look = {}): Promise<Page> {
    const page = await this.#newPage(look)
    this.#contexts.push(page.context())
    if (look.language !== undefined) await this.#speak(page, look.language)
    await page.goto(this.url)
    return page
  }

  /** Signed in, on a page of the console that was loaded just now. */
  async open(path: string, { size = 'desk', language }: Look = {}): Promise<Page> {
    this.#shared ??= await this.#newPage({ size })
    const page = this.#shared
    const [width, height] = SIZES[size]
    await page.setViewportSize({ width, height })
    if (language !== undefined) this.#language = await this.#speak(page, language)
    await page.goto(`${this.url}/#${path}`)
    const who = page.locator('[data-test=who]')
    await who.or(page.locator('input[name=password]')).waitFor()
    if (!(await who.isVisible())) {
      await this.signIn(page)
      await page.goto(`${this.url}/#${path}`)
    }
    return page
  }

  async #newPage({ size = 'desk' }: Look): Promise<Page> {
    const [width, height] = SIZES[size]
    const browser = await sharedChromium()
    // Another zone than the kitchen's: times must be the kitchen's all the same.
    const context = await browser.newContext({ viewport: { width, height }, timezoneId: 'Europe/Berlin' })
    return context.newPage()
  }

  #speak(page: Page, language: Look['language']): Promise<Disposable> {
    return page.addInitScript(`localStorage.setItem('zaojun-language', '${language}')`)
  }

  async signIn(page: Page, password = PASSWORD): Promise<void> {
    await page.locator('input[name=name]').fill('admin')
    await page.locator('input[name=password]').fill(password)
    await page.locator('button[type=submit]').click()
    if (password === PASSWORD) await page.locator('[data-test=who]').waitFor()
  }

  /** Breaks every connection, as a network does. */
  cut(): void {
    this.cloud.app.server.closeAllConnections()
  }

  /** Leaves nothing behind in the shared page but the session: no storage, no route, no other page, no open stream. */
  async leave(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close()
    const page = this.#shared
    if (page === undefined) return
    for (const other of page.context().pages()) if (other !== page) await other.close()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    if (page.url().startsWith('http')) await page.evaluate(() => localStorage.clear())
    await this.#language?.dispose()
    this.#language = undefined
    await page.goto('about:blank')
  }

  /** Keeps what the screen looks like for people's eyes. */
  async picture(page: Page, name: string): Promise<void> {
    await mkdir(PICTURES, { recursive: true })
    await page.screenshot({ path: join(PICTURES, `console-${name}.png`), fullPage: true, animations: 'disabled' })
  }
}
