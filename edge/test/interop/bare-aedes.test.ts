import { createServer, type Socket } from 'node:net'
import { Aedes, type AedesOptions } from 'aedes'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { atEnd, eventually } from '../drivers/rig.ts'
import { listening } from '../harness/listening.ts'
import { readings } from './clients.ts'
import { boxAt, TOPIC } from './mosquitto.ts'

/** A broker that knows MQTT 3.1.1 alone, and what versions it was asked for. */
async function bareAedes(options: AedesOptions = {}) {
  const broker = await Aedes.createBroker(options)
  atEnd(() => new Promise((done) => broker.close(() => done())))
  const versions: (number | undefined)[] = []
  const { preConnect } = broker
  broker.preConnect = (client, packet, decide) => {
    versions.push(packet.protocolVersion)
    preConnect(client, packet, decide)
  }
  const publish = (topic: string, text: string) =>
    broker.publish(
      { cmd: 'publish', qos: 1, dup: false, retain: false, topic, payload: Buffer.from(text) },
      () => undefined,
    )
  const heard = (topic: string) =>
    new Promise<string>((done) => {
      broker.subscribe(
        topic,
        ({ payload }, next) => {
          done(String(payload))
          next()
        },
        () => undefined,
      )
    })
  return { broker, versions, publish, heard, port: await listening(createServer(broker.handle)) }
}

/** A value comes to the box; it may still be subscribing when it is first said. */
async function speaks({ publish }: Awaited<ReturnType<typeof bareAedes>>, { ear }: ReturnType<typeof boxAt>) {
  await eventually(() => {
    publish(TOPIC, readings({ current: 100 }))
    return ear.samples.some(({ channel, value }) => channel === 'current' && value === 100)
  })
}

describe('our client at a broker that knows 3.1.1 alone', () => {
  it('[G2] falls back where version 5 is refused: values come, an order is answered', async () => {
    const aedes = await bareAedes()
    const box = boxAt({ port: aedes.port })
    await speaks(aedes, box)
    expect(aedes.versions).toEqual([5, 4])
    expect(box.errors()).toEqual({ 'version-refused': 1 })
    const order = aedes.heard('zaojun/one/orders')
    const told = box.driver.command({ unit: 'unit', channel: 'switched-on', command: 'switch-off' })
    const { id } = JSON.parse(await order)
    aedes.publish('zaojun/one/order-results', JSON.stringify({ v: 1, id, result: 'confirmed' }))
    expect(await told).toEqual({ result: 'confirmed' })
  })

  it('[G2] falls back where it hangs up on version 5 without a word', async () => {
    const aedes = await bareAedes({
      preConnect: (client, { protocolVersion }, decide) => {
        if (protocolVersion === 5) (client.conn as Socket).destroy()
        else decide(null, true)
      },
    })
    const box = boxAt({ port: aedes.port })
    await speaks(aedes, box)
    expect(aedes.versions).toEqual([5, 4])
    expect(box.errors()).toEqual({ 'no-welcome': 1 })
  })

  it('[G1] is named where it is asked for TLS, of which it knows nothing', async () => {
    const { port, versions } = await bareAedes()
    const { driver, errors, ear } = boxAt({ port, tls: {} })
    await eventually(() => (errors()['tls-failed'] ?? 0) > 0)
    expect(driver.stats().connected).toBe(false)
    expect(ear.health.at(-1)).toMatchObject({ health: 'offline', reason: 'tls-failed' })
    expect(versions).toEqual([])
  })

  it('[G2] stays with 3.1.1 when the connection is lost', async () => {
    const aedes = await bareAedes()
    const box = boxAt({ port: aedes.port })
    await eventually(() => box.driver.stats().connected)
    for (const client of Object.values(Reflect.get(aedes.broker, 'clients'))) (client as { close(): void }).close()
    await eventually(() => aedes.versions.length === 3 && box.driver.stats().connected)
    expect(aedes.versions).toEqual([5, 4, 4])
  })
})

describe('our client at a broker that takes no version', () => {
  afterEach(() => void vi.useRealTimers())

  it('[G1] says so, tries both in turn, and waits longer each time but never beyond half a minute', async () => {
    // Sockets are real; only the waiting between attempts is done by hand.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const tried: number[] = []
    const port = await listening(
      createServer((socket) => {
        socket.once('data', (connect) => {
          tried.push(connect[8] ?? 0)
          // CONNACK of 3.1.1 (section 3.2.2.3): unacceptable protocol version.
          socket.end(Uint8Array.of(0x20, 2, 0, 1))
        })
      }),
    )
    const { ear, driver } = boxAt({ port })
    const waits: number[] = []
    for (let attempt = 1; attempt <= 10; attempt++) {
      await ear.until(() => ear.faults.length === attempt)
      expect(ear.faults.at(-1)?.message).toBe('line: version-refused')
      const before = vi.getTimerCount()
      expect(before).toBeGreaterThan(0)
      let waited = 0
      while (tried.length === attempt && waited < 60_000) {
        vi.advanceTimersByTime(250)
        waited += 250
        await new Promise((done) => setImmediate(done))
      }
      waits.push(waited)
    }
    expect(tried.slice(0, 4)).toEqual([5, 4, 5, 4])
    expect(driver.stats()).toMatchObject({ connected: false, errors: { 'version-refused': 10 } })
    expect(ear.health.at(-1)).toMatchObject({ health: 'offline', reason: 'version-refused' })
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000)
    expect(waits.at(-1)).toBeGreaterThanOrEqual(15_000)
  })
})
