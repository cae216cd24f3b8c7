import type { Static } from 'typebox'
import { describe, expect, it } from 'vitest'
import type { InterlockRow } from '../../src/api/schemas.ts'
import { type Caller, startBox, startUnits } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Row = Static<typeof InterlockRow>
type Rows = { interlocks: Row[] }
type Entry = { type: string; event?: string; device?: string; command?: string; result?: string; by?: string }
const SHUT_OFF = 'gas-level-2.cooking'
const SAFE = 2
const LEVEL_1 = 30
const LEVEL_2 = 60

/** Stove, siren and valves on real wires, each unit asked five times a second. */
async function stove(folder = temporaryFolder('interlocks')) {
  const simulator = await startUnits('gas-detector', 'valve-board', 'siren-switch', 'range-controller')
  const started = await startBox(folder, { simulator })
  const gas = (lel: number) => simulator.set('gas-detector', 'combustible-gas', lel)
  const reads = (unit: string, channel: string) => simulator.unit(unit).value(channel)
  gas(SAFE)
  await started.box.until<{ latest: { device: string; value: unknown }[] }, true>('/api/home', ({ latest }) =>
    ['stove-gas', 'main-gas-valve', 'gas-siren'].every((id) =>
      latest.some((row) => row.device === id && row.value !== null),
    ),
  )
  return { ...started, simulator, folder, gas, reads }
}

const until = (box: Caller, key: string, is: (row: Row) => boolean) =>
  box.until<Rows, Row>('/api/interlocks', ({ interlocks }) => interlocks.find((row) => row.key === key && is(row)))
const tripped = (box: Caller, key = SHUT_OFF) =>
  until(box, key, ({ state, targets }) => state === 'tripped' && targets.every(({ shown }) => shown))
const act = (box: Caller, key: string, verb: string, body: object = {}) =>
  box.send<Row & { code: string }>('POST', `/api/interlocks/${key}/${verb}`, body)
const events = async (box: Caller) =>
  (await box.get<{ entries: Entry[] }>('/api/entries?types=event&limit=5000')).body.entries
    .map(({ event = '' }) => event)
    .filter((event) => event.startsWith('interlock-'))

describe('gas', () => {
  it('[S10.5] at level 2 closes every valve of the room, puts burners out, and stays so until it is reset by hand', async () => {
    const { box, gas, reads } = await stove()
    gas(LEVEL_2)
    const row = await tripped(box)
    expect(row).toMatchObject({
      latching: true,
      trip: { device: 'stove-gas', point: 'combustible-gas', value: LEVEL_2 },
    })
    expect(reads('valve-board', 'valve-1-closed')).toBe(true)
    expect((await act(box, SHUT_OFF, 'reset', { by: 'manager-1' })).body.code).toBe('INTERLOCK_CAUSE')
    gas(SAFE)
    await until(box, 'gas-level-1.cooking', ({ state }) => state === 'ready')
    expect((await until(box, SHUT_OFF, () => true)).state).toBe('tripped')
    expect((await act(box, SHUT_OFF, 'reset', { by: 'manager-1' })).body.state).toBe('ready')
    expect(await events(box)).toEqual(expect.arrayContaining(['interlock-tripped', 'interlock-reset']))
  })

  it('[D17] at level 1 sounds the siren, and only that; it ends with the gas', async () => {
    const { box, gas, reads } = await stove()
    gas(LEVEL_1)
    await tripped(box, 'gas-level-1.cooking')
    expect(reads('siren-switch', 'switched-on')).toBe(true)
    expect((await until(box, SHUT_OFF, () => true)).state).toBe('ready')
    gas(SAFE)
    await box.until<object, true>('/api/interlocks', () => reads('siren-switch', 'switched-on') === false)
  })

  it('stays shut off over a restart, and closes again what was opened by hand', async () => {
    const { box, gas, gateway, folder, simulator } = await stove()
    gas(LEVEL_2)
    await tripped(box)
    await gateway.stop()
    gas(SAFE)
    simulator.set('valve-board', 'valve-1-closed', false)
    simulator.set('valve-board', 'relay-1-on', true)
    const again = await startBox(folder)
    await tripped(again.box)
    expect(simulator.unit('valve-board').value('valve-1-closed')).toBe(true)
  })
})

describe('an interlock', () => {
  it('calls people when its orders do not show', async () => {
    const { box, gas, simulator } = await stove()
    simulator.kill('valve-board')
    gas(LEVEL_2)
    type Alarms = { alarms: { rule: string; active: boolean; severity: string }[] }
    const alarm = await box.until<Alarms, object>('/api/alarms', ({ alarms }) =>
      alarms.find(({ rule, active }) => rule === 'interlock-unconfirmed' && active),
    )
    expect(alarm).toMatchObject({ severity: 'critical' })
  })

  it('in test says what it would do and does nothing; that it is weakened stands as an alarm', async () => {
    const { box, gas, reads } = await stove()
    const decision = { mode: 'test', reason: '年检', by: 'manager-1' }
    const { body } = await box.send<Row>('PUT', `/api/interlocks/${SHUT_OFF}/mode`, decision)
    expect(body).toMatchObject({ mode: 'test', decision })
    gas(LEVEL_2)
    await box.until<{ entries: Entry[] }, true>('/api/entries?types=event&limit=5000', ({ entries }) =>
      entries.some(({ event }) => event === 'interlock-would-trip'),
    )
    expect(reads('valve-board', 'valve-1-closed')).toBe(false)
    const { alarms } = (await box.get<{ alarms: { rule: string }[] }>('/api/alarms')).body
    expect(alarms.map(({ rule }) => rule)).toContain('interlock-weakened')
  })

  it('is proved by a test that acts for real and says how long each target took', async () => {
    const { box } = await stove()
    const { body } = await act(box, SHUT_OFF, 'proof-test', { by: 'installer-1' })
    expect(body).toMatchObject({ by: 'installer-1', targets: { 'main-gas-valve': expect.any(Number) } })
    expect((await act(box, SHUT_OFF, 'reset')).body.state).toBe('ready')
  })

  it('that asks for what only the site knows is off until it is armed', async () => {
    const { box } = await stove()
    const { body } = await box.get<Rows>('/api/interlocks')
    const optional = body.interlocks.filter((row) => row.optional)
    expect(optional.map(({ mode }) => mode)).toEqual(['off', 'off'])
    expect((await act(box, 'nothing.cooking', 'reset')).body.code).toBe('INTERLOCK_UNKNOWN')
  })
})

describe('an unattended fire', () => {
  it('[S10.3] counts down, is held by whoever is there, and is put out when nobody is', async () => {
    const { box, simulator, reads } = await stove()
    const key = 'fire-unattended.wok-burner'
    simulator.set('range-controller', 'flame-on', true)
    simulator.set('range-controller', 'unattended', 200)
    const counting = await until(box, key, ({ state }) => state === 'counting')
    expect(counting.remaining).toBeGreaterThan(20)
    expect((await act(box, key, 'hold', {})).body).toMatchObject({ state: 'held' })
    simulator.set('range-controller', 'unattended', 0)
    await until(box, key, ({ state }) => state === 'ready')
    expect(reads('range-controller', 'flame-on')).toBe(true)
  })
})
