import { setTimeout as pause } from 'node:timers/promises'
import type { Registry } from '@zaojun/core'
import { loadCatalogue } from '@zaojun/device-profiles'
import { describe, expect, it } from 'vitest'
import { Consents } from '../../src/gateway/consents.ts'
import { PersonalRetention } from '../../src/gateway/personal-retention.ts'
import { Pseudonyms } from '../../src/gateway/pseudonyms.ts'
import { UnitEvents } from '../../src/gateway/unit-events.ts'
import { openTestLedger, TestTime, temporaryFolder } from '../harness/ledger.ts'

const catalogue = loadCatalogue()
const DAY_MS = 86_400_000
const PURPOSE = 'personal-nutrition-advice'
const REGISTRY: Registry = {
  revision: 1,
  site: { name: 'test', timeZone: 'Asia/Shanghai' },
  zones: [],
  buses: [{ id: 'push', name: 'push', transport: 'http' }],
  units: [
    { id: 'scale', bus: 'push', profile: 'zaojun-contract-body-composition-http', address: 'bc-1' },
    { id: 'terminal', bus: 'push', profile: 'hikvision-minmoe', address: 'mac' },
  ],
  devices: [
    {
      id: 'body-scale',
      kind: 'body-composition',
      name: 'scale',
      zone: 'entrance',
      points: { 'device-ready': { unit: 'scale', channel: 'device-ready' } },
      state: 'active',
    },
    {
      id: 'checks',
      kind: 'morning-check',
      name: 'checks',
      zone: 'entrance',
      points: { 'device-ready': { unit: 'terminal', channel: 'device-ready' } },
      state: 'active',
    },
  ],
}
const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1])
const WEIGHED = { unit: 'scale', event: 'person-weighed', fields: { person: '88012', weight: 68.4 }, pictures: [] }
const CHECKED = {
  unit: 'terminal',
  event: 'person-checked',
  fields: { person: '1001', 'body-temperature': 36.4 },
  pictures: [],
}

async function open(folder = temporaryFolder('personal'), time = new TestTime()) {
  const { ledger, clock, opened, committed, report } = await openTestLedger(folder, time)
  const pseudonyms = new Pseudonyms(folder)
  const consents = new Consents(ledger, clock, opened.meta)
  const parts = {
    ledger,
    clock,
    catalogue,
    registry: () => REGISTRY,
    pseudonyms,
    consents,
    signsOn: () => false,
    onDetails() {},
    onWritten() {},
  }
  const retention = new PersonalRetention({ ledger, clock, report, onErased: () => {} })
  return { folder, time, ledger, consents, pseudonyms, retention, committed, events: new UnitEvents(parts) }
}
const kept = async (ledger: Awaited<ReturnType<typeof open>>['ledger']) =>
  (await ledger.read('parts', { limit: 100 })).map(({ value }) => JSON.parse(value))

describe('people in events', () => {
  it('are the same pseudonym after a restart, another one on another box', async () => {
    const folder = temporaryFolder('personal')
    const [first, again, other] = [new Pseudonyms(folder), new Pseudonyms(folder), new Pseudonyms(temporaryFolder('p'))]
    expect(first.of('1001')).toMatch(/^p-[0-9a-f]{16}$/)
    expect(again.of('1001')).toBe(first.of('1001'))
    expect(other.of('1001')).not.toBe(first.of('1001'))
    expect(first.of('1001')).not.toBe(first.of('1002'))
  })

  it('keep their consent over a restart', async () => {
    const { folder, consents, pseudonyms, ledger, time } = await open()
    const person = pseudonyms.of('88012')
    await consents.give({ person, purpose: PURPOSE, granted: true, by: 'manager' })
    await ledger.stop()
    const second = await open(folder, time)
    expect(second.consents.all()).toEqual([{ person, purpose: PURPOSE, granted: true, by: 'manager', at: time.wall() }])
    await second.events.take(WEIGHED)
    expect(new Set(await kept(second.ledger))).toEqual(new Set(['88012', 68.4]))
  })

  it('are forgotten also where the consent is withdrawn while the event is being written', async () => {
    const { events, consents, pseudonyms, ledger } = await open()
    const word = { person: pseudonyms.of('88012'), purpose: PURPOSE, by: 'manager' }
    await consents.give({ ...word, granted: true })
    const writing = events.take(WEIGHED)
    const withdrawing = consents.give({ ...word, granted: false })
    await Promise.all([writing, withdrawing])
    expect(await kept(ledger)).toEqual([])
  })

  it('whose time is over are erased, and the ledger says how much', async () => {
    const { events, retention, ledger, time, committed } = await open()
    await events.take({ ...CHECKED, key: '7' })
    await ledger.write('keepAttachment', {
      bytes: JPEG,
      mediaType: 'image/jpeg',
      at: time.wall(),
      keeping: { purpose: 'access-control', days: 30 },
    })
    time.pass(30 * DAY_MS)
    expect(await retention.eraseDue()).toBe(1)
    time.pass(700 * DAY_MS)
    expect(await retention.eraseDue()).toBe(2)
    expect(await retention.eraseDue()).toBe(0)
    expect(await kept(ledger)).toEqual([])
    const said = committed.filter((entry) => entry.type === 'event' && entry.event === 'personal-data-expired')
    expect(said).toMatchObject([{ data: { parts: 0, attachments: 1 } }, { data: { parts: 2, attachments: 0 } }])
  })

  it('are not erased by a box that does not know the time', async () => {
    const time = new TestTime()
    time.wall = () => 0
    const { events, retention, ledger } = await open(temporaryFolder('personal'), time)
    await events.take(CHECKED)
    expect(await retention.eraseDue()).toBe(0)
    expect((await ledger.read('parts', { limit: 10 })).length).toBe(0)
  })

  it('are counted once where a unit sends again, and twice where it counts anew', async () => {
    const { events, committed } = await open()
    const times = [Date.UTC(2026, 10, 23), Date.UTC(2026, 10, 23), Date.UTC(2026, 10, 24)]
    await Promise.all(times.map((deviceTime) => events.take({ ...CHECKED, key: '1', deviceTime })))
    await pause(5)
    expect(committed.map((entry) => ('deviceTime' in entry ? entry.deviceTime : 0))).toEqual([times[0], times[2]])
  })

  it('of a unit without a device, or on a bus that is gone, are refused: the unit keeps them', async () => {
    const { events } = await open()
    await expect(events.take({ ...CHECKED, unit: 'nobody' })).rejects.toMatchObject({
      code: 'EVENT_NOWHERE',
      status: 503,
    })
  })

  it('are not in an event the kind does not know', async () => {
    const { events, committed, ledger } = await open()
    await events.take({ ...CHECKED, event: 'person-passed' })
    await events.take({ ...CHECKED, fields: { person: '1001', name: '王小明', 'body-temperature': 36.4 } })
    expect(committed).toHaveLength(1)
    expect(JSON.stringify(committed)).not.toContain('王小明')
    expect((await kept(ledger)).toSorted()).toEqual(['1001', 36.4].toSorted())
  })
})
