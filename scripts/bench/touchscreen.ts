import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { noChromium, sharedChromium } from '../chromium.ts'
import { freePort } from '../free-port.ts'
import { startGatewayProcess } from '../gateway-process.ts'
import { largePlan } from '../simulator/plan.ts'
import { Simulator } from '../simulator/simulator.ts'
import { percentile, printFigure } from './figure.ts'

const KIOSK = join(import.meta.dirname, '../../edge/kiosk/dist/index.html')
const WARM_UP_MS = 5_000
const SCROLL_MS = 10_000
/** A finger's way a second. */
const SCROLL_SPEED = 800
const UPDATES_A_SECOND = 300
const HOLD_OPEN_MS = 2_000
const HOLD_TASK_MS = 100
const SMALL = { width: 800, height: 480 }
const WALL = { width: 1280, height: 800 }

/**
 * The touchscreen in real Chromium against a gateway that reads a simulated kitchen. `open`: from the address to rooms
 * with values that answer a touch, with an empty cache; hold 2 s. `task`: the longest task of the page's main thread
 * (traced) while it is scrolled for 10 s under 300 updates a second; hold 100 ms. `--devices 150 --opens 10`
 */
export default async function touchscreen(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { devices: { type: 'string', default: '150' }, opens: { type: 'string', default: '10' } },
  })
  if (noChromium) throw new Error('touchscreen: Chromium is missing')
  if (!existsSync(KIOSK)) throw new Error(`touchscreen: ${KIOSK} is missing`)
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-touchscreen-'))
  const simulator = new Simulator({ plan: largePlan(Number(values.devices), 1), serial: false })
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true }), () => simulator.stop()]
  try {
    await simulator.start()
    const kitchen = join(folder, 'kitchen.json')
    writeFileSync(kitchen, JSON.stringify(simulator.kitchen()))
    const port = await freePort()
    const flags = ['--data', join(folder, 'box'), '--http.port', String(port), '--kitchen', kitchen]
    const gateway = await startGatewayProcess([...flags, '--ledger.reserveMiB', '0'])
    undo.push(() => {
      gateway.kill('SIGTERM')
      return once(gateway, 'exit')
    })
    const browser = await sharedChromium()
    undo.push(() => browser.close())
    await sleep(WARM_UP_MS)
    const url = `http://127.0.0.1:${port}/`
    await opening(browser, url, Number(values.opens))
    await scrolling(browser, url, `${values.devices} devices`)
  } finally {
    for (const each of undo.reverse()) await each()
  }
}

async function opening(browser: Browser, url: string, opens: number): Promise<void> {
  const ms: number[] = []
  for (let n = 0; n < opens; n++) {
    const context = await browser.newContext({ viewport: WALL, hasTouch: true })
    const page = await context.newPage()
    const from = performance.now()
    await page.goto(url, { waitUntil: 'commit' })
    await page.waitForSelector('.room .value')
    // It is usable once a touch leads somewhere.
    await page.locator('nav a').nth(1).tap()
    await page.waitForURL('**#/alarms')
    await page.waitForSelector('[data-tab]')
    ms.push(performance.now() - from)
    await context.close()
  }
  const note = `${opens} opens with an empty cache, until a touch led to another page; hold ${HOLD_OPEN_MS}`
  printFigure({ name: 'touchscreen.open.p50', value: percentile(ms, 50), unit: 'ms', note })
  printFigure({
    name: 'touchscreen.open.max',
    value: Math.max(...ms),
    unit: 'ms',
    ratio: Math.max(...ms) / HOLD_OPEN_MS,
    note,
  })
}

