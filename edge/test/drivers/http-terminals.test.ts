import { describe, expect, it } from 'vitest'
import { codeOf, httpRig, JPEG, json, multipart, PNG } from './http-rig.ts'
import { rigOf } from './rig.ts'

const MAC = '44:19:b6:00:00:01'
const minmoe = [{ id: 'entrance', profile: 'hikvision-minmoe', address: MAC }]
const zk = [{ id: 'clock', profile: 'zkteco-adms', address: 'CQUG243160247' }]
const alarm = [{ id: 'ai-box', profile: 'zaojun-contract-behaviour-alarm-http', address: 'ai-1' }]
const PASSAGE = {
  macAddress: MAC.toUpperCase().replaceAll(':', '-'),
  dateTime: '2026-11-23T08:01:30+08:00',
  eventType: 'AccessControllerEvent',
  AccessControllerEvent: { subEventType: 75, employeeNoString: '1001', serialNo: 7, mask: 'yes' },
}

describe('units that push over HTTP, simulated', () => {
  it.each(['person-passed', 'person-checked'])('[S2.1] a face terminal tells %s with its picture', async (event) => {
    const { simulator, ear } = await rigOf('http', minmoe)
    await ear.reaches('entrance', 'online', 0)
    const fields = { person: '1001', 'body-temperature': 36.4, mask: true }
    simulator.unit('entrance').tell({ event, fields, key: '77', pictures: [JPEG] })
    const told = await ear.until(() => ear.events.find((each) => each.event === event))
    expect(told).toMatchObject({ unit: 'entrance', fields, key: '77' })
    expect(told.pictures).toEqual([{ mediaType: 'image/jpeg', bytes: expect.anything() }])
    expect(Buffer.compare(told.pictures[0]?.bytes ?? Buffer.alloc(0), JPEG)).toBe(0)
    expect(Math.abs((told.deviceTime ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  it('[S4.5] an ADMS terminal tells who came, its zone being the one it was told', async () => {
    const { simulator, ear } = await rigOf('http', zk)
    await ear.reaches('clock', 'online', 0)
    simulator.tell('clock', 'person-passed', {
      person: '18',
      method: 'face',
      attendance: 'check-in',
      'body-temperature': 36.6,
    })
    const told = await ear.until(() => ear.events[0])
    expect(told.fields).toMatchObject({
      person: '18',
      method: 'face',
      attendance: 'check-in',
      'body-temperature': 36.6,
    })
    expect(Math.abs((told.deviceTime ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  it('[S2.4] counters give people in and out, as XML, JSON and reports of an interval', async () => {
    const { simulator, ear } = await rigOf('http', [
      { id: 'hik', profile: 'hikvision-people-counting', address: '84:9a:40:00:00:01' },
      { id: 'axis', profile: 'axis-people-counter', address: '00408CAC512B' },
      { id: 'vivotek', profile: 'vivotek-counting', address: '00:02:81:31:00:08' },
    ])
    simulator.set('hik', 'people-in', 71)
    simulator.set('axis', 'people-in', 318)
    simulator.set('vivotek', 'in-now', 2)
    const totals = (unit: string) =>
      ear.samples.filter((each) => each.unit === unit && each.channel === 'people-in').map(({ value }) => Number(value))
    await ear.until(() => totals('hik').includes(71) && totals('axis').includes(318))
    await ear.until(() => totals('vivotek').some((total, index, all) => total - (all[index - 1] ?? total) === 2))
    expect(ear.samples.filter(({ quality }) => quality !== 'good')).toEqual([])
  })

  it('[S2.5] a queue camera says when it is crowded', async () => {
    const { simulator, ear } = await rigOf('http', [
      { id: 'queue', profile: 'hikvision-queue', address: '84:9a:40:00:00:02' },
    ])
    simulator.set('queue', 'queue-length', 12)
    expect((await ear.sample('crowded', ({ value }) => value === true)).quality).toBe('good')
    simulator.set('queue', 'queue-length', 3)
    expect((await ear.sample('crowded', ({ value }) => value === false)).quality).toBe('good')
  })

  it('[D13] an alarm box sends its picture inside the JSON', async () => {
    const { simulator, ear } = await rigOf('http', alarm)
    await ear.reaches('ai-box', 'online', 0)
    const fields = { behaviour: 'no-hat', confidence: 93, camera: 'cutting-2' }
    simulator.unit('ai-box').tell({ event: 'behaviour-detected', fields, key: 'a-1', pictures: [PNG] })
    const told = await ear.until(() => ear.events[0])
    expect(told).toMatchObject({ event: 'behaviour-detected', fields, key: 'a-1' })
    expect(told.pictures[0]?.mediaType).toBe('image/png')
  })

  it('keep what was not recorded and send it until it is', async () => {
    const { simulator, ear, driver } = await rigOf('http', minmoe)
    await ear.reaches('entrance', 'online', 0)
    let refusals = 3
    const taken = ear.context.onEvent
    ear.context.onEvent = async (event) => {
      if (refusals-- > 0) throw new Error('the disk is full')
      return taken(event)
    }
    simulator.tell('entrance', 'person-passed', { person: '1001' }, '5')
    expect(await ear.until(() => ear.events[0])).toMatchObject({ key: '5' })
    expect(driver.stats().errors['not-recorded']).toBe(3)
  })

  it('with a password answer the challenge, and are known by their own before the bus’s', async () => {
    const secrets = new Map([
      ['bus.line', 'for everyone'],
      ['unit.entrance', 'cook:for the terminal alone'],
    ])
    const { ear, driver, simulator } = await rigOf('http', [...minmoe, ...alarm], {
      secret: (name) => secrets.get(name),
    })
    for (const [name, secret] of secrets) ear.secrets.set(name, secret)
    await ear.reaches('entrance', 'online', 0)
    await ear.reaches('ai-box', 'online', 0)
    simulator.tell('entrance', 'person-passed', { person: '1001' }, '1')
    await ear.until(() => ear.events[0])
    expect(driver.stats().strangers).toEqual([])
  })

  it('fall silent like every unit, and take no orders', async () => {
    const { driver } = await httpRig(minmoe)
    const order = { unit: 'entrance', channel: 'door-open', command: 'unlock' }
    expect(await driver.command(order)).toEqual({ result: 'refused', reason: 'not-writable' })
    expect(await driver.command({ ...order, unit: 'x' })).toEqual({ result: 'refused', reason: 'unknown-unit' })
  })
})

describe('a face terminal', () => {
  it('[S4.2] is known by its MAC however it writes it, at any path', async () => {
    const { say, ear } = await httpRig(minmoe)
    const answer = await say('POST', '/whatever/the/installer/typed', JSON.stringify(PASSAGE), json)
    expect(answer).toMatchObject({ status: 200, text: '{"taken":true}' })
    expect(ear.events).toMatchObject([{ event: 'person-passed', deviceTime: Date.parse('2026-11-23T08:01:30+08:00') }])
  })

  it('[S4.8] that knows a face not tells of a stranger, with the snapshot', async () => {
    const { say, ear } = await httpRig(minmoe)
    const message = JSON.stringify({ ...PASSAGE, AccessControllerEvent: { subEventType: 76, serialNo: 8 } })
    const type = { 'content-type': 'multipart/form-data; boundary=MIME_boundary' }
    expect((await say('POST', '/hik', multipart(message, [JPEG, PNG]), type)).status).toBe(200)
    expect(ear.events).toMatchObject([
      { event: 'stranger-seen', fields: {}, pictures: [{ mediaType: 'image/jpeg' }, { mediaType: 'image/png' }] },
    ])
  })

  it('that sends something else as a picture has its event taken, and the rest left out and counted', async () => {
    const { say, ear, driver } = await httpRig(minmoe)
    const type = { 'content-type': 'multipart/form-data; boundary=MIME_boundary' }
    const script = Buffer.from('GIF89a and more of it')
    expect((await say('POST', '/hik', multipart(JSON.stringify(PASSAGE), [script]), type)).status).toBe(200)
    expect(ear.events).toMatchObject([{ event: 'person-passed', pictures: [] }])
    expect(driver.stats().errors).toMatchObject({ 'picture-type': 1 })
  })

  it('opens and closes its door contact, and a passage leaves that alone', async () => {
    const { say, ear } = await httpRig(minmoe)
    const code = async (subEventType: number) => {
      const event = { ...PASSAGE, AccessControllerEvent: { subEventType, employeeNoString: '1001' } }
      await say('POST', '/hik', JSON.stringify(event), json)
      return ear.samples.filter(({ channel }) => channel === 'door-open').map(({ value }) => value)
    }
    expect(await code(25)).toEqual([true])
    expect(await code(75)).toEqual([true])
    expect(await code(26)).toEqual([true, false])
  })

  it('that kept something while nobody listened tells it late, at its own time', async () => {
    const { say, ear } = await httpRig(minmoe)
    const dateTime = new Date(Date.now() - 120_000).toISOString()
    const event = { subEventType: 25, currentEvent: false }
    await say('POST', '/hik', JSON.stringify({ ...PASSAGE, dateTime, AccessControllerEvent: event }), json)
    const told = ear.samples.filter(({ channel }) => channel === 'door-open')
    expect(told).toMatchObject([{ value: true, late: true, deviceTime: Date.parse(dateTime) }])
  })
})

describe('an ADMS terminal', () => {
  const POST = (table: string, sn = 'CQUG243160247') => `/iclock/cdata?SN=${sn}&table=${table}&Stamp=9999`

  it('is told its options and its zone, and never a command', async () => {
    const { say, ear } = await httpRig(zk)
    const hello = await say('GET', '/iclock/cdata?SN=CQUG243160247&options=all&pushver=2.4.1')
    expect(hello.text).toMatch(/^GET OPTION FROM: CQUG243160247\r\n/)
    expect(hello.text).toContain('\r\nTimeZone=8\r\n')
    expect(ear.samples).toMatchObject([{ channel: 'device-ready', value: true, quality: 'good' }])
    expect((await say('GET', '/iclock/getrequest?SN=CQUG243160247')).text).toBe('OK')
    expect((await say('POST', '/iclock/devicecmd?SN=CQUG243160247', 'ID=1&Return=0')).text).toBe('OK')
  })

  it('uploads many lines at once, whatever content type it names; one that cannot be read does not hold up the rest', async () => {
    const { say, ear, driver } = await httpRig(zk)
    const lines = '18\t2026-11-23 08:01:30\t0\t15\t0\r\nbroken\r\n19\t2026-11-23 08:02:00\t0\t1\t0\r\n'
    const answer = await say('POST', POST('ATTLOG'), lines, { 'content-type': 'application/push;charset=UTF-8' })
    expect(answer).toMatchObject({ status: 200, text: 'OK: 3' })
    expect(ear.events.map(({ fields }) => fields.person)).toEqual(['18', '19'])
    expect(driver.stats().errors).toMatchObject({ 'not-a-line': 1 })
  })

  it('has its user list and photos confirmed, and nothing of them kept', async () => {
    const { say, ear, driver } = await httpRig(zk)
    const users = 'USER PIN=18\tName=Zhang San\tPri=0\nUSER PIN=19\tName=Li Si\n'
    expect((await say('POST', POST('OPERLOG'), users)).text).toBe('OK: 2')
    expect(ear.events).toEqual([])
    expect(JSON.stringify(driver.trace('clock'))).not.toContain('Zhang San')
  })

  it('that nobody knows is refused, and shown to the installer', async () => {
    const { say, driver } = await httpRig(zk)
    expect(await say('POST', POST('ATTLOG', 'STRANGER1'), '1\t2\n')).toMatchObject({ status: 404 })
    expect(driver.stats().strangers).toMatchObject([{ address: 'STRANGER1' }])
    expect(driver.stats().errors).toMatchObject({ 'unknown-unit': 1 })
  })
})

describe('a message', () => {
  it.each([
    ['that is no JSON', 'POST', '/push/ai-1', '{"points":', json, 400, 'not-json'],
    [
      'deeper than any measurement',
      'POST',
      '/push/ai-1',
      `${'{"a":'.repeat(12)}1${'}'.repeat(12)}`,
      json,
      400,
      'too-deep',
    ],
    ['of nothing we read', 'POST', '/push/ai-1', 'hello', { 'content-type': 'text/plain' }, 415, 'no-message'],
    [
      'of a picture alone',
      'POST',
      '/push/ai-1',
      Buffer.from(JPEG),
      { 'content-type': 'image/jpeg' },
      415,
      'no-message',
    ],
    ['that is packed', 'POST', '/push/ai-1', '{}', { 'content-encoding': 'gzip' }, 415, 'content-encoding'],
    ['to a unit nobody knows', 'POST', '/push/other', '{}', json, 404, 'unknown-unit'],
    ['by a method of its own', 'DELETE', '/push/ai-1', '', {}, 405, 'unknown-method'],
    ['that comes the wrong way', 'GET', '/iclock/cdata?SN=ai-1&options=all', '', {}, 400, 'wrong-adapter'],
    [
      'without its boundary',
      'POST',
      '/push/ai-1',
      '{}',
      { 'content-type': 'multipart/form-data' },
      400,
      'bad-multipart',
    ],
  ] as const)(
    '%s is refused with a code that is counted',
    async (_title, method, path, body, headers, status, code) => {
      const { say, driver } = await httpRig(alarm)
      const answer = await say(method, path, body, headers as Record<string, string>)
      expect([answer.status, codeOf(answer)]).toEqual([status, code])
      expect(driver.stats().errors).toMatchObject({ [code]: 1 })
    },
  )

  it('about people leaves no bytes in the trace; one of readings does', async () => {
    const { say, driver } = await httpRig([...minmoe, { id: 'axis', profile: 'axis-people-counter', address: 'a1' }])
    await say('POST', '/push/a1', '{"in":1,"out":2}', json)
    await say('POST', '/hik', JSON.stringify(PASSAGE), json)
    expect(driver.trace('axis')[0]?.hex).toMatch(/^7B 22 69 6E/)
    expect(driver.trace('entrance')).toMatchObject([{ hex: '', decoded: { 'device-ready': true } }])
  })
})
