import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bus, Registry, Unit } from '@zaojun/core'
import type { Static } from 'typebox'
import { describe, expect, it } from 'vitest'
import type { InterlockRow } from '../../src/api/schemas.ts'
import { welcomed } from '../flows/flow-peer.ts'
import { type Caller, startBox, startUnits } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Row = Static<typeof InterlockRow> & { code?: string }
type Simulated = {
  past?: { trips: { device: string; point: string; to: number | null }[] }
  now?: { trips: boolean; afterSeconds: number; device?: string }
}
type Waiting = { waiting: { source: string; weakened: { key: string; device: string }[] }[]; code?: string }
const SHUT_OFF = 'gas-level-2.cooking'
const OPTIONAL = 'gas-level-1-closes.cooking'
const SAFE = 2
const EARLY = 12
const LEVEL_1 = 30
const LEVEL_2 = 60

/** Stove, siren and valves on real wires; `declare` writes what the site declares before the gateway starts. */
async function stove(declare: (data: string) => void = () => {}) {
  const folder = temporaryFolder('commissioning')
  const simulator = await startUnits('gas-detector', 'valve-board', 'siren-switch', 'range-controller')
  simulator.set('gas-detector', 'combustible-gas', SAFE)
  declare(join(folder, 'box'))
  const { box, gateway } = await startBox(folder, { simulator })
  const measured = (device: string, point: string, value: unknown) =>
    box.until<{ latest: { device: string; point: string; value: unknown }[] }, true>('/api/home', ({ latest }) =>
      latest.some((row) => row.device === device && row.point === point && row.value === value),
    )
  await measured('stove-gas', 'combustible-gas', SAFE)
  await measured('main-gas-valve', 'closed', false)
  const gas = async (lel: number) => {
    simulator.set('gas-detector', 'combustible-gas', lel)
    await measured('stove-gas', 'combustible-gas', lel)
  }
  return { folder, box, gateway, simulator, gas }
}

const until = (box: Caller, key: string, is: (row: Row) => boolean) =>
  box.until<{ interlocks: Row[] }, Row>('/api/interlocks', ({ interlocks }) =>
    interlocks.find((row) => row.key === key && is(row)),
  )
const mode = (box: Caller, key: string, to: string) =>
  box.send<Row>('PUT', `/api/interlocks/${key}/mode`, { mode: to, reason: '现场确认', by: 'manager-1' })
const check = (box: Caller, key: string, id: string, done = true) =>
  box.send<Row>('PUT', `/api/interlocks/${key}/checks/${id}`, { done, by: 'manager-1' })
const simulate = (box: Caller, key: string, body: object) =>
  box.send<Simulated>('POST', `/api/interlocks/${key}/simulation`, body)
const events = async (box: Caller) =>
  (await box.get<{ entries: { event?: string; data: object }[] }>('/api/entries?types=event&limit=5000')).body.entries
const registry = async (box: Caller) => (await box.get<Registry>('/api/registry')).body
const valveBoard = async (box: Caller): Promise<Unit> => {
  const unit = (await registry(box)).units.find(({ id }) => id === 'valve-board')
  if (unit === undefined) throw new Error('no valve board')
  return unit
}
/** The sense of the coil that holds the gas open is turned round. */
const turnedRound = (unit: Unit): Unit => ({ ...unit, params: { ...unit.params, 'closed-coil-1': 'on' } })

describe('the checklist of an interlock', () => {
  it('names the hard-wired alarm first, and takes “reads back” only after a proof test in which every target did', async () => {
    const { box } = await stove()
    const { checks } = await until(box, SHUT_OFF, () => true)
    expect(checks[0]).toMatchObject({ id: 'hard-wired-alarm', title: { en: expect.stringContaining('hard-wired') } })
    expect((await check(box, SHUT_OFF, 'reads-back')).body.code).toBe('INTERLOCK_CHECK_UNPROVEN')
    await box.send('POST', `/api/interlocks/${SHUT_OFF}/proof-test`, { by: 'manager-1' })
    const { body } = await check(box, SHUT_OFF, 'reads-back')
    expect(body.checks.find(({ id }) => id === 'reads-back')?.done).toMatchObject({ by: 'manager-1' })
    const ticked = { event: 'interlock-checked', data: { check: 'reads-back', done: true, by: 'manager-1' } }
    expect(await events(box)).toContainEqual(
      expect.objectContaining({ event: ticked.event, data: expect.objectContaining(ticked.data) }),
    )
    expect((await check(box, SHUT_OFF, 'nothing')).body.code).toBe('INTERLOCK_CHECK_UNKNOWN')
  })

  it('must be gone through before one that asks for it is armed, and counts for the devices it was made with', async () => {
    const { box } = await stove()
    expect((await mode(box, OPTIONAL, 'armed')).body.code).toBe('INTERLOCK_NOT_COMMISSIONED')
    const { checks } = await until(box, OPTIONAL, () => true)
    for (const { id, proof } of checks) if (!proof) await check(box, OPTIONAL, id)
    expect((await mode(box, OPTIONAL, 'armed')).body.mode).toBe('armed')
    const confirm = '?confirm=%E6%8B%86%E9%99%A4'
    await box.send('POST', `/api/devices/wok-burner/retire${confirm}`, {})
    const after = await until(box, OPTIONAL, ({ targets }) => targets.every(({ device }) => device !== 'wok-burner'))
    expect(after.checks.filter(({ done }) => done !== undefined)).toEqual([])
  })
})