async function scrolling(browser: Browser, url: string, devices: string): Promise<void> {
  const context = await browser.newContext({ viewport: SMALL, hasTouch: true })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  const updates = new Updates(session)
  await session.send('Network.enable')
  await page.goto(url)
  await page.waitForSelector('.room .value')
  const still = new Tasks(session)
  await still.start()
  await sleep(SCROLL_MS)
  const baseline = Math.max(...(await still.stop()))
  const places = [
    { name: 'rules', at: '#/rules', ready: '.rules [data-rule]', scrolls: '.rules' },
    { name: 'device', at: '#/device/gas-monitor-3', ready: '.points .value', scrolls: '.points' },
    { name: 'rooms', at: '#/', ready: '.room .value', scrolls: undefined },
  ]
  for (const { name, at, ready, scrolls } of places) {
    await page.evaluate(`location.hash = '${at}'`)
    await page.waitForSelector(ready)
    await sleep(1_000)
    const tasks = new Tasks(session)
    updates.count = 0
    await tasks.start()
    const from = performance.now()
    await (scrolls === undefined ? leaf(page) : scroll(page, session, scrolls))
    const seconds = (performance.now() - from) / 1_000
    const longest = Math.max(...(await tasks.stop()))
    const rate = updates.count / seconds
    const note = `${devices}, ${Math.round(rate)} updates/s (asked ${UPDATES_A_SECOND}); ${scrolls === undefined ? 'leafing through rooms' : 'scrolling'} ${Math.round(seconds)} s; baseline: standing still; hold ${HOLD_TASK_MS}`
    printFigure({
      name: `touchscreen.task.${name}`,
      value: longest,
      unit: 'ms',
      baseline,
      ratio: longest / HOLD_TASK_MS,
      note,
    })
  }
  await context.close()
}

/** Down and up again under a finger, for so long. */
async function scroll(page: Page, session: CDPSession, selector: string): Promise<void> {
  const box = await page.locator(selector).boundingBox()
  if (box === null) throw new Error(`touchscreen: nothing at ${selector}`)
  const way = Math.min(2_000, SCROLL_SPEED)
  const end = performance.now() + SCROLL_MS
  for (let down = true; performance.now() < end; down = !down)
    await session.send('Input.synthesizeScrollGesture', {
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      yDistance: down ? -way : way,
      speed: SCROLL_SPEED,
      gestureSourceType: 'touch',
      preventFling: true,
    })
}

/** The rooms at 800×480 do not scroll: their pages are turned. */
async function leaf(page: Page): Promise<void> {
  const end = performance.now() + SCROLL_MS
  const next = page.locator('.pager button').last()
  while (performance.now() < end) {
    if (await next.isVisible()) await next.tap()
    await sleep(300)
  }
}

/** Values that the stream brought. */
class Updates {
  count = 0

  constructor(session: CDPSession) {
    session.on('Network.eventSourceMessageReceived', ({ eventName, data }) => {
      if (eventName === 'live') this.count += (JSON.parse(data) as unknown[]).length
    })
  }
}

type TraceEvent = { name: string; ph: string; pid: number; tid: number; dur?: number; args?: { name?: string } }

/** How long the tasks of the page's main thread took, as Chromium traces them. */
class Tasks {
  private readonly session: CDPSession
  private readonly events: TraceEvent[] = []
  private readonly take = ({ value }: { value: object[] }) => this.events.push(...(value as TraceEvent[]))

  constructor(session: CDPSession) {
    this.session = session
  }

  async start(): Promise<void> {
    this.session.on('Tracing.dataCollected', this.take)
    await this.session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'] },
    })
  }

  /** Durations in ms, of the renderer that was busiest. */
  async stop(): Promise<number[]> {
    const complete = new Promise((resolve) => this.session.once('Tracing.tracingComplete', resolve))
    await this.session.send('Tracing.end')
    await complete
    this.session.off('Tracing.dataCollected', this.take)
    const mains = this.events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`)
    const byThread = Map.groupBy(
      this.events.filter(({ name, pid, tid }) => name === 'RunTask' && mains.includes(`${pid}/${tid}`)),
      ({ pid, tid }) => `${pid}/${tid}`,
    )
    const busiest = [...byThread.values()].sort((a, b) => b.length - a.length)[0] ?? []
    if (busiest.length === 0) throw new Error('touchscreen: the trace holds no task')
    return busiest.map(({ dur = 0 }) => dur / 1_000)
  }
}
