import { setTimeout as pause } from 'node:timers/promises'
import { ZaojunError } from '@zaojun/core'
import { wordAt } from '@zaojun/device-profiles/jt808/bytes'
import { writeBatch } from '@zaojun/device-profiles/jt808/location'
import { type Message, splitMessage, writeMessage } from '@zaojun/device-profiles/jt808/message'
import { DOWN, readResend } from '@zaojun/device-profiles/jt808/platform'
import { UP, writeAck, writeAuthentication, writeMedia, writeParameters } from '@zaojun/device-profiles/jt808/terminal'
import { describe, expect, it } from 'vitest'
import { Jt808Driver, type Jt808Timing } from '../../src/drivers/jt808/jt808-driver.ts'
import { dialRig, hurried } from './dial-rig.ts'
import { PHONE, somewhere, Terminal } from './jt808-terminal.ts'
import { eventually, rigOf } from './rig.ts'

const van = [{ id: 'van', profile: 'jt808-2013', address: PHONE }]
const cold = [{ id: 'van', profile: 'zaojun-contract-vehicle-recorder-jt808', address: PHONE }]
const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 3000 }, (_, n) => n & 0xff)])

const quick =
  (timing: Jt808Timing) =>
  (...given: ConstructorParameters<typeof Jt808Driver>) =>
    new Jt808Driver(given[0], given[1], given[2], {}, timing)

