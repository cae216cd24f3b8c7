import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boardNode, busNode, gatewayNode, kitchen, probeNode, recordNode, tab } from './flow-parts.ts'
import { KitchenGateway } from './gateway.ts'
import { NodeRedProcess } from './node-red-process.ts'

/** One story, told in order: an installer deploys, copies, deletes and undoes in a real Node-RED on a real gateway. */
describe('an installer at work', () => {
  let gateway: KitchenGateway
  let nodeRed: NodeRedProcess

  /** Deploys and waits until the gateway has taken (or refused) the snapshot. */
  const deploy = async (flows: Parameters<NodeRedProcess['deploy']>[0], type?: 'full' | 'nodes' | 'flows') => {
    const before = gateway.snapshots.length
    const answer = await nodeRed.deploy(flows, type)
    expect(answer.status).toBe(200)
    await gateway.until(() => gateway.snapshots.length > before)
    return answer.json<{ rev: string }>().rev
  }
  const probeA = probeNode('node-a', 'probe-a', 1, { wires: [['seen']] })
  const probeB = probeNode('node-b', 'probe-b', 2)

  beforeAll(async () => {
    gateway = await new KitchenGateway().start()
    nodeRed = new NodeRedProcess(gateway)
    await nodeRed.start()
    await gateway.until(() => gateway.snapshots.length > 0)
  })
  afterAll(async () => {
    await nodeRed.stop()
    await gateway.stop()
  })

  it('[L7] wires two probes with a first deploy, and the box measures through their profile', async () => {
    const rev = await deploy(kitchen(probeA, probeB, recordNode('seen')))
    expect(gateway.states()).toEqual({ 'probe-a': 'active', 'probe-b': 'active' })
    expect(gateway.registry.buses).toMatchObject([{ id: 'line-1', transport: 'modbus-rtu', simulated: true }])
    expect(gateway.registry.units).toMatchObject([{ id: 'board-1', profile: 'pt100-8ch', address: 1 }])
    expect(gateway.snapshots.at(-1)?.revision).toBe(rev)
  })

  it('gets each new reading of its device into the flow, and no old one as new', async () => {
    await gateway.until(() => gateway.subscriptions === 2)
    gateway.measure({ device: 'probe-b', point: 'core-temperature', value: 3, quality: 'good' })
    gateway.measure({ device: 'probe-a', point: 'core-temperature', value: 72.5, quality: 'good' })
    await gateway.until(() => gateway.events.some(({ event }) => event === 'seen-by-flow'))
    expect(gateway.events.filter(({ event }) => event === 'seen-by-flow')).toMatchObject([{ data: { value: 72.5 } }])
  })

  it('copies a node: the copy is the duplicate, the original keeps the device', async () => {
    const copy = probeNode('copy-of-a', 'probe-a', 4)
    await deploy(kitchen(copy, probeA, probeB, recordNode('seen')), 'nodes')
    expect(gateway.registry.devices.find(({ id }) => id === 'probe-a')?.points).toMatchObject({
      'core-temperature': { channel: expect.stringContaining('1') },
    })
    expect(gateway.states()).toEqual({ 'probe-a': 'active', 'probe-b': 'active' })
  })

  it('moves the copy to a fresh id and has a third device', async () => {
    await deploy(kitchen(probeNode('copy-of-a', 'probe-c', 4), probeA, probeB, recordNode('seen')), 'nodes')
    expect(Object.keys(gateway.states())).toEqual(['probe-a', 'probe-b', 'probe-c'])
  })

  it('deletes a tab: its devices go on recording without a node', async () => {
    const second = { z: 'tab-2' }
    await deploy([...kitchen(probeA, recordNode('seen')), tab('tab-2'), { ...probeB, ...second }])
    await deploy(kitchen(probeA, recordNode('seen')), 'flows')
    expect(gateway.states()).toEqual({ 'probe-a': 'active', 'probe-b': 'no-node', 'probe-c': 'no-node' })
    expect(gateway.registry.units).toHaveLength(1)
  })

  it('undoes it: the same nodes hold the same devices again', async () => {
    await deploy(kitchen(probeA, probeB, probeNode('copy-of-a', 'probe-c', 4), recordNode('seen')))
    expect(gateway.states()).toEqual({ 'probe-a': 'active', 'probe-b': 'active', 'probe-c': 'active' })
  })

  it('deploys everything again unchanged: the registry does not change', async () => {
    const { revision } = gateway.registry
    await deploy(kitchen(probeA, probeB, probeNode('copy-of-a', 'probe-c', 4), recordNode('seen')), 'full')
    expect(gateway.registry.revision).toBe(revision)
  })

  it('deletes everything: nothing is lost and nothing changes', async () => {
    const { revision } = gateway.registry
    await deploy([tab('tab-1'), gatewayNode()])
    expect(gateway.registry.revision).toBe(revision)
    await deploy(kitchen(probeA, probeB, probeNode('copy-of-a', 'probe-c', 4), recordNode('seen')))
    expect(Object.values(gateway.states())).toEqual(['active', 'active', 'active'])
  })

  it('changes only the bus: units and devices come along', async () => {
    const faster = { ...busNode, baudRate: '19200' }
    const flows = kitchen(probeA, probeB, probeNode('copy-of-a', 'probe-c', 4), recordNode('seen'))
    await deploy(
      flows.map((part) => (part.id === 'bus' ? faster : part)),
      'nodes',
    )
    expect(gateway.registry.buses).toMatchObject([{ baudRate: 19_200 }])
    expect(Object.values(gateway.states())).toEqual(['active', 'active', 'active'])
  })

  it('changes only the gateway node: the whole node set is sent through it', async () => {
    const flows = kitchen(probeA, probeB, probeNode('copy-of-a', 'probe-c', 4), recordNode('seen'))
    await deploy(
      flows.map((part) => (part.id === 'gw' ? gatewayNode({ name: 'renamed' }) : part)),
      'nodes',
    )
    expect(gateway.snapshots.at(-1)).toMatchObject({
      devices: { length: 3 },
      units: { length: 1 },
      buses: { length: 1 },
    })
    expect(Object.values(gateway.states())).toEqual(['active', 'active', 'active'])
  })

  it('retires a device: its node cannot bring it back', async () => {
    gateway.retire('probe-c')
    await deploy(kitchen(probeA, probeB, probeNode('copy-of-a', 'probe-c', 4), recordNode('seen')))
    expect(gateway.states()).toMatchObject({ 'probe-c': 'retired' })
  })

  it('is connected again after the gateway restarted, and its subscriptions with it', async () => {
    await gateway.stop()
    gateway.events.length = 0
    const snapshots = gateway.snapshots.length
    gateway.subscriptions = 0
    await gateway.start()
    await gateway.until(() => gateway.snapshots.length > snapshots)
    expect(gateway.snapshots.at(-1)?.generation).toBe(gateway.snapshots.at(-2)?.generation)
    await gateway.until(() => gateway.subscriptions >= 2)
    gateway.measure({ device: 'probe-a', point: 'core-temperature', value: 80, quality: 'good' })
    await gateway.until(() => gateway.events.some(({ event }) => event === 'seen-by-flow'))
    expect(gateway.events.filter(({ event }) => event === 'seen-by-flow')).toMatchObject([{ data: { value: 80 } }])
  })

  it('leaves the registry alone when a deploy lacks a node type', async () => {
    const { revision } = gateway.registry
    const snapshots = gateway.snapshots.length
    await nodeRed.deploy([...kitchen(probeA), { id: 'odd', type: 'not-installed', z: 'tab-1', x: 1, y: 1, wires: [] }])
    await deploy(kitchen(probeA, probeB, probeNode('copy-of-a', 'probe-c', 4), recordNode('seen')))
    expect(gateway.snapshots).toHaveLength(snapshots + 1)
    expect(gateway.registry.revision).toBe(revision)
  })

  it('fills the pickers of the editor from the gateway', async () => {
    const deployed = await nodeRed.call('/kitchen/pickers', { method: 'POST', body: { gateway: 'gw' } })
    expect(deployed.json()).toMatchObject({
      site: '第一食堂',
      zones: { length: 12 },
      devices: { length: 3 },
      units: [{ id: 'board-1' }],
    })
    const notYet = await nodeRed.call('/kitchen/pickers', { method: 'POST', body: {} })
    expect(notYet.json<{ profiles: { id: string }[] }>().profiles.map(({ id }) => id)).toContain('pt100-8ch')
    const wrong = await nodeRed.call('/kitchen/pickers', { method: 'POST', body: { url: gateway.url, token: 'guess' } })
    expect(wrong).toMatchObject({ status: 502 })
    expect(wrong.json()).toMatchObject({ code: 'FLOW_TOKEN_REFUSED' })
  })
})

describe('a wrong device node', () => {
  it('does not spoil the deploy of the others', async () => {
    const gateway = await new KitchenGateway().start()
    const unfinished = probeNode('node-x', 'Not An Id', 1)
    const nodeRed = new NodeRedProcess(
      gateway,
      kitchen(unfinished, probeNode('node-b', 'probe-b', 2), { ...boardNode, id: 'board-2', unit: '' }),
    )
    await nodeRed.start()
    await gateway.until(() => gateway.snapshots.length > 0)
    expect(gateway.states()).toEqual({ 'probe-b': 'active' })
    await nodeRed.stop()
    await gateway.stop()
  })
})
