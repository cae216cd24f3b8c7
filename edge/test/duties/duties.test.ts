import { wallAt } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import type { Duty } from '../../src/duties/occurrences.ts'
import { type Caller, startBox, startSimulator } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { RunningTime } from '../harness/running-time.ts'

type Entry = { seq: number; type: string; form?: string; data: Record<string, unknown> }
type Failure = { code: string; place?: string }
const MINUTE_MS = 60_000

/** A clock that begins at a local time of the kitchen. */
const clockAt = (time: string) => new RunningTime(wallAt('Asia/Shanghai', '2026-11-23', time))

const duty = (box: Caller, id: string, state: string) =>
  box.until<{ duties: Duty[] }, Duty>('/api/duties', ({ duties }) =>
    duties.find((each) => each.id === id && each.state === state),
  )
const record = (box: Caller, body: object) =>
  box.send<{ seq: number } & Failure>('POST', '/api/records', { by: 'cook-1', ...body })
const entryOf = async (box: Caller, seq: number) => {
  const { entries } = (await box.get<{ entries: Entry[] }>(`/api/entries?after=${seq - 1}&types=record`)).body
  return entries[0] as Entry
}

describe('today’s duties', () => {
  it('[M3.6] a fridge round that is overdue calls people, and is done by its record', async () => {
    const time = clockAt('09:59')
    const { box } = await startBox(temporaryFolder('duties'), { hooks: { time } })
    await duty(box, 'fridge-round@2026-11-23T08:00', 'due')
    time.pass(2 * MINUTE_MS)
    type Alarms = { alarms: { rule: string; form?: string }[] }
    const overdue = ({ alarms }: Alarms) =>
      alarms.some(({ rule, form }) => rule === 'duty-overdue' && form === 'fridge-round')
    await box.until<Alarms, true>('/api/alarms', (body) => overdue(body) && true)
    const { status, body } = await record(box, {
      form: 'fridge-round',
      data: { tidy: true, expired: true, clean: true },
    })
    expect(status).toBe(200)
    expect(await duty(box, 'fridge-round@2026-11-23T08:00', 'late')).toMatchObject({ seq: body.seq, by: 'cook-1' })
  })

  it('survive a restart, since they follow from the ledger', async () => {
    const time = clockAt('08:10')
    const folder = temporaryFolder('duties')
    const { box, gateway } = await startBox(folder, { hooks: { time } })
    await record(box, { form: 'fridge-round', data: { tidy: true, expired: true, clean: true } })
    await gateway.stop()
    const again = await startBox(folder, { hooks: { time } })
    await duty(again.box, 'fridge-round@2026-11-23T08:00', 'done')
  })
})

describe('a form', () => {
  it('[S10.8] takes the core temperature from the probe itself, with the reading it was', async () => {
    const simulator = await startSimulator(['sensor-line'])
    simulator.set('probe-module', 'probe-1', 76.2)
    const { box } = await startBox(temporaryFolder('forms'), { simulator })
    type Home = { devices: { id: string; kind: string }[]; latest: { device: string; point: string; value: unknown }[] }
    const probe = await box.until<Home, string>('/api/home', ({ devices, latest }) => {
      const found = latest.find(({ point, value }) => point === 'core-temperature' && value === 76.2)
      return devices.find(({ id, kind }) => id === found?.device && kind === 'core-temp-probe')?.id
    })
    const body = {
      form: 'core-temperature',
      data: { food: '红烧肉', process: 'heat' },
      measured: { temperature: probe },
    }
    const typed = { form: 'core-temperature', data: { ...body.data, temperature: 75 } }
    expect((await record(box, typed)).body).toMatchObject({ code: 'RECORD_MEASURED', place: 'temperature' })
    const { body: answer } = await record(box, body)
    expect((await entryOf(box, answer.seq)).data).toMatchObject({
      food: '红烧肉',
      temperature: 76.2,
      measured: { temperature: { device: probe, point: 'core-temperature', seq: expect.any(Number) } },
    })
  })

  it('[S10.8] says which numbers were typed where no device could tell', async () => {
    const { box } = await startBox(temporaryFolder('forms'))
    const data = { food: '红烧肉', process: 'heat', temperature: 75 }
    const { body } = await record(box, { form: 'core-temperature', data })
    expect((await entryOf(box, body.seq)).data).toMatchObject({ temperature: 75, typed: ['temperature'] })
  })

  it('names the field that is missing, unknown, out of its limits, or not asked for', async () => {
    const { box } = await startBox(temporaryFolder('forms'))
    const fails = async (form: string, data: object) => {
      const { code, place } = (await record(box, { form, data })).body
      return `${code} ${place}`
    }
    expect(await fails('oil-test', { changed: false })).toBe('RECORD_FIELD_MISSING tpm')
    expect(await fails('oil-test', { tpm: 120, changed: false })).toBe('RECORD_FIELD_VALUE tpm')
    expect(await fails('oil-test', { tpm: 20, changed: false, smell: 'bad' })).toBe('RECORD_FIELD_UNKNOWN smell')
    expect(await fails('oil-test', { tpm: 20, changed: false, discarded: 3 })).toBe('RECORD_FIELD_UNKNOWN discarded')
    expect(await fails('leftovers', { dish: '粥', weight: 2, way: 'eaten' })).toBe('RECORD_FIELD_VALUE way')
  })

  it('[S4.4] keeps health data apart: the entry holds a commitment', async () => {
    const { box } = await startBox(temporaryFolder('forms'))
    const data = { person: 'cook-2', temperature: 38.1, symptom: true, workwear: true, decision: 'off' }
    const { body } = await record(box, { form: 'morning-check', data })
    const entry = await entryOf(box, body.seq)
    expect(entry.data).toMatchObject({ temperature: { commitment: expect.any(String) }, decision: 'off' })
    expect(JSON.stringify(entry)).not.toContain('38.1')
  })
})