describe('the simulation of an interlock', () => {
  it('says what it would have done with what was measured, and orders nothing', async () => {
    const { box, gas, simulator } = await stove()
    await mode(box, SHUT_OFF, 'off')
    for (const value of [LEVEL_2, SAFE, LEVEL_2, SAFE]) await gas(value)
    const { body } = await simulate(box, SHUT_OFF, { days: 1 })
    expect(body.past?.trips).toHaveLength(2)
    expect(body.past?.trips[0]).toMatchObject({ device: 'stove-gas', to: expect.any(Number) })
    expect(simulator.unit('valve-board').value('valve-1-closed')).toBe(false)
  })

  it('says whether it would act if an input read so now', async () => {
    const { box } = await stove()
    const suppose = (value: number) =>
      simulate(box, SHUT_OFF, { suppose: { device: 'stove-gas', point: 'combustible-gas', value } })
    expect((await suppose(LEVEL_2)).body.now).toMatchObject({ trips: true, device: 'stove-gas', afterSeconds: 0 })
    expect((await suppose(LEVEL_1)).body.now).toMatchObject({ trips: false })
    expect((await until(box, SHUT_OFF, () => true)).state).toBe('ready')
  })
})

describe('an interlock that a site declares in a file', () => {
  const EARLY_SIREN = `id: site-early-siren
title: { zh: 燃气十即鸣响, en: Siren at 10 %LEL }
description: { zh: 本场所要求早鸣响, en: This site wants the siren early }
clauses: [S10.1]
causes:
  - { watch: { kinds: [gas-monitor], point: combustible-gas }, broken: { is: at-least, value: 10, unit: '%{LEL}' } }
acts:
  - { kind: switched-load, labels: { role: sounder }, command: switch-on, shows: { point: switched-on, is: true }, release: switch-off }
latching: false
checks: [{ id: heard, title: { zh: 听得到, en: It is heard } }]
source: site policy
`

  it('acts like those that are shipped, and a broken file beside it keeps nothing from working', async () => {
    const { box, gas, simulator } = await stove((data) => {
      mkdirSync(join(data, 'interlocks'), { recursive: true })
      writeFileSync(join(data, 'interlocks/early.yaml'), EARLY_SIREN)
      writeFileSync(join(data, 'interlocks/broken.yaml'), EARLY_SIREN.replace('combustible-gas', 'no-such-point'))
    })
    await until(box, 'site-early-siren.cooking', ({ mode }) => mode === 'armed')
    await gas(EARLY)
    await until(box, 'site-early-siren.cooking', ({ targets }) => targets.every(({ shown }) => shown))
    expect(simulator.unit('siren-switch').value('switched-on')).toBe(true)
    const metrics = (await box.get<string>('/metrics')).body
    expect(metrics).toMatch(/CATALOGUE_UNKNOWN/)
  })
})

describe('a change that weakens an interlock', () => {
  it('[S10.5] of the sense of a valve’s coil is held back until somebody authorised confirms it with a reason', async () => {
    const { box } = await stove()
    const unit = await valveBoard(box)
    const refused = await box.send<{ code: string }>('PUT', '/api/units/valve-board', turnedRound(unit))
    expect(refused).toMatchObject({ status: 409, body: { code: 'INTERLOCK_WEAKENED' } })
    expect(await valveBoard(box)).toEqual(unit)
    const { waiting } = (await box.get<Waiting>('/api/interlock-changes')).body
    expect(waiting).toMatchObject([{ source: 'by-hand' }])
    expect(waiting[0]?.weakened).toContainEqual({ key: SHUT_OFF, device: 'main-gas-valve' })
    const stranger = await fetch(`${box.url}/api/interlock-changes/by-hand`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ confirm: true, reason: '改线' }),
    })
    expect(stranger.status).toBe(401)
    await box.send('POST', '/api/interlock-changes/by-hand', {
      confirm: true,
      reason: '阀门换成常开型',
      by: 'manager-1',
    })
    expect((await valveBoard(box)).params).toMatchObject({ 'closed-coil-1': 'on' })
    const word = { by: 'manager-1', reason: '阀门换成常开型' }
    expect(await events(box)).toContainEqual(
      expect.objectContaining({ event: 'interlock-change-confirmed', data: expect.objectContaining(word) }),
    )
    expect((await box.get<Waiting>('/api/interlock-changes')).body.waiting).toEqual([])
  })

  it('by flows changes nothing at all, and is confirmed or dismissed at the box', async () => {
    const { box, gateway, folder } = await stove()
    const token = readFileSync(join(folder, 'box/secrets/flow-token'), 'utf8').trim()
    const peer = await welcomed({ url: gateway.address, token })
    const { buses, units } = await registry(box)
    const safety = buses.filter(({ id }: Bus) => id === units.find((unit) => unit.id === 'valve-board')?.bus)
    const snapshot = {
      revision: 'flows-1',
      generation: 1,
      buses: safety,
      units: [turnedRound(await valveBoard(box))],
      devices: [],
    }
    peer.say({ type: 'snapshot', ref: 'deploy', snapshot })
    expect(await peer.hear('error')).toMatchObject({ ref: 'deploy', code: 'INTERLOCK_WEAKENED' })
    expect((await valveBoard(box)).params ?? {}).not.toHaveProperty('closed-coil-1')
    await box.send('POST', '/api/interlock-changes/peer', { confirm: false, reason: '误改', by: 'manager-1' })
    expect(
      (await box.send<Waiting>('POST', '/api/interlock-changes/peer', { confirm: true, reason: '再试' })).body.code,
    ).toBe('INTERLOCK_NOTHING_WAITS')
    peer.close()
  })

  it('is not one that only adds, or that touches no input or output', async () => {
    const { box } = await stove()
    const { buses } = await registry(box)
    const line = { ...(buses[0] as Bus), id: 'spare-line', name: '备用' }
    expect((await box.send('PUT', '/api/buses/spare-line', line)).status).toBe(200)
  })
})
