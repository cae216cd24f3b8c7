import { setTimeout as pause } from 'node:timers/promises'
import { crcOf } from '@zaojun/device-profiles/hj212/crc'
import { stampOf } from '@zaojun/device-profiles/hj212/time'
import { describe, expect, it } from 'vitest'
import { Hj212Driver } from '../../src/drivers/hj212/hj212-driver.ts'
import { type Call, dialRig, hurried } from './dial-rig.ts'
import { eventually, rigOf } from './rig.ts'

const MN = '010000A8900016F000169DC0'
const fume = [{ id: 'hood', profile: 'hj212-fume-2017', address: MN }]
const secrets = { 'unit.hood': '123456' }

type Said = { qn?: string; cn?: string; mn?: string; password?: string; flag?: number; more?: string; st?: string }
function packet(cp: string, said: Said = {}): string {
  const { qn = stampOf(Date.now(), '+08:00', true), cn = '2011', mn = MN, password = '123456', flag = 5 } = said
  const data = `QN=${qn};ST=${said.st ?? '31'};CN=${cn};PW=${password};MN=${mn};Flag=${flag};${said.more ?? ''}CP=&&${cp}&&`
  return `##${String(data.length).padStart(4, '0')}${data}${crcOf(Buffer.from(data))}\r\n`
}
const at = (ms = Date.now()): string => `DataTime=${stampOf(ms, '+08:00')}`
const acks = (call: Call): string[] =>
  [...call.heard.toString().matchAll(/QN=([0-9]+);[^#]*CN=(90[0-9]{2})/g)].map(([, qn, cn]) => `${cn} ${qn}`)

describe('a simulated logger over HJ 212', () => {
  it('[S10.6] gives fume, hydrocarbons, fan and purifier, and is acknowledged', async () => {
    const { simulator, ear } = await rigOf('hj-212', fume, { catalogue: hurried(100) })
    simulator.set('hood', 'fume', 1.25)
    simulator.set('hood', 'fan-on', false)
    const heard = await ear.sample('fume', ({ value }) => value === 1.25)
    expect(heard.quality).toBe('good')
    expect(Math.abs((heard.deviceTime ?? 0) - Date.now())).toBeLessThan(60_000)
    expect((await ear.sample('fan-on', ({ value }) => value === false)).quality).toBe('good')
    expect(ear.samples.findLast(({ channel }) => channel === 'purifier-on')?.value).toBe(true)
  })

  it('[D14] gives the purifier to a device of its own', async () => {
    const { simulator, ear } = await rigOf('hj-212', fume, { catalogue: hurried(100) })
    simulator.set('hood', 'purifier-on', false)
    expect((await ear.sample('purifier-on', ({ value }) => value === false)).quality).toBe('good')
  })

  it('[D15] gives pH, COD, ammonia and flow of kitchen sewage', async () => {
    const { simulator, ear } = await rigOf('hj-212', [{ id: 'pit', profile: 'hj212-sewage-2017', address: 'P1' }], {
      catalogue: hurried(100),
    })
    simulator.set('pit', 'ph', 6.4)
    simulator.set('pit', 'flow', 7.2)
    await ear.sample('ph', ({ value }) => value === 6.4)
    const flow = await ear.sample('flow', ({ value }) => value === 7.2)
    expect(flow.quality).toBe('good')
    simulator.set('pit', 'cod', null)
    expect(await ear.sample('cod', ({ quality }) => quality === 'bad')).toMatchObject({ reason: 'unit-fault' })
  })

  it('[S10.6] of another dialect, without checksum and with a log-in, gives the same points', async () => {
    const { simulator, ear } = await rigOf('hj-212', [{ id: 'hood', profile: 'hj212-fume-ga', address: '5206' }], {
      catalogue: hurried(100),
    })
    simulator.set('hood', 'particulates', 4.5)
    await ear.sample('particulates', ({ value }) => value === 4.5)
    expect(ear.samples.findLast(({ channel }) => channel === 'fan-on')?.value).toBe(true)
  })

  it('keeps what it could not send, and it comes as told late at its own time', async () => {
    const { simulator, ear } = await rigOf('hj-212', fume, { catalogue: hurried(1100) })
    await ear.sample('fume')
    simulator.set('hood', 'fume', 9.5)
    simulator.inject('hood', 'late')
    // Its times have seconds, no less.
    await pause(1300)
    simulator.set('hood', 'fume', 1.5)
    const late = await ear.sample('fume', ({ value }) => value === 9.5, 0)
    const live = await ear.sample('fume', ({ value }) => value === 1.5, 0)
    expect(late.late).toBe(true)
    expect(live.late).toBeUndefined()
    expect(late.deviceTime ?? 0).toBeLessThan(live.deviceTime ?? 0)
  })

  it('tells of the hour that is over as an event, on disk before it is acknowledged', async () => {
    const { simulator, ear } = await rigOf('hj-212', fume)
    await ear.reaches('hood', 'online', 0)
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000
    simulator.tell('hood', 'period-reported', { period: 'hour', fume: 0.9, 'highest-fume': 1.7, at: hour })
    const told = await ear.until(() => ear.events[0])
    expect(told).toMatchObject({
      event: 'period-reported',
      fields: { period: 'hour', fume: 0.9, 'highest-fume': 1.7 },
      deviceTime: hour,
    })
  })

  it.each(['wrong-checksum', 'half-frame', 'garbage', 'wrong-unit'] as const)(
    'that sends a %s is heard again with the next report',
    async (fault) => {
      const { simulator, ear, driver } = await rigOf('hj-212', fume, { catalogue: hurried(100) })
      await ear.sample('fume')
      simulator.inject('hood', fault)
      simulator.set('hood', 'fume', 3.25)
      await ear.sample('fume', ({ value }) => value === 3.25)
      const code = fault === 'wrong-unit' ? 'unknown-unit' : fault
      await eventually(() => fault === 'half-frame' || (driver.stats().errors[code] ?? 0) > 0)
    },
  )
})

describe('the platform’s side of HJ 212', () => {
  it('acknowledges only what asks for it, and only once what it tells is on disk', async () => {
    const { promise: written, resolve: write } = Promise.withResolvers<void>()
    let events = 0
    const onEvent = () => {
      events++
      return written
    }
    const { call } = await dialRig('hj-212', fume, { secrets, context: { onEvent } })
    const logger = await call()
    logger.say(packet(`${at()};a34041-Rtd=1.5`, { qn: '20261123120000001', flag: 4 }))
    logger.say(packet(`${at(Date.now() - 3_600_000)};a34041-Avg=1.5`, { qn: '20261123120000002', cn: '2061' }))
    await eventually(() => events === 1)
    expect(acks(logger)).toEqual([])
    write()
    await logger.until(() => acks(logger).length > 0)
    expect(acks(logger)).toEqual(['9014 20261123120000002'])
  })

  it('does not acknowledge what the ledger could not take, so that it comes again', async () => {
    let times = 0
    const context = {
      onEvent: () => (times++ === 0 ? Promise.reject(new Error('disk full')) : Promise.resolve()),
    }
    const { call, errors } = await dialRig('hj-212', fume, { secrets, context })
    const logger = await call()
    const minute = packet(`${at(Date.now() - 600_000)};a34041-Avg=1`, { qn: '20261123120000003', cn: '2051' })
    logger.say(minute)
    await eventually(() => errors()['not-recorded'] === 1)
    expect(acks(logger)).toEqual([])
    logger.say(minute)
    await logger.until(() => acks(logger).length === 1)
  })

  it('takes a packet that comes again because its answer was lost only once, and answers it again', async () => {
    const { call, ear, errors } = await dialRig('hj-212', fume, { secrets })
    const first = await call()
    const report = packet(`${at()};a34041-Rtd=2.5`)
    first.say(report)
    await first.until(() => acks(first).length === 1)
    const second = await call()
    second.say(report)
    await second.until(() => acks(second).length === 1)
    expect(ear.samples.filter(({ channel }) => channel === 'fume')).toHaveLength(1)
    expect(errors().repeated).toBe(1)
  })

  it('refuses a wrong password, an unknown name and, without any password set, everybody', async () => {
    const { call, ear, driver } = await dialRig('hj-212', fume, { secrets })
    const logger = await call()
    logger.say(packet(`${at()};a34041-Rtd=2.5`, { password: '654321' }))
    logger.say(packet(`${at()};a34041-Rtd=2.5`, { mn: 'STRANGER01' }))
    await eventually(() => (driver.stats().errors['unknown-unit'] ?? 0) > 0)
    expect(driver.stats()).toMatchObject({
      errors: { 'wrong-password': 1, 'unknown-unit': 1 },
      strangers: [{ address: 'STRANGER01' }],
    })
    expect(ear.samples).toEqual([])
    expect(acks(logger)).toEqual([])

    const open = await dialRig('hj-212', fume)
    const other = await open.call()
    other.say(packet(`${at()};a34041-Rtd=2.5`))
    await eventually(() => open.errors()['wrong-password'] === 1)
  })

  it('ends a connection that tries passwords', async () => {
    const { call, errors } = await dialRig('hj-212', fume, { secrets })
    const guesser = await call()
    for (let n = 0; n < 5; n++) guesser.say(packet(`${at()};a34041-Rtd=1`, { password: `guess${n}` }))
    await guesser.until(() => guesser.closed)
    expect(errors()['wrong-password']).toBeGreaterThanOrEqual(5)
  })

  it('never shows a password in the trace', async () => {
    const { call, driver, ear } = await dialRig('hj-212', fume, { secrets: { 'unit.hood': 'S3cret' } })
    const logger = await call()
    logger.say(packet(`${at()};a34041-Rtd=2.5`, { password: 'S3cret' }))
    logger.say(packet(`${at()};a34041-Rtd=2.5`, { password: 'Wr0ng' }))
    await ear.sample('fume', () => true, 0)
    await eventually(() => (driver.stats().errors['wrong-password'] ?? 0) > 0)
    const text = driver
      .trace('hood')
      .map(({ hex }) => Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1'))
      .join()
    expect(text).toContain('a34041')
    expect(text).toContain('CN=9014')
    expect(text).not.toMatch(/S3cret|Wr0ng/)
  })

  it('reads a stream chopped into single bytes, with garbage and half packets in between', async () => {
    const { call, ear, errors } = await dialRig('hj-212', fume, { secrets })
    const logger = await call()
    const stream = `noise##12${packet(`${at()};a34041-Rtd=4.5`).slice(0, 50)}${packet(`${at()};a34041-Rtd=5.5`)}`
    await logger.chop(Buffer.from(stream), 7)
    expect((await ear.sample('fume', () => true, 0)).value).toBe(5.5)
    expect(errors()).toMatchObject({ 'half-frame': 1 })
  })

  it('puts a split message together whatever the order of its packets, as one event', async () => {
    const { call, ear } = await dialRig('hj-212', fume, { secrets })
    const logger = await call()
    const minute = at(Date.now() - 600_000)
    const part = (pno: number, cp: string) =>
      packet(`${minute};${cp}`, { qn: '20261123120000009', cn: '2051', flag: 7, more: `PNUM=3;PNO=${pno};` })
    logger.say(part(3, 'a24088-Avg=4.4'), part(1, 'a34041-Avg=0.9'))
    logger.say(part(2, 'a34013-Avg=3.1'))
    const told = await ear.until(() => ear.events[0])
    expect(told.fields).toEqual({ period: 'minute', fume: 0.9, particulates: 3.1, nmhc: 4.4 })
    await logger.until(() => acks(logger).length === 3)
    expect(ear.events).toHaveLength(1)
  })

  it('takes a packet whose sender waits for an answer before it sends the next', async () => {
    const { call, ear } = await dialRig('hj-212', fume, { secrets })
    const logger = await call()
    const minute = at(Date.now() - 600_000)
    const part = (pno: number, cp: string) =>
      packet(`${minute};${cp}`, { qn: '20261123120000010', cn: '2051', flag: 7, more: `PNUM=2;PNO=${pno};` })
    logger.say(part(1, 'a34041-Avg=0.9'))
    logger.say(part(1, 'a34041-Avg=0.9'))
    await logger.until(() => acks(logger).length === 1)
    expect(ear.events[0]?.fields).toEqual({ period: 'minute', fume: 0.9 })
    expect(ear.events[0]?.key).toContain('1 of 2')
  })

  it('lets several loggers share a connection', async () => {
    const two = [...fume, { id: 'second', profile: 'hj212-fume-sb7-sb8', address: 'B2' }]
    const { call, ear } = await dialRig('hj-212', two, { secrets: { 'bus.road': '123456' } })
    const logger = await call()
    logger.say(packet(`${at()};a34041-Rtd=1`), packet(`${at()};a34041-Rtd=2`, { mn: 'B2' }))
    await eventually(() => ear.samples.some(({ unit }) => unit === 'second'))
    const fumes = ear.samples.filter(({ channel }) => channel === 'fume')
    expect(fumes.map(({ unit, value }) => [unit, value])).toEqual([
      ['hood', 1],
      ['second', 2],
    ])
  })

  it('sets the clock of a logger that asks for the time, and of no other', async () => {
    const { call, driver } = await dialRig('hj-212', fume, { secrets })
    const logger = await call()
    logger.say(packet('PolId=a34041', { cn: '1013', qn: '20261123120000020' }))
    const set = await logger.until(
      () => /CN=1012;[^#]*SystemTime=([0-9]{14})/.exec(logger.heard.toString()) ?? undefined,
    )
    expect(acks(logger)).toContain('9013 20261123120000020')
    expect(set[0]).toContain('PolId=a34041')
    expect(set[1]?.slice(0, 10)).toBe(stampOf(Date.now(), '+08:00').slice(0, 10))
    logger.say(
      packet('QnRtn=1', { cn: '9011', st: '91', flag: 4 }),
      packet('ExeRtn=1', { cn: '9012', st: '91', flag: 4 }),
    )
    await eventually(() => driver.stats().units[0]?.answers === 3)
    expect(await driver.command({ unit: 'hood', channel: 'fume', command: 'set-clock' })).toEqual({
      result: 'refused',
      reason: 'not-writable',
    })
  })

  it('gives what was measured before a loss as told late, by when it was sent and what was newer', async () => {
    const { call, ear } = await dialRig('hj-212', fume, { secrets })
    const logger = await call()
    logger.say(packet(`${at()};a34041-Rtd=1`))
    logger.say(packet(`${at(Date.now() - 20 * 60_000)};a34041-Rtd=2`))
    logger.say(packet(`${at(Date.now() - 10_000)};a34041-Rtd=3`))
    await eventually(() => ear.samples.filter(({ channel }) => channel === 'fume').length === 3)
    const fumes = ear.samples.filter(({ channel }) => channel === 'fume')
    expect(fumes.map(({ value, late }) => [value, late])).toEqual([
      [1, undefined],
      [2, true],
      [3, true],
    ])
  })
})

describe('a flood over HJ 212', () => {
  it('of garbage ends its connection, and the units on others do not notice', async () => {
    const { call, ear, errors } = await dialRig('hj-212', fume, { secrets })
    const [flood, logger] = [await call(), await call()]
    flood.say(Buffer.alloc(200_000, 0x23))
    await flood.until(() => flood.closed)
    logger.say(packet(`${at()};a34041-Rtd=1`))
    await ear.sample('fume', () => true, 0)
    expect(errors()['garbage-flood']).toBe(1)
  })

  it('of connections makes strangers give way, never a unit that proved itself', async () => {
    const { call, errors, ear } = await dialRig('hj-212', fume, {
      secrets,
      make: (bus, catalogue, context) => new Hj212Driver(bus, catalogue, context, { connections: 3 }),
    })
    const logger = await call()
    logger.say(packet(`${at()};a34041-Rtd=1`))
    await ear.sample('fume', () => true, 0)
    const strangers = [await call(), await call(), await call(), await call()]
    await strangers[1]?.until(() => strangers[1]?.closed)
    expect(strangers.map(({ closed }) => closed)).toEqual([true, true, false, false])
    expect(logger.closed).toBe(false)
    expect(errors()['stranger-made-room']).toBe(2)
  })

  it('of silence ends what nobody proved', async () => {
    const { call, errors } = await dialRig('hj-212', fume, {
      secrets,
      make: (bus, catalogue, context) => new Hj212Driver(bus, catalogue, context, { strangerMs: 50 }),
    })
    const stranger = await call()
    await stranger.until(() => stranger.closed)
    expect(errors()['no-login']).toBe(1)
  })
})
