import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceProposal, Transport, Unit } from '@zaojun/core'
import { loadCatalogue } from '@zaojun/device-profiles'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KitchenPlan } from '../../../scripts/simulator/plan.ts'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { hurried } from '../harness/hurried.ts'
import { type Caller, SITE, startBox, startCloud } from '../harness/kitchen.ts'
import { KIND_ROWS, type KindRow } from './every-kind.rows.ts'

type Told = {
  event?: string
  device?: string
  command?: string
  result?: string
  reason?: string
  data?: Record<string, unknown>
}
type Latest = { latest: { device: string; point: string; value: unknown; quality: string; origin: string }[] }

const catalogue = loadCatalogue()
const rows = KIND_ROWS.map((row, index) => ({
  ...row,
  device: `${row.clause.toLowerCase().replace('.', '-')}-${index}`,
}))
type Row = KindRow & { device: string }

/** Units that have a line for themselves, and no address on it. */
const ALONE: readonly Transport[] = ['stream-tcp', 'keyboard']
/** Vehicles and loggers report oftener than they do on the road. */
const REPORT_MS = 1_000

/** One unit and one device for each row; a line for each transport, whoever is alone on its own. */
function planOf(): KitchenPlan {
  const buses = new Map<string, KitchenPlan['buses'][number]>()
  const devices: DeviceProposal[] = []
  for (const { device, kind, profile, over, address, position, params } of rows) {
    const bus = ALONE.includes(over) ? `${over}-${device}` : over
    const line = buses.get(bus) ?? { id: bus, name: bus, transport: over, baudRate: 115_200, units: [] }
    buses.set(bus, line)
    line.units.push(
      unitOf(device, profile, over, address ?? (over.startsWith('modbus') ? line.units.length + 1 : device), params),
    )
    const [zone = 'cooking'] = catalogue.kinds.get(kind)?.zones ?? []
    devices.push({
      id: device,
      kind,
      name: device,
      zone,
      unit: device,
      ...(position === undefined ? {} : { position }),
    })
  }
  return { buses: [...buses.values()], devices }
}

function unitOf(id: string, profile: string, over: Transport, address: Unit['address'], stated: Row['params'] = {}) {
  const params = over.startsWith('modbus') ? { ...stated, 'poll-ms': 500 } : stated
  return { id, profile, ...(ALONE.includes(over) ? {} : { address }), params }
}

let admin: Caller
let box: Caller
const cleanups: (() => unknown)[] = []

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-kinds-'))
  const atEnd = (cleanup: () => unknown) => void cleanups.push(cleanup)
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const cloud = await startCloud(folder, 0, atEnd)
  const { code } = await cloud.server.provision(SITE)
  const simulator = new Simulator({
    plan: planOf(),
    catalogue: hurried(catalogue, REPORT_MS),
    serial: false,
    random: () => 0.5,
  })
  await simulator.start()
  atEnd(() => simulator.stop())
  const uplink = ['--uplink.url', cloud.server.url, '--uplink.code', code]
  admin = cloud.admin
  box = (await startBox(folder, { simulator, uplink, atEnd })).box
  for (const { consent } of rows)
    if (consent !== undefined) await box.send('POST', '/api/consents', { ...consent, granted: true, by: 'installer' })
  for (const { device, set = {}, tells } of rows) {
    for (const [channel, value] of Object.entries(set)) simulator.set(device, channel, value)
    if (tells !== undefined) simulator.tell(device, tells.event, tells.fields, `${device}-1`)
  }
})
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function arrives({ device, reads, tells, open = {}, hidden = [], withheld = [], order }: Row): Promise<void> {
  if (order !== undefined) await ordered(device, order)
  if (reads !== undefined) await reading(device, reads)
  if (tells === undefined) return
  const { data = {} } = await told('event', ({ event, device: of }) => event === tells.event && of === device)
  expect(data).toMatchObject(open)
  for (const name of hidden) expect(data[name]).toEqual({ commitment: expect.stringMatching(/^[0-9a-f]{64}$/) })
  for (const name of withheld) expect(data[name]).toBeUndefined()
  if (tells.fields.person !== undefined) expect(data.person).toMatch(/^p-[0-9a-f]{16}$/)
}

async function ordered(device: string, { command, value, ends, reason }: NonNullable<Row['order']>): Promise<void> {
  const { body } = await box.send<{ result: string }>('POST', `/api/devices/${device}/commands`, { command, value })
  expect(body).toMatchObject({ result: ends })
  const step = await told('command', (each) => each.device === device && each.result === ends)
  expect(step).toMatchObject({ command, result: ends, ...(reason === undefined ? {} : { reason }) })
}

const told = (type: string, fits: (told: Told) => boolean): Promise<Told> =>
  admin.until<{ events: Told[] }, Told>(`/v1/sites/${SITE.id}/events?types=${type}&limit=1000`, ({ events }) =>
    events.find(fits),
  )

/** A number as closely as its channel can say it. */
const same = (read: unknown, meant: unknown): boolean =>
  typeof read === 'number' && typeof meant === 'number' ? Math.abs(read - meant) < 1e-3 : read === meant

async function reading(device: string, [point, value]: NonNullable<Row['reads']>): Promise<void> {
  const found = await admin.until<Latest, Latest['latest'][number]>(`/v1/sites/${SITE.id}/latest`, ({ latest }) =>
    latest.find((row) => row.device === device && row.point === point && same(row.value, value)),
  )
  expect(found).toMatchObject({ quality: 'good', origin: 'simulated' })
}

describe('at the cloud stands, from a simulated unit on a real wire,', () => {
  for (const row of rows) it.concurrent(`[${row.clause}] ${row.says}`, () => arrives(row))
})

describe('the rows together', () => {
  it('prove each device of clause 4.3.10', () => {
    const proved = new Set(rows.map(({ clause }) => clause))
    expect(Array.from({ length: 25 }, (_, index) => `D${index + 1}`).filter((id) => !proved.has(id))).toEqual([])
  })

  it('stand for clauses the kind itself serves', () => {
    const astray = rows.filter(({ clause, kind }) => !catalogue.kinds.get(kind)?.clauses.includes(clause))
    expect(astray.map(({ clause, kind }) => `${clause} ${kind}`)).toEqual([])
  })
})
