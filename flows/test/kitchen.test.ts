import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { proposeDevice, putBus, putUnit } from '@zaojun/edge/registry/index'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KitchenGateway } from '../../edge/test/node-red/gateway.ts'
import { type Flow, NodeRedProcess } from '../../edge/test/node-red/node-red-process.ts'
import { readPlan } from '../../scripts/simulator/plan.ts'

const flows: Flow = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'kitchen.json'), 'utf8'))

/** Wires the gateway as the simulated kitchen is wired: its buses, units and devices, without nodes. */
function wire(gateway: KitchenGateway): void {
  const { buses, devices } = readPlan()
  for (const { units, ...bus } of buses) {
    const serial = bus.transport === 'stream-serial' || bus.transport === 'modbus-rtu'
    const place = serial ? { path: `/dev/${bus.id}` } : { host: '127.0.0.1', port: 15_020 }
    gateway.registry = putBus(gateway.registry, { ...bus, ...place, simulated: true }, gateway.memory).registry
    for (const unit of units)
      gateway.registry = putUnit(gateway.registry, gateway.catalogue, { ...unit, bus: bus.id }, gateway.memory).registry
  }
  for (const device of devices)
    gateway.registry = proposeDevice(gateway.registry, gateway.catalogue, device, gateway.memory).registry
}

describe('the ready-made kitchen flow', () => {
  let gateway: KitchenGateway
  let nodeRed: NodeRedProcess

  beforeAll(async () => {
    gateway = new KitchenGateway()
    wire(gateway)
    await gateway.start()
    nodeRed = new NodeRedProcess(gateway, flows)
    await nodeRed.start()
    await gateway.until(() => gateway.subscriptions >= gateway.registry.devices.length)
  })
  afterAll(async () => {
    await nodeRed.stop()
    await gateway.stop()
  })

  it('places every node, so that none is taken for a configuration node', () => {
    for (const { type, x, y } of flows)
      if (type !== 'tab' && type !== 'kitchen-gateway') expect([typeof x, typeof y]).toEqual(['number', 'number'])
  })

  it('has a node for every kind the simulated kitchen holds', () => {
    const types = flows.map(({ type }) => type)
    for (const { kind } of readPlan().devices) expect(types).toContain(`kitchen-${kind}`)
  })

  it('holds every device of the simulated kitchen, and changes none', () => {
    const devices = gateway.registry.devices.map(({ id, state }) => [id, state])
    expect(devices).toEqual(readPlan().devices.map(({ id }) => [id, 'active']))
    expect(Object.keys(gateway.memory.holders).toSorted()).toEqual(
      readPlan()
        .devices.map(({ id }) => id)
        .toSorted(),
    )
    expect(gateway.events.filter(({ event }) => event.startsWith('device-'))).toEqual([])
  })

  it('notes in the ledger that the gas alarm was seen', async () => {
    gateway.measure({ device: 'stove-gas', point: 'combustible-gas', value: 12, quality: 'good' })
    gateway.measure({ device: 'stove-gas', point: 'alarm-level-1', value: true, quality: 'good' })
    await gateway.until(() => gateway.events.some(({ event }) => event === 'gas-level-1-seen-by-flow'))
    expect(gateway.events.filter(({ event }) => event === 'gas-level-1-seen-by-flow')).toMatchObject([
      { device: 'stove-gas' },
    ])
  })

  it('closes the main valve at the press of a button', async () => {
    expect((await nodeRed.call('/inject/close-main', { method: 'POST', body: {} })).status).toBe(200)
    await gateway.until(() => gateway.orders.length > 0)
    expect(gateway.orders).toEqual([{ device: 'main-gas-valve', command: 'close' }])
  })
})
