import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Form, loadCatalogue } from '@zaojun/device-profiles'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPlan } from '../../../scripts/simulator/plan.ts'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { type Caller, SITE, startBox, startCloud } from '../harness/kitchen.ts'
import { FORM_ROWS, type FormRow } from './every-form.rows.ts'

type Told = { type: string; form: string; by: string; data: Record<string, unknown> }
type Commitment = { commitment: string }

const { forms } = loadCatalogue()
/** Records that only an alarm asks for: the alarm's own routes write them. */
const OF_ALARMS = ['corrective-action']
/** What the simulated units measure. */
const WEIGHT_KG = 12.5
const PROBE_CELSIUS = 76.2

const formOf = ({ form }: FormRow): Form => forms.get(form) as Form
const rows = FORM_ROWS.flatMap((row) => (forms.get(row.form)?.clauses ?? []).map((clause) => ({ clause, row })))

let box: Caller
let admin: Caller
const cleanups: (() => unknown)[] = []

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-forms-'))
  const atEnd = (cleanup: () => unknown) => void cleanups.push(cleanup)
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const cloud = await startCloud(folder, 0, atEnd)
  const { code } = await cloud.server.provision(SITE)
  const plan = readPlan()
  const buses = plan.buses.filter(({ id }) => ['receiving-line', 'sensor-line'].includes(id))
  const simulator = new Simulator({ serial: false, plan: { ...plan, buses } })
  await simulator.start()
  atEnd(() => simulator.stop())
  simulator.set('receiving-indicator', 'displayed', WEIGHT_KG)
  simulator.set('probe-module', 'probe-1', PROBE_CELSIUS)
  const uplink = ['--uplink.url', cloud.server.url, '--uplink.code', code]
  box = (await startBox(folder, { simulator, uplink, atEnd })).box
  admin = cloud.admin
  await read('receiving-scale', 'net', WEIGHT_KG)
  await read('core-probe-1', 'core-temperature', PROBE_CELSIUS)
  for (const { form, second, ...body } of FORM_ROWS) {
    const answer = await box.send<{ seq: number }>('POST', '/api/records', {
      form,
      by: 'cook-1',
      ...body,
      ...(second === undefined ? {} : { second }),
    })
    expect(answer, form).toMatchObject({ status: 200, body: { seq: expect.any(Number) } })
  }
})
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

type Home = { latest: { device: string; point: string; value: unknown }[] }
const read = (device: string, point: string, value: number) =>
  box.until<Home, true>(
    '/api/home',
    ({ latest }) => latest.some((row) => row.device === device && row.point === point && row.value === value) && true,
  )

/** The record of a form as the cloud holds it. */
const atCloud = (form: string): Promise<Told> =>
  admin.until<{ events: Told[] }, Told>(`/v1/sites/${SITE.id}/events?types=record&limit=1000`, ({ events }) =>
    events.find((each) => each.form === form),
  )

/** What a device measures here, in the unit of the form. */
const measuredBy = (device: string, unit: string | undefined): number => {
  if (device === 'core-probe-1') return PROBE_CELSIUS
  return unit === 'g' ? WEIGHT_KG * 1000 : WEIGHT_KG
}

/** What was filled in stands there as it was; what was measured with its proof; what is personal as a commitment. */
async function arrives(row: FormRow): Promise<void> {
  const { fields, version } = formOf(row)
  const { by, data } = await atCloud(row.form)
  expect({ by, version: data.version }).toEqual({ by: 'cook-1', version })
  for (const [key, value] of Object.entries(row.data)) {
    if (fields[key]?.personal === undefined) expect(data[key], key).toEqual(value)
    else expect((data[key] as Commitment).commitment, key).toMatch(/^[0-9a-f]{64}$/)
  }
  for (const [key, device] of Object.entries(row.measured ?? {})) {
    expect(data[key], key).toBe(measuredBy(device, fields[key]?.unit))
    expect(data.measured).toMatchObject({ [key]: { device, seq: expect.any(Number) } })
  }
  expect(data.verifiedBy).toBe(row.second)
}

describe('filled in at the box, signed and read at the cloud stands', () => {
  for (const { clause, row } of rows) it(`[${clause}] “${formOf(row).title.en}”`, () => arrives(row))
})

describe('the forms together', () => {
  it('[S3.5] make one ledger at the cloud, in the order in which people recorded', async () => {
    const wanted = FORM_ROWS.map(({ form }) => form)
    const told = await admin.until<{ events: (Told & { seq: number })[] }, (Told & { seq: number })[]>(
      `/v1/sites/${SITE.id}/events?types=record&limit=1000`,
      ({ events }) => events.length >= wanted.length && events,
    )
    expect(told.sort((a, b) => a.seq - b.seq).map(({ form }) => form)).toEqual(wanted)
  })

  it('are all filled in here', () => {
    const filled = FORM_ROWS.map(({ form }) => form)
    expect([...forms.keys()].filter((id) => !filled.includes(id) && !OF_ALARMS.includes(id))).toEqual([])
  })
})
