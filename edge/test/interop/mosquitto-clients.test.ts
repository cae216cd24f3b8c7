import { describe, expect } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, catalogue, Ear, eventually, rolesOf } from '../drivers/rig.ts'
import { Clients, type Login, type MqttVersion, ONE, readings } from './clients.ts'
import { itWith } from './programs.ts'

const BRIDGE: Login = { user: 'line', password: 'secret-of-the-bus' }
const profile = 'zaojun-contract-switched-load-mqtt'
const NEEDS = ['mosquitto clients'] as const
const order = (unit: string, command: string) => ({ unit, channel: 'switched-on', command })

/** The box's own broker: `first` and `second` have passwords of their own, a bridge speaks for `third`. */
async function ownBroker() {
  const port = await freePort()
  const ear = new Ear()
  ear.secrets.set('unit.first', ONE.password).set('unit.second', 'secret-of-two').set('bus.line', BRIDGE.password)
  const bus = { id: 'line', name: 'line', transport: 'mqtt' as const, port, simulated: true as const }
  const driver = createBusDriver(bus, catalogue, ear.context)
  const units = [
    { id: 'first', profile, bus: 'line', address: 'one' },
    { id: 'second', profile, bus: 'line', address: 'two' },
    { id: 'third', profile, bus: 'line', address: 'three' },
  ]
  driver.setUnits(units, rolesOf(units))
  atEnd(() => driver.stop())
  driver.start()
  await eventually(() => driver.stats().connected)
  return { port, ear, driver, errors: () => driver.stats().errors }
}

for (const version of ['mqttv311', 'mqttv5'] satisfies MqttVersion[])
  describe(`mosquitto’s clients at our broker in ${version}`, () => {
    itWith([...NEEDS], '[G2] a published reading is a sample', async () => {
      const { port, ear } = await ownBroker()
      const said = readings({ 'switched-on': true, current: 355 })
      expect((await new Clients(port, ONE, version).publish('zaojun/one/readings', said)).code).toBe(0)
      const of = (channel: string) => ear.samples.find((sample) => sample.channel === channel)
      expect(of('switched-on')).toMatchObject({ unit: 'first', value: true, quality: 'good' })
      expect(of('current')).toMatchObject({ unit: 'first', value: 355, quality: 'good' })
    })

    itWith([...NEEDS], '[G2] a wrong password is refused', async () => {
      const { port, ear, errors } = await ownBroker()
      const stranger = new Clients(port, { ...ONE, password: 'guessed' }, version)
      const { code, out } = await stranger.publish('zaojun/one/readings', readings({ current: 1 }))
      expect(code).not.toBe(0)
      expect(out).toMatch(/not authori[sz]ed|bad user ?name/i)
      expect(errors()).toMatchObject({ 'login-refused': 1 })
      expect(ear.samples).toEqual([])
    })

    itWith([...NEEDS], '[G2] what one unit says on another’s topic is not taken', async () => {
      const { port, ear, errors } = await ownBroker()
      const one = new Clients(port, ONE, version)
      await one.publish('zaojun/two/readings', readings({ current: 666 }))
      await one.publish('zaojun/one/readings', readings({ current: 1 }))
      await eventually(() => ear.samples.length > 0)
      expect(ear.samples.filter(({ unit, value }) => unit === 'second' || value === 666)).toEqual([])
      expect(errors()).toMatchObject({ 'denied-topic': 1 })
    })

    itWith([...NEEDS], '[G2] a client cannot give an order', async () => {
      const { port, driver, errors } = await ownBroker()
      const two = new Clients(port, { user: 'two', password: 'secret-of-two' }, version)
      const heard = await two.listen('zaojun/two/orders')
      await new Clients(port, ONE, version).publish('zaojun/two/orders', '{"v":1,"id":"o","command":"forged"}')
      await eventually(() => errors()['denied-order-topic'] === 1)
      void driver.command(order('second', 'switch-on'))
      await heard.says(/"command":"switch-on"/)
      expect(heard.out).not.toContain('forged')
    })

    itWith([...NEEDS], '[G2] a client cannot listen to others', async () => {
      const { port, errors } = await ownBroker()
      const others = ['zaojun/two/readings', 'zaojun/two/orders', 'zaojun/+/readings', '#']
      const { out } = await new Clients(port, ONE, version).ask(others)
      expect(out).toMatch(/denied/i)
      expect(errors()).toMatchObject({ 'denied-subscription': others.length })
    })

    itWith([...NEEDS], '[G2] an order is heard and its refusal told', async () => {
      const { port, driver } = await ownBroker()
      const one = new Clients(port, ONE, version)
      const listener = await one.listen('zaojun/one/orders')
      const told = driver.command(order('first', 'switch-off'))
      const [, id] = await listener.says(/"id":"([^"]+)","command":"switch-off"/)
      const result = { v: 1, id, result: 'refused', reason: 'door-open' }
      await one.publish('zaojun/one/order-results', JSON.stringify(result))
      expect(await told).toEqual({ result: 'refused', reason: 'door-open' })
    })

    itWith([...NEEDS], '[G2] a lasting session is not given the orders it missed', async () => {
      const { port, driver } = await ownBroker()
      const one = new Clients(port, ONE, version)
      const lasting = ['-i', 'lasting', '-c', ...(version === 'mqttv5' ? ['-x', '3600'] : [])]
      const before = await one.listen('zaojun/one/orders', ...lasting)
      await before.kill()
      // The broker may learn a little later that the client has gone.
      while ((await driver.command(order('first', 'switch-off'))).reason !== 'not-listening');
      const after = await one.listen('zaojun/one/orders', ...lasting)
      void driver.command(order('first', 'switch-on'))
      expect((await after.says(/"command":"([a-z-]+)"/))[1]).toBe('switch-on')
    })

    itWith([...NEEDS], '[G2] a retained reading is not kept for who comes later', async () => {
      const { port, driver, ear } = await ownBroker()
      const bridge = new Clients(port, BRIDGE, version)
      await bridge.publish('zaojun/three/readings', readings({ current: 77 }), '-r')
      expect(ear.samples.find(({ channel }) => channel === 'current')).toMatchObject({ unit: 'third', value: 77 })
      const late = await bridge.listen('#')
      void driver.command(order('third', 'switch-on'))
      await late.says(/"command":"switch-on"/)
      expect(late.out).not.toContain('readings')
    })
  })
