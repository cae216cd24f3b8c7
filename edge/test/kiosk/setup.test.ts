import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bus } from '@zaojun/core'
import { loadCatalogue, makePack, rawPublicKey } from '@zaojun/device-profiles'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { PASSWORD, startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { targets, texts } from './harness/measure.ts'
import { type Size, Touchscreen } from './harness/touchscreen.ts'

const screen = new Touchscreen()
const PATIENCE = { timeout: 60_000 }
const LINE = 'sensor-line'
const UNITS = [
  { id: 'transmitter', profile: 'xy-md02', address: 1, params: { 'poll-ms': 200 } },
  { id: 'probe-module', profile: 'pt100-8ch', address: 2 },
]
type Registered = { known?: string[]; flags?: string[]; folder?: string }

/** A box in front of one simulated line, of which it knows the units named. */
async function boxOn({ known = [], flags = [], folder = temporaryFolder('setup') }: Registered) {
  const plan = {
    buses: [
      { id: LINE, name: '传感器总线', transport: 'modbus-rtu-over-tcp' as const, baudRate: 115200, units: UNITS },
    ],
    devices: [],
  }
  const simulator = new Simulator({ plan, serial: false, random: () => 0.5 })
  await simulator.start()
  onTestFinished(() => simulator.stop())
  simulator.set('transmitter', 'air-temperature', 21.5)
  const { box } = await startBox(folder, { uplink: flags })
  const { buses, units } = simulator.kitchen()
  const store = { id: 'store', kind: 'warehouse-climate', name: '干货库', zone: 'warehouse', unit: 'transmitter' }
  await box.send('POST', '/api/kitchen', {
    buses,
    units: units.filter(({ id }) => known.includes(id)),
    devices: known.includes('transmitter') ? [store] : [],
  })
  return { simulator, box, bus: buses[0] as Bus }
}

/** Opens a page of the set-up, logged in. */
async function open(url: string, at: string, size: Size = 'wall'): Promise<Page> {
  const page = await screen.visit(url, size)
  await page.evaluate(
    async (password) =>
      void (await fetch('/api/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password }),
      })),
    PASSWORD,
  )
  await page.goto(`${url}/#/setup${at}`)
  await page.reload()
  return page
}
const latest = async (box: { get<T>(path: string): Promise<{ body: T }> }, device: string, point: string) => {
  const { body } = await box.get<{ latest: { device: string; point: string; value: unknown; seq: number | null }[] }>(
    '/api/home',
  )
  return body.latest.find((row) => row.device === device && row.point === point)
}
/** Presses and lets go only when what the press is for is done. */
const hold = async (page: Page, selector: string, done: () => Promise<unknown>) => {
  await page.locator(selector).hover()
  await page.mouse.down()
  await done()
  await page.mouse.up()
}

