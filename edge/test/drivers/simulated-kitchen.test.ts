import { Bus, DeviceProposal, Unit } from '@zaojun/core'
import { bindPoints } from '@zaojun/device-profiles'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { openControl } from '../../../scripts/simulator/control.ts'
import { largePlan, readPlan } from '../../../scripts/simulator/plan.ts'
import { Simulator, simulatedKitchen } from '../../../scripts/simulator/simulator.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, catalogue, Ear, rolesOf } from './rig.ts'

const shapes = { bus: Compile(Bus), unit: Compile(Unit), device: Compile(DeviceProposal) }

describe('the simulated kitchen', () => {
  it('is a registry fragment in which every device finds its unit and its channels', () => {
    const places = readPlan().buses.map(({ id }, index) => [id, { port: index + 1 }])
    const { buses, units, devices } = simulatedKitchen({
      ...Object.fromEntries(places),
      'washing-line': { path: '/tmp/x' },
    })
    for (const bus of buses) expect([shapes.bus.Check(bus), bus.simulated]).toEqual([true, true])
    for (const unit of units) expect(shapes.unit.Check(unit)).toBe(true)
    for (const device of devices) {
      expect(shapes.device.Check(device)).toBe(true)
      const unit = units.find(({ id }) => id === device.unit)
      if (!unit) throw new Error(device.id)
      const points = bindPoints(catalogue, device.kind, unit, device.position)
      const wanted = Object.entries(catalogue.kinds.get(device.kind)?.points ?? {}).filter(
        ([, point]) => !point.optional,
      )
      expect(Object.keys(points)).toEqual(expect.arrayContaining(wanted.map(([key]) => key)))
    }
    expect(devices).toHaveLength(readPlan().devices.length)
  })

  it('lets nothing happen that its units could not tell', () => {
    const { buses, happenings = [] } = readPlan()
    const units = new Map(buses.flatMap(({ units }) => units).map((unit) => [unit.id, unit.profile]))
    expect(happenings.length).toBeGreaterThan(0)
    for (const { unit, event, each } of happenings) {
      const { events = [] } = catalogue.profiles.get(units.get(unit) ?? '') ?? {}
      const spec = events.find((one) => one.event === event)
      const known = Object.keys(spec?.fields ?? {})
      for (const fields of each) expect(known, `${unit} ${event}`).toEqual(expect.arrayContaining(Object.keys(fields)))
    }
  })

  it('leaves out the devices of a line that is not there', () => {
    const { buses, devices } = simulatedKitchen({ 'receiving-line': { port: 1 } })
    expect(buses.map(({ id }) => id)).toEqual(['receiving-line'])
    expect(devices.map(({ id }) => id)).toEqual(['receiving-scale'])
  })

  it('[G2] lives: every device in it gives good values over its wire, all at once', async () => {
    const simulator = new Simulator({ catalogue })
    await simulator.start()
    atEnd(() => simulator.stop())
    const { buses, units, devices } = simulator.kitchen()
    const ear = new Ear()
    for (const bus of buses) {
      const driver = createBusDriver(bus, catalogue, ear.context)
      driver.setUnits(
        units.filter((unit) => unit.bus === bus.id),
        rolesOf(units),
      )
      driver.start()
      atEnd(() => driver.stop())
    }
    /** Devices none of whose points has read well yet; those that only tell of events count by their readiness. */
    const silent = () => {
      const good = ear.samples.filter(({ quality }) => quality === 'good').map((each) => `${each.unit}/${each.channel}`)
      const heard = new Set(good)
      return devices.filter(({ kind, unit: id, position }) => {
        const unit = units.find((each) => each.id === id)
        const points = unit === undefined ? {} : bindPoints(catalogue, kind, unit, position)
        return !Object.values(points).some((binding) => heard.has(`${binding.unit}/${binding.channel}`))
      })
    }
    const speaksWhenScanned = (kind: string) => ['code-reader', 'rfid-reader'].includes(kind)
    await ear.until(() => silent().every(({ kind }) => speaksWhenScanned(kind)))
    const bad = ear.samples.filter(({ quality }) => quality !== 'good').map(({ reason }) => reason)
    expect(bad.filter((reason) => reason !== 'not-configured' && reason !== 'not-available')).toEqual([])
  })

  it('grows to a hundred devices, each bound', () => {
    const plan = largePlan(100, 1)
    const units = plan.buses.flatMap((bus) => bus.units)
    expect(plan.devices).toHaveLength(100)
    for (const { kind, unit: id, position } of plan.devices) {
      const unit = units.find((each) => each.id === id)
      if (!unit) throw new Error(kind)
      expect(bindPoints(catalogue, kind, unit, position)).toBeTypeOf('object')
    }
  })

  it('takes orders on its control port from this machine, not from a web page', async () => {
    const simulator = new Simulator({ catalogue, serial: false })
    await simulator.start()
    atEnd(() => simulator.stop())
    const control = await openControl(simulator, 0)
    atEnd(() => new Promise((done) => control.close(() => done())))
    const address = control.address()
    const url = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}/`
    const post = (body: unknown, headers = {}) => fetch(url, { method: 'POST', body: JSON.stringify(body), headers })
    const set = { do: 'set', unit: 'gas-detector', channel: 'combustible-gas', value: 33 }
    expect((await post(set, { origin: 'https://example.org' })).status).toBe(403)
    expect(simulator.unit('gas-detector').value('combustible-gas')).not.toBe(33)
    expect((await post(set)).status).toBe(200)
    expect(simulator.unit('gas-detector').value('combustible-gas')).toBe(33)
    expect(await (await post({ do: 'explode' })).json()).toMatchObject({ code: 'SIMULATOR_ORDER' })
    expect((await post({ ...set, unit: 'nobody' })).status).toBe(422)
  })
})
