import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bus, DeviceProposal, Unit } from '@zaojun/core'
import { loadCatalogue } from '@zaojun/device-profiles'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { DemoChild } from '../../../scripts/demo/child.ts'
import { freePort } from '../../../scripts/free-port.ts'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { hurried } from '../harness/hurried.ts'
import { Caller, PASSWORD, SITE, startCloud } from '../harness/kitchen.ts'

type DialIn = { buses: Bus[]; units: Unit[]; devices: DeviceProposal[] }
type Latest = { latest: { device: string; point: string; value: unknown }[] }
const REPORT_MS = 1_000
const PAGE = join(import.meta.dirname, '../../../docs/box-without-kitchen.md')

/** The files the page tells an installer to write. */
const [settings, dialIn] = [...readFileSync(PAGE, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  ([, yaml = '']): unknown => parse(yaml),
) as [Record<string, unknown>, DialIn]

describe('a box without a kitchen', () => {
  const cleanups: (() => unknown)[] = []
  const said: string[] = []
  let admin: Caller
  let address: string
  let simulator: Simulator

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zaojun-dial-in-'))
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
    const cloud = await startCloud(folder, 0, (cleanup) => void cleanups.push(cleanup))
    admin = cloud.admin
    const { code } = await cloud.server.provision(SITE)
    const plan = {
      buses: dialIn.buses.map((bus) => ({ ...bus, units: dialIn.units.filter((unit) => unit.bus === bus.id) })),
      devices: dialIn.devices,
    }
    simulator = new Simulator({ plan, catalogue: hurried(loadCatalogue(), REPORT_MS), random: () => 0.5 })
    await simulator.start()
    cleanups.push(() => simulator.stop())
    const kitchen = join(folder, 'dial-in.yaml')
    writeFileSync(kitchen, stringify(simulator.kitchen()))
    const port = await freePort()
    writeFileSync(
      join(folder, 'edge.yaml'),
      stringify({ ...settings, kitchen, http: { port }, login: { password: PASSWORD }, ledger: { sealSeconds: 1 } }),
    )
    const uplink = ['--uplink.url', cloud.server.url, '--uplink.code', code]
    const box = new DemoChild('box', ['scripts/main.ts', 'edge', '--data', folder, ...uplink], {})
    cleanups.push(() => box.stop())
    await box.until((line) => {
      said.push(line)
      return line.startsWith('supervisor: gateway ready') ? true : undefined
    })
    address = `http://127.0.0.1:${port}`
  })
  afterAll(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  const arrives = (device: string, point: string) =>
    admin.until<Latest, unknown>(`/v1/sites/${SITE.id}/latest`, ({ latest }) =>
      latest.find((row) => row.device === device && row.point === point && row.value !== null),
    )

  it('[G2] hears a logger of HJ 212 that dials in, and its fume is at the cloud', async () => {
    expect(await arrives('hood-fume', 'fume')).toMatchObject({ origin: 'simulated' })
  })

  it('[D25] hears a vehicle that dials in, and where it is is at the cloud', async () => {
    expect(await arrives('van-1', 'latitude')).toMatchObject({ origin: 'simulated' })
  })

  it('runs the gateway alone, without Node-RED', () => {
    const started = said.filter((line) => / started: /.test(line))
    expect(started.map((line) => /^supervisor: (\S+)/.exec(line)?.[1])).toEqual(['gateway'])
  })

  it('says that it has no editor, to a browser and to a program', async () => {
    const login = await fetch(`${address}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: PASSWORD }),
    })
    const headers = { cookie: login.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
    const answer = await new Caller(address, headers).get<{ code: string }>('/editor/flows')
    expect([answer.status, answer.body.code]).toEqual([404, 'EDITOR_OFF'])
    const page = await fetch(`${address}/editor/`, { headers: { ...headers, accept: 'text/html' } })
    expect(await page.text()).toMatch(/不运行流程编辑器.*runs no flow editor/s)
  })
})
