import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noChromium, sharedChromium } from '../../../scripts/chromium.ts'
import { registerEditorProxy } from '../../src/node-red/proxy.ts'
import { provisionSecret } from '../../src/node-red/secrets.ts'
import { kitchen } from './flow-parts.ts'
import { KitchenGateway } from './gateway.ts'
import { NodeRedProcess } from './node-red-process.ts'

/** Told in order: an installer opens the editor in Chinese and wires a probe with the mouse. */
describe.skipIf(noChromium)('the editor in a real browser', () => {
  let gateway: KitchenGateway
  let nodeRed: NodeRedProcess
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    gateway = new KitchenGateway()
    let start = () => {}
    const proxied = new Promise<void>((resolve) => {
      start = resolve
    })
    await gateway.start(async (app) => {
      await registerEditorProxy(app, {
        get socketPath() {
          return nodeRed.options.socketPath
        },
        secret: () => provisionSecret(nodeRed.options.editorSecretFile),
        allowed: () => true,
        now: () => Date.now(),
        report: (fault) => gateway.faults.push(fault),
      })
      start()
    })
    await proxied
    nodeRed = new NodeRedProcess(gateway, kitchen(), { language: 'zh-CN' })
    await nodeRed.start()
    context = await (await sharedChromium()).newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
    page = await context.newPage()
    await page.goto(`${gateway.url}/editor/`)
    await page.locator('.red-ui-palette-node[data-palette-type="kitchen-gas-monitor"]').waitFor()
  })
  afterAll(async () => {
    await context?.close()
    await nodeRed?.stop()
    await gateway?.stop()
  })

  const drag = async (type: string, x: number, y: number) => {
    const source = page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`)
    await source.scrollIntoViewIfNeeded()
    const from = await source.boundingBox()
    const chart = await page.locator('#red-ui-workspace-chart').boundingBox()
    if (from === null || chart === null) throw new Error(`${type} cannot be dragged`)
    await page.mouse.move(from.x + 20, from.y + 10)
    await page.mouse.down()
    await page.mouse.move(chart.x + x - 20, chart.y + y - 20, { steps: 8 })
    await page.mouse.move(chart.x + x, chart.y + y, { steps: 4 })
    await page.mouse.up()
  }

  const deploy = async () => {
    const before = gateway.snapshots.length
    await page.locator('#red-ui-header-button-deploy').click()
    await gateway.until(() => gateway.snapshots.length > before)
  }

  it('shows a palette of the kitchen in Chinese, first', async () => {
    const headers = page.locator('.red-ui-palette-header:visible')
    expect(await headers.first().innerText()).toBe('灶君厨房')
    const names = async (group: string) =>
      (await page.locator(`#red-ui-palette-container-${group} .red-ui-palette-label`).allInnerTexts()).map((name) =>
        name.replaceAll('\n', ''),
      )
    expect(await names('zaojun')).toContain('厨房读数')
    expect(await names('zaojun_cooking')).toEqual(expect.arrayContaining(['安全阀门', '瓦斯监测', '节能燃具']))
    await page.screenshot({ path: join(tmpdir(), 'zaojun-editor-palette.png') })
  })

  it('groups the palette by zone, in the order of the way through the kitchen', async () => {
    const headers = await page.locator('.red-ui-palette-header:visible').allInnerTexts()
    const zones = gateway.catalogue.zones
      .filter(({ id }) => [...gateway.catalogue.kinds.values()].some((kind) => kind.zones[0] === id))
      .map(({ name }) => `灶君 · ${name.zh}`)
    expect(headers.slice(1, zones.length + 1)).toEqual(zones)
  })

  it('[D8] lets an installer drag a probe, fill it from the pickers and deploy it', async () => {
    await drag('kitchen-core-temp-probe', 300, 120)
    await page.locator('.red-ui-flow-node-group').first().dblclick()
    await page.locator('#node-input-zone option').nth(11).waitFor({ state: 'attached' })
    expect(await page.locator('.kitchen-pickers').innerText()).toContain('第一食堂')
    expect(await page.locator('#node-input-gateway').inputValue()).toBe('gw')
    await page.locator('#node-input-name').fill('1 号锅')
    await page.locator('#node-input-zone').selectOption('cooking')
    await page.locator('#node-input-unit').selectOption('board')
    await page.locator('#node-input-position').selectOption('3')
    expect(await page.locator('#node-input-device').inputValue()).toMatch(/^core-temp-probe-[a-z0-9]{4}$/)
    await page.screenshot({ path: join(tmpdir(), 'zaojun-editor-dialog.png') })
    await page.locator('#node-dialog-ok').click()
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' })
    await deploy()
    expect(gateway.registry.devices).toMatchObject([
      { kind: 'core-temp-probe', name: '1 号锅', zone: 'cooking', state: 'active' },
    ])
    expect(gateway.registry.devices[0]?.points['core-temperature']).toMatchObject({
      unit: 'board-1',
      channel: expect.stringContaining('3'),
    })
  })

  it('asks for the parameters of a model by name, and offers the address of who knocks', async () => {
    await page.locator('.red-ui-flow-node-group').first().dblclick()
    await page.locator('#node-input-btn-unit-edit').click()
    await page.locator('#node-config-input-profile option[value="yaohua-xk3190-a9"]').waitFor({ state: 'attached' })
    expect(await page.locator('.red-ui-tray-titlebar').last().innerText()).toContain('仪表')
    const groups = page.locator('#node-config-input-profile optgroup')
    expect(await groups.evaluateAll((all) => all.map((each) => each.getAttribute('label')))).toContain('阳光云秤')
    await page.locator('#node-config-input-profile').selectOption('yaohua-xk3190-a9')
    expect(await page.locator('.kitchen-params label').allInnerTexts()).toEqual([
      '最大称量 (kg)',
      '分度值 (kg)',
      '已知皮重 (kg)',
      '在仪表上去皮',
    ])
    await page.locator('[data-param="capacity"]').fill('150')
    await page.locator('[data-param="indicator-tare"]').selectOption('true')
    expect(JSON.parse(await page.locator('#node-config-input-params').inputValue())).toEqual({
      capacity: 150,
      'indicator-tare': true,
    })
    expect(await page.locator('.kitchen-misfit:visible').count()).toBeGreaterThan(0)
    await page.screenshot({ path: join(tmpdir(), 'zaojun-editor-unit.png') })
    await page.locator('#node-config-dialog-cancel').click()
    await page.locator('#node-dialog-cancel').click()
    await page.locator('#node-dialog-cancel').waitFor({ state: 'detached' })
  })

  it('shows the value of the device under its node', async () => {
    const device = gateway.registry.devices[0]?.id ?? ''
    await gateway.until(() => gateway.subscriptions > 0)
    gateway.measure({ device, point: 'core-temperature', value: 75.25, quality: 'good' })
    const status = page.locator('.red-ui-flow-node-status-label', { hasText: '°C' })
    await status.waitFor({ state: 'attached' })
    expect(await status.textContent()).toMatch(/^75\.[23] °C · 刚刚$/)
  })

  it('gives a pasted copy an id of its own', async () => {
    const chart = await page.locator('#red-ui-workspace-chart').boundingBox()
    if (chart === null) throw new Error('no workspace')
    await page.locator('.red-ui-flow-node-group').first().click()
    await page.keyboard.press('Control+c')
    await page.keyboard.press('Control+v')
    await page.mouse.move(chart.x + 300, chart.y + 260, { steps: 4 })
    await page.mouse.click(chart.x + 300, chart.y + 260)
    await page.locator('.red-ui-flow-node-group').nth(1).waitFor()
    await deploy()
    const ids = gateway.registry.devices.map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
    await page.screenshot({ path: join(tmpdir(), 'zaojun-editor.png') })
  })

  it('shows a second node with the id of another in red, and says why', async () => {
    const { flows } = await nodeRed.flows()
    const first = flows.find(({ type }) => type === 'kitchen-core-temp-probe')
    const { rev: _, ...rest } = { rev: 0, ...first }
    const before = gateway.snapshots.length
    await nodeRed.deploy([...flows, { ...rest, id: 'pasted-by-hand', type: 'kitchen-core-temp-probe', y: 400 }])
    await gateway.until(() => gateway.snapshots.length > before)
    await page.reload()
    const status = page.locator('.red-ui-flow-node-status-label', { hasText: '设备编号重复' })
    await status.waitFor({ state: 'attached' })
    expect(await page.locator('.red-ui-flow-node-status-dot-red').count()).toBe(1)
    await page.screenshot({ path: join(tmpdir(), 'zaojun-editor-duplicate.png') })
  })
})