describe('a simulated vehicle over JT/T 808', () => {
  it.each(['jt808-2013', 'jt808-2019', 'aiporto-g10ls', 'zaojun-contract-vehicle-recorder-jt808'])(
    '[D25] of the model %s registers, proves itself and tells where it is',
    async (profile) => {
      const { simulator, ear } = await rigOf('jt-808', [{ id: 'van', profile, address: PHONE }], {
        catalogue: hurried(100),
      })
      simulator.set('van', 'latitude', 31.5)
      simulator.set('van', 'longitude', 121.25)
      simulator.set('van', 'speed', 42.5)
      const latitude = await ear.sample('latitude', ({ value }) => value === 31.5)
      expect(Math.abs((latitude.deviceTime ?? 0) - Date.now())).toBeLessThan(60_000)
      await ear.sample('speed', ({ value }) => value === 42.5, 0)
      expect(ear.samples.findLast(({ channel }) => channel === 'longitude')?.value).toBe(121.25)
    },
  )

  it('[S13.6] tells the temperature and humidity of its compartment, below zero too, and a missing probe as missing', async () => {
    const { simulator, ear } = await rigOf('jt-808', cold, { catalogue: hurried(100) })
    simulator.set('van', 'compartment-temperature-1', -18.5)
    simulator.set('van', 'compartment-temperature-2', null)
    simulator.set('van', 'relative-humidity', 71.5)
    await ear.sample('compartment-temperature-1', ({ value }) => value === -18.5)
    await ear.sample('relative-humidity', ({ value }) => value === 71.5, 0)
    const missing = await ear.sample('compartment-temperature-2', ({ quality }) => quality === 'bad', 0)
    expect(missing).toMatchObject({ value: null, reason: 'not-connected' })
  })

  it('[S13.7] drives a route: every place comes with the time it was there', async () => {
    const { simulator, ear } = await rigOf('jt-808', van, { catalogue: hurried(60) })
    for (const latitude of [31.1, 31.2, 31.3]) {
      const setOut = Math.floor(Date.now() / 1000) * 1000
      simulator.set('van', 'latitude', latitude)
      const { deviceTime } = await ear.sample('latitude', ({ value, late }) => value === latitude && !late)
      expect(deviceTime).toBeGreaterThanOrEqual(setOut)
      expect(deviceTime).toBeLessThanOrEqual(Date.now())
    }
  })

  it('[S13.8] tells that its door was opened, and that it was unlawful', async () => {
    const { simulator, ear } = await rigOf('jt-808', van, { catalogue: hurried(100) })
    await ear.sample('door-open', ({ value }) => value === false)
    simulator.set('van', 'door-open', true)
    simulator.set('van', 'door-alarm', true)
    expect((await ear.sample('door-open', ({ value }) => value === true)).quality).toBe('good')
    await ear.sample('door-alarm', ({ value }) => value === true, 0)
  })

  it('[S13.8] sends the picture of an opened door in packets, the lost one again', async () => {
    const { simulator, ear } = await rigOf('jt-808', van)
    await ear.sample('latitude')
    simulator
      .unit('van')
      .tell({ event: 'picture-taken', fields: { cause: 'door-opened', camera: 2 }, pictures: [JPEG] })
    const told = await ear.until(() => ear.events[0])
    expect(told).toMatchObject({ event: 'picture-taken', fields: { cause: 'door-opened', camera: 2 } })
    expect(Buffer.compare(told.pictures[0]?.bytes ?? Buffer.alloc(0), JPEG)).toBe(0)
  })

  it('[S13.7] uploads what it stored without coverage, which comes at its own time and never as new', async () => {
    const { simulator, ear } = await rigOf('jt-808', van, { catalogue: hurried(1100) })
    await ear.sample('latitude')
    simulator.set('van', 'latitude', 30.5)
    simulator.inject('van', 'late')
    await pause(1300)
    simulator.set('van', 'latitude', 31.5)
    const live = await ear.sample('latitude', ({ value }) => value === 31.5)
    const stored = await ear.sample('latitude', ({ value }) => value === 30.5, 0)
    expect([stored.late, live.late]).toEqual([true, undefined])
    expect(stored.deviceTime ?? 0).toBeLessThan(live.deviceTime ?? 0)
  })

  it('[S13.8] sends a picture again that could not be recorded', async () => {
    const { simulator, ear } = await rigOf('jt-808', van)
    await ear.sample('latitude')
    const { onEvent } = ear.context
    let refused = 0
    ear.context.onEvent = async (event) => {
      if (refused++ === 0) throw new ZaojunError('LEDGER_FULL', 503, 'full')
      return onEvent(event)
    }
    simulator.unit('van').tell({ event: 'picture-taken', fields: { cause: 'door-opened', camera: 1 } })
    const told = await ear.until(() => ear.events[0])
    expect([refused, told.event]).toEqual([2, 'picture-taken'])
  })

  it('shows a text and takes another report interval, read back', async () => {
    const { simulator, ear, driver } = await rigOf('jt-808', van)
    await ear.sample('latitude')
    const order = { unit: 'van', channel: 'latitude' }
    expect(await driver.command({ ...order, command: 'show-text', value: '请检查厢门' })).toEqual({
      result: 'accepted',
      reason: 'no-read-back',
    })
    expect(await driver.command({ ...order, command: 'set-report-interval', value: 30 })).toEqual({
      result: 'confirmed',
    })
    expect(await driver.command({ ...order, command: 'set-report-interval', value: 3 })).toMatchObject({
      reason: 'out-of-limits',
    })
    expect(await driver.command({ ...order, command: 'show-text', value: '' })).toMatchObject({
      reason: 'out-of-limits',
    })
    const text = simulator.unit('van').requests.find((request) => wordAt(request, 0) === DOWN.text)
    expect(Buffer.from(text ?? []).toString('hex')).toBe('83000cc7ebbcecb2e9cfe1c3c5')
  })

  it.each(['wrong-checksum', 'half-frame', 'garbage', 'wrong-unit'] as const)(
    'that sends a %s is heard again with the next report',
    async (fault) => {
      const { simulator, ear, driver } = await rigOf('jt-808', van, { catalogue: hurried(100) })
      await ear.sample('latitude')
      simulator.inject('van', fault)
      simulator.set('van', 'latitude', 32.5)
      await ear.sample('latitude', ({ value }) => value === 32.5)
      if (fault !== 'half-frame') await eventually(() => Object.keys(driver.stats().errors).length > 0)
    },
  )
})