describe.skipIf(noChromium)('the installer at the screen', () => {
  beforeAll(() => screen.start())
  afterEach(() => screen.close())
  afterAll(() => screen.stop())

  it('[G2] scans a line, takes the first suggestion, and the new device records', async () => {
    const { box } = await boxOn({})
    const page = await open(box.url, '/scan')
    await page.selectOption('[data-field="what"]', `bus ${LINE}`)
    await page.fill('[data-field="to"]', '3')
    await page.click('[data-action="scan"]')
    await page.waitForSelector('[data-scan="done"]', PATIENCE)
    const card = page.locator('[data-found="1"]')
    expect(await card.locator('[data-profile]').first().innerText()).toContain('21.5')
    await screen.picture('setup-scan-found')
    await card.locator('[data-profile="xy-md02"]').click()
    await page.locator('[data-found="1"] [data-action="add"]:enabled').waitFor(PATIENCE)
    await screen.picture('setup-scan-add')
    await page.click('[data-found="1"] [data-action="add"]')
    await card.locator('[role="status"]').waitFor(PATIENCE)
    const recorded = async () => {
      const row = await latest(box, 'warehouse-climate-1', 'air-temperature')
      return (row?.seq ?? 0) > 0 && row?.value
    }
    await expect.poll(recorded, PATIENCE).toBe(21.5)
  })

  it('shows the bytes beside what they mean, and holds still when asked', async () => {
    const { box, simulator } = await boxOn({ known: ['transmitter'] })
    const page = await open(box.url, '/unit/transmitter')
    const value = page.locator('[data-channel="air-temperature"] .value')
    await expect.poll(() => value.innerText(), PATIENCE).toBe('21.5 ℃')
    const rx = page.locator('[data-direction="rx"]').first()
    await rx.waitFor(PATIENCE)
    expect(await rx.innerText()).toMatch(/01 04 04 00 D7[\s\S]*空气温度 21.5 ℃/)
    expect(await page.locator('[data-direction="tx"]').first().innerText()).toContain('01 04 00 01 00 02 20 0B')
    await screen.picture('setup-unit-trace')
    await page.click('[data-action="pause"]')
    const held = await page.locator('.trace ol').innerText()
    simulator.set('transmitter', 'air-temperature', 30)
    await expect.poll(() => value.innerText(), PATIENCE).toBe('30 ℃')
    expect(await page.locator('.trace ol').innerText()).toBe(held)
    await page.click('[data-action="pause"]')
    await expect.poll(() => page.locator('.trace ol').innerText(), PATIENCE).toContain('空气温度 30 ℃')
  })

  it('writes a calibration and shows what it did, then puts a new unit in the place of the old', async () => {
    const { box } = await boxOn({ known: ['transmitter'] })
    const page = await open(box.url, '/unit/transmitter')
    await page.locator('[data-channel="air-temperature"] [data-action="calibrate"]:enabled').click(PATIENCE)
    await page.fill('[data-field="read-0"]', '21.5')
    await page.fill('[data-field="reference-0"]', '20')
    await page.fill('[data-field="certificate"]', 'JL-2026-0417')
    await page.fill('[data-field="due"]', '2026-01-31')
    await expect.poll(() => page.locator('form [role="status"]').innerText()).toContain('将读作 20')
    await screen.picture('setup-calibrate')
    await page.click('[data-action="write"]')
    const row = page.locator('[data-channel="air-temperature"]')
    await expect.poll(() => row.innerText(), PATIENCE).toMatch(/校准已于 2026-01-31 过期[\s\S]*20 ℃/)

    await page.click('[data-action="replace"]')
    await page.fill('[data-field="serial"]', 'SN-2')
    await expect.poll(() => page.locator('form').innerText()).toContain('干货库')
    await screen.picture('setup-replace')
    await hold(page, '[data-action="replace-now"]', () => page.waitForURL(/#\/setup\/unit\/transmitter\.2$/, PATIENCE))
    await expect.poll(() => row.locator('.value').innerText(), PATIENCE).toBe('21.5 ℃')
    expect(await page.locator('.facts').innerText()).toContain('SN-2')
  })

  it('reads a device list line by line and applies it only when all of it is right', async () => {
    const { box } = await boxOn({})
    const page = await open(box.url, '/list')
    const head = '设备编号,名称,种类,分区,型号,总线,地址,通道位置\n'
    const send = (text: string) =>
      page.setInputFiles('[data-file="list"]', {
        name: '设备.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(head + text),
      })
    await send(
      'store,干货库,warehouse-climate,warehouse,xy-md02,sensor-line,1,\nprobe,探针,core-temp-probe,厨房外,pt100-8ch,sensor-line,2,9\n',
    )
    await page.waitForSelector('[data-line="3"] .problem', PATIENCE)
    expect(await page.locator('[data-line="3"]').innerText()).toMatch(/分区：这个值不合要求：厨房外/)
    expect(await page.locator('[data-action="apply"]').isDisabled()).toBe(true)
    await screen.picture('setup-list-faults')
    await send(
      'store,干货库,warehouse-climate,warehouse,xy-md02,sensor-line,1,\nprobe,探针,core-temp-probe,cooking,pt100-8ch,sensor-line,2,3\n',
    )
    await page.locator('[data-action="apply"]:enabled').click(PATIENCE)
    await page.waitForSelector('[data-applied="true"]', PATIENCE)
    const { body } = await box.get<{ devices: { id: string }[] }>('/api/registry')
    expect(body.devices.map(({ id }) => id)).toEqual(['store', 'probe'])
  })

  it('[G2] installs a profile pack from a USB stick once its issuer is trusted', async () => {
    const folder = temporaryFolder('setup')
    const stick = join(folder, 'media/stick')
    mkdirSync(stick, { recursive: true })
    const { privateKey } = generateKeyPairSync('ed25519')
    const text = readFileSync(
      join(import.meta.dirname, '../../../device-profiles/profiles/warehouse-climate/xy-md02.yaml'),
      'utf8',
    ).replace('id: xy-md02', 'id: test-climate')
    const files = [{ path: 'profiles/warehouse-climate/test-climate.yaml', text }]
    const name = { zh: '测试温湿度包', en: 'Test climate pack' }
    const draft = { id: 'test-pack', version: '1.0.0', issuer: 'test-house', name, files }
    writeFileSync(join(stick, 'climate.zjpack'), makePack(draft, privateKey, loadCatalogue()))
    const publicKey = Buffer.from(rawPublicKey(privateKey)).toString('hex')
    writeFileSync(join(stick, 'house.zjkey'), JSON.stringify({ issuer: 'test-house', publicKey }))
    const { box } = await boxOn({ folder, flags: ['--usb.folders', JSON.stringify([join(folder, 'media')])] })

    const page = await open(box.url, '/packs')
    const [packUsb, keyUsb] = [page.locator('[data-action="usb"]').first(), page.locator('[data-action="usb"]').last()]
    await packUsb.click()
    await page.click('[data-usb="climate.zjpack"]')
    await page.locator('[role="alert"]', { hasText: '签发者不受信任' }).waitFor()
    await keyUsb.click()
    await page.click('[data-usb="house.zjkey"]')
    await expect.poll(() => page.locator('[data-field="issuer"]').inputValue()).toBe('test-house')
    await page.check('[data-field="compared"]')
    await page.click('[data-action="trust"]')
    await page.waitForSelector('[data-key-of="test-house"]', PATIENCE)
    await page.click('[data-usb="climate.zjpack"]')
    await page.waitForSelector('[data-preview="test-pack"]', PATIENCE)
    await screen.picture('setup-pack-preview')
    await page.click('[data-action="install"]')
    await page.waitForSelector('[data-pack="test-pack"]', PATIENCE)
    const { body } = await box.get<{ profiles: { id: string }[] }>('/api/catalogue')
    expect(body.profiles.map(({ id }) => id)).toContain('test-climate')
  })

  it.each(['wall', 'small'] as const)('every page can be read and pressed at %s', async (size) => {
    const { box } = await boxOn({ known: ['transmitter'] })
    const page = await open(box.url, '', size)
    for (const [at, ready] of [
      ['', '[data-unit]'],
      ['/scan', '[data-action="scan"]'],
      ['/unit/transmitter', '[data-direction]'],
      ['/list', '[data-action="usb"]'],
      ['/packs', '[data-action="trust"]'],
      ['/secrets', '.card'],
    ] as const) {
      await page.goto(`${box.url}/#/setup${at}`)
      await page.waitForSelector(ready, PATIENCE)
      await screen.picture(`setup${at.replaceAll('/', '-') || '-overview'}-${size}`)
      const seen = await texts(page)
      expect(seen.filter(({ contrast }) => contrast < 7)).toEqual([])
      expect(seen.filter(({ size: px }) => px < 13)).toEqual([])
      const small = (await targets(page)).filter(({ width, height }) => width < 47.5 || height < 47.5)
      expect(small).toEqual([])
    }
  })
})