describe('the platform’s side of JT/T 808', () => {
  it('refuses a number nobody knows, and shows the installer who knocked', async () => {
    const { call, driver } = await dialRig('jt-808', van)
    const stranger = new Terminal(await call(), '13900139000')
    expect(await stranger.register()).toBe(4)
    expect(await stranger.authenticate('x')).toBe(1)
    expect(driver.stats()).toMatchObject({
      errors: { 'unknown-unit': 2 },
      strangers: [{ address: '13900139000' }],
    })
  })

  it('takes nothing from a terminal that has not proved itself', async () => {
    const { call, ear, errors } = await dialRig('jt-808', van)
    const terminal = new Terminal(await call())
    expect(await terminal.result(terminal.say(UP.location, somewhere()))).toBe(1)
    await terminal.register()
    expect(await terminal.authenticate('a wrong code')).toBe(1)
    expect(await terminal.result(terminal.say(UP.location, somewhere()))).toBe(1)
    expect(ear.samples).toEqual([])
    expect(errors()).toMatchObject({ 'not-authenticated': 2, 'wrong-code': 1 })
  })

  it('keeps the code it gave, so that a terminal proves itself after a restart without registering', async () => {
    const kept = new Map<string, string>()
    const context = {
      keep: (name: string, secret: string) => void kept.set(name, secret),
      secret: (name: string) => kept.get(name),
    }
    const first = await dialRig('jt-808', van, { context })
    const { code } = await new Terminal(await first.call()).login()
    await first.driver.stop()
    const { call } = await dialRig('jt-808', van, { context })
    expect(await new Terminal(await call()).authenticate(code)).toBe(0)
    expect([...kept.keys()]).toEqual(['terminal.van'])
  })

  it('binds a number to the terminal that registered with it first', async () => {
    const { call, errors } = await dialRig('jt-808', van)
    await new Terminal(await call()).login()
    const other = new Terminal(await call())
    expect(await other.register('OTHER01')).toBe(3)
    expect(errors()['other-terminal']).toBe(1)
    const same = new Terminal(await call())
    expect(await same.register()).toBe(0)
  })

  it('takes a code that was set for the unit, and gives it out to nobody else', async () => {
    const { call } = await dialRig('jt-808', van, { secrets: { 'unit.van': 'preset' } })
    expect(await new Terminal(await call()).authenticate('preset')).toBe(0)
    expect(await new Terminal(await call()).authenticate('guess')).toBe(1)
  })

  it('lets the newest connection speak for a vehicle and ends the one before', async () => {
    const { call, ear, errors } = await dialRig('jt-808', van)
    const before = await new Terminal(await call()).login()
    const after = new Terminal(await call())
    after.code = before.code
    await after.authenticate()
    await before.call.until(() => before.call.closed)
    expect(await after.result(after.say(UP.location, somewhere()))).toBe(0)
    expect(ear.samples.length).toBeGreaterThan(0)
    expect(errors().replaced).toBe(1)
  })

  it('does not let who cannot prove himself end the connection of a vehicle', async () => {
    const { call } = await dialRig('jt-808', van)
    const vehicle = await new Terminal(await call()).login()
    const other = new Terminal(await call())
    for (let n = 0; n < 5; n++) other.say(UP.authenticate, writeAuthentication('2013', `guess${n}`))
    await other.call.until(() => other.call.closed)
    expect(await vehicle.result(vehicle.say(UP.heartbeat))).toBe(0)
  })

  it('reads bytes that need escapes, chopped into single ones, in the edition of 2019 as well', async () => {
    const { call, ear } = await dialRig('jt-808', cold)
    const terminal = await new Terminal(await call(), PHONE, '2019').login()
    const nested = { id: 0xe1, bytes: [0x7e, 0x7d, 0x7d, 0x7e, 0x7d, 0x02, 0x7d, 0x01, ...new Array(8).fill(0x7e)] }
    await terminal.call.chop(
      terminal.frame(UP.location, somewhere({ items: [nested, { id: 0xe2, bytes: [2, 0x7e] }] })),
      1,
    )
    expect((await ear.sample('relative-humidity', ({ value }) => value !== null, 0)).value).toBe(63.8)
    expect(ear.samples.find(({ channel }) => channel === 'compartment-temperature-1')?.reason).toBe('out-of-range')
  })

  it('puts a split batch together whatever the order, asks for what is missing, and answers every packet', async () => {
    const { call, ear } = await dialRig('jt-808', van, { make: quick({ askAfterMs: 50 }) })
    const terminal = await new Terminal(await call()).login()
    const hour = Date.now() - 3_600_000
    const batch = writeBatch(
      true,
      [1, 2, 3, 4].map((n) => somewhere({ time: hour + n * 60_000, speed: n })),
    )
    const packets = splitMessage({ id: UP.batch, edition: '2013', phone: PHONE, seq: 100, body: batch }, 40)
    expect(packets).toHaveLength(4)
    for (const index of [3, 0, 2]) terminal.call.say(writeMessage(packets[index] as Message))
    const { body } = await terminal.order(DOWN.resend)
    expect(readResend(body, '2013')).toEqual({ firstSeq: 100, packets: [2] })
    expect(ear.samples).toEqual([])
    terminal.call.say(writeMessage(packets[1] as Message))
    expect(await Promise.all([100, 101, 102, 103].map((seq) => terminal.result(seq)))).toEqual([0, 0, 0, 0])
    const speeds = ear.samples.filter(({ channel }) => channel === 'speed')
    expect(speeds.map(({ value, late }) => [value, late])).toEqual([1, 2, 3, 4].map((n) => [n, true]))
    const times = speeds.map(({ deviceTime }) => deviceTime)
    expect(times).toEqual([1, 2, 3, 4].map((n) => Math.floor((hour + n * 60_000) / 1000) * 1000))
  })

  it('gives up what nobody sends again', async () => {
    const { call, errors } = await dialRig('jt-808', van, { make: quick({ askAfterMs: 20 }) })
    const terminal = await new Terminal(await call()).login()
    const body = new Uint8Array(100)
    const [first] = splitMessage({ id: UP.batch, edition: '2013', phone: PHONE, seq: 50, body }, 40)
    terminal.call.say(writeMessage(first as Message))
    await eventually(() => errors()['parts-missing'] === 1)
    expect(terminal.heard().filter(({ id }) => id === DOWN.resend)).toHaveLength(3)
  })

  it('takes only the last report of a usual batch for news', async () => {
    const { call, ear } = await dialRig('jt-808', van)
    const terminal = await new Terminal(await call()).login()
    const now = Date.now()
    const three = [-20_000, -10_000, 0].map((ago, n) => somewhere({ time: now + ago, speed: n }))
    await terminal.result(terminal.say(UP.batch, writeBatch(false, three)))
    const speeds = ear.samples.filter(({ channel }) => channel === 'speed')
    expect(speeds.map(({ late }) => late)).toEqual([true, true, undefined])
  })

  it('takes a report that comes again because its answer was lost only once, and answers it again', async () => {
    const { call, ear, errors } = await dialRig('jt-808', van)
    const terminal = await new Terminal(await call()).login()
    const frame = terminal.frame(UP.location, somewhere())
    terminal.call.say(frame, frame)
    await terminal.call.until(
      () => terminal.heard().filter(({ id, body }) => id === DOWN.ack && wordAt(body, 0) === terminal.seq).length === 2,
    )
    expect(ear.samples.filter(({ channel }) => channel === 'latitude')).toHaveLength(1)
    expect(errors().repeated).toBe(1)
  })

  it('does not answer what could not be recorded, so that it comes again', async () => {
    let times = 0
    const context = { onEvent: () => (times++ === 0 ? Promise.reject(new Error('disk full')) : Promise.resolve()) }
    const { call, errors } = await dialRig('jt-808', van, { context })
    const terminal = await new Terminal(await call()).login()
    const media = {
      media: 9,
      type: 0,
      format: 0,
      event: 4,
      camera: 1,
      location: somewhere(),
      data: JPEG.subarray(0, 200),
    }
    const picture = terminal.frame(UP.media, writeMedia(media))
    terminal.call.say(picture)
    await eventually(() => errors()['not-recorded'] === 1)
    expect(terminal.heard().some(({ id }) => id === DOWN.mediaTaken)).toBe(false)
    terminal.call.say(picture)
    expect((await terminal.order(DOWN.mediaTaken)).body).toEqual(Uint8Array.from([0, 0, 0, 9, 0]))
  })

  it('refuses sound, video and what is too large, and says so', async () => {
    const { call, ear, errors } = await dialRig('jt-808', van)
    const terminal = await new Terminal(await call()).login()
    const sound = { media: 1, type: 1, format: 2, event: 0, camera: 1, location: somewhere(), data: new Uint8Array(9) }
    expect(await terminal.result(terminal.say(UP.media, writeMedia(sound)))).toBe(3)
    const large = splitMessage(
      { id: UP.media, edition: '2013', phone: PHONE, seq: 1000, body: new Uint8Array(450_000) },
      1000,
    )
    for (const packet of large) terminal.call.say(writeMessage(packet))
    await eventually(() => (errors()['too-large'] ?? 0) > 0)
    expect(ear.events).toEqual([])
  })

  it('answers what it does not know as not supported, and a heartbeat', async () => {
    const { call, errors } = await dialRig('jt-808', van)
    const terminal = await new Terminal(await call()).login()
    expect(await terminal.result(terminal.say(0x0701, new Uint8Array(4)))).toBe(3)
    expect(await terminal.result(terminal.say(UP.location, new Uint8Array(5)))).toBe(2)
    expect(await terminal.result(terminal.say(UP.heartbeat))).toBe(0)
    expect(errors()).toMatchObject({ 'unknown-message': 1, 'wrong-length': 1 })
  })

  it('tells that a vehicle has logged out', async () => {
    const { call, ear } = await dialRig('jt-808', van)
    const terminal = await new Terminal(await call()).login()
    await terminal.result(terminal.say(UP.location, somewhere()))
    terminal.say(UP.logout)
    expect(await ear.reaches('van', 'offline', 0)).toMatchObject({ reason: 'logged-out' })
    expect(ear.samples.findLast(({ channel }) => channel === 'latitude')).toMatchObject({ quality: 'stale' })
  })

  it('never shows a code in the trace', async () => {
    const { call, driver } = await dialRig('jt-808', van)
    const terminal = await new Terminal(await call()).login()
    const bytes = driver.trace('van').map(({ hex }) => Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1'))
    expect(terminal.code.length).toBeGreaterThan(8)
    expect(bytes.join()).not.toContain(terminal.code)
  })
})

describe('orders over JT/T 808', () => {
  const text = { unit: 'van', channel: 'latitude', command: 'show-text', value: 'x' }

  it('are sent again with the same number while nobody answers, then given up', async () => {
    const { call, driver } = await dialRig('jt-808', van, { make: quick({ answerMs: 20 }) })
    const terminal = await new Terminal(await call()).login()
    expect(await driver.command(text)).toEqual({ result: 'timed-out', reason: 'no-answer' })
    const sent = terminal.heard().filter(({ id }) => id === DOWN.text)
    expect(sent).toHaveLength(4)
    expect(new Set(sent.map(({ seq }) => seq)).size).toBe(1)
  })

  it('that the terminal declines are refused with its reason', async () => {
    const { call, driver } = await dialRig('jt-808', van)
    const terminal = await new Terminal(await call()).login()
    const ordered = driver.command(text)
    const { seq, id } = await terminal.order(DOWN.text)
    terminal.say(UP.ack, writeAck({ seq, id, result: 3 }))
    expect(await ordered).toEqual({ result: 'refused', reason: 'terminal-unsupported' })
  })

  it('that read back another value are not confirmed', async () => {
    const { call, driver } = await dialRig('jt-808', van)
    const terminal = await new Terminal(await call()).login()
    const ordered = driver.command({ ...text, command: 'set-report-interval', value: 30 })
    const set = await terminal.order(DOWN.setParameters)
    terminal.say(UP.ack, writeAck({ seq: set.seq, id: set.id, result: 0 }))
    const asked = await terminal.order(DOWN.askParameters)
    terminal.say(UP.parameters, writeParameters(asked.seq, [[0x29, [0, 0, 0, 60]]]))
    expect(await ordered).toEqual({ result: 'timed-out', reason: 'not-confirmed' })
  })

  it.each([
    ['a vehicle that is away', text, 'unit-offline'],
    ['a vehicle nobody knows', { ...text, unit: 'other' }, 'unknown-unit'],
    ['a command nobody knows', { ...text, command: 'cut-engine' }, 'unknown-command'],
    ['a text that is too long', { ...text, value: 'x'.repeat(201) }, 'out-of-limits'],
  ])('to %s are refused', async (_title, order, reason) => {
    const { driver } = await dialRig('jt-808', van)
    expect(await driver.command(order)).toEqual({ result: 'refused', reason })
  })
})

describe('a flood over JT/T 808', () => {
  it.each([
    ['marks and escapes', Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n % 3 === 0 ? 0x7e : 0x7d)))],
    ['zeros', Buffer.alloc(300_000)],
    ['one frame without an end', Buffer.concat([Buffer.from([0x7e]), Buffer.alloc(300_000, 1)])],
  ])('of %s ends its connection and harms no other', async (_title, bytes) => {
    const { call, errors, ear } = await dialRig('jt-808', van)
    const [flood, terminal] = [await call(), await new Terminal(await call()).login()]
    flood.say(bytes)
    await flood.until(() => flood.closed)
    await terminal.result(terminal.say(UP.location, somewhere()))
    expect(errors()['garbage-flood']).toBe(1)
    expect(ear.samples.length).toBeGreaterThan(0)
  })
})
