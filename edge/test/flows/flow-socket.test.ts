import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_SEND_BUFFER_BYTES } from '../../src/flows/index.ts'
import { KitchenGateway } from '../node-red/gateway.ts'
import { board, bus, probe, snapshotOf } from '../registry/kitchen.ts'
import { FlowPeer, welcomed } from './flow-peer.ts'

let gateway: KitchenGateway
let peers: FlowPeer[]

beforeEach(async () => {
  gateway = await new KitchenGateway().start()
  peers = []
})
afterEach(async () => {
  for (const peer of peers) peer.close()
  await gateway.stop()
})

const stranger = async () => {
  const peer = await new FlowPeer(gateway.url).open()
  peers.push(peer)
  return peer
}
const friend = async (source?: string) => {
  const peer = await welcomed(gateway, source)
  peers.push(peer)
  return peer
}
const temperature = (device: string, value: number) => ({
  device,
  point: 'core-temperature',
  value,
  quality: 'good' as const,
})

describe('who may speak on the flow socket', () => {
  it('is told the box, the registry and the last generation once the token is right', async () => {
    const peer = await stranger()
    peer.say({ type: 'hello', protocol: 1, token: gateway.token, source: 'peer' })
    expect(await peer.hear('welcome')).toEqual({
      type: 'welcome',
      protocol: 1,
      box: 'box-0123456789abcdef',
      registry: gateway.registry,
      generation: 0,
    })
  })

  it('is shown the door with a wrong token, and the fault is reported', async () => {
    const peer = await stranger()
    peer.say({ type: 'hello', protocol: 1, token: 'guess' })
    expect(await peer.hear('error')).toMatchObject({ code: 'FLOW_TOKEN_REFUSED' })
    expect(await peer.closed).toBe(4401)
    expect(gateway.faults).toMatchObject([{ code: 'FLOW_TOKEN_REFUSED' }])
  })

  it('is shown the door when it asks before it says hello', async () => {
    const peer = await stranger()
    peer.say({ type: 'command', ref: 'r1', device: 'valve-1', command: 'close' })
    expect(await peer.closed).toBe(4401)
    expect(gateway.orders).toEqual([])
  })
})

describe('what a flow may do', () => {
  it('proposes its devices and hears how each was taken', async () => {
    const peer = await friend()
    peer.say({ type: 'snapshot', ref: 's1', snapshot: snapshotOf(1, [probe('probe-a', 'n1'), probe('probe-a', 'n2')]) })
    const { ref, results } = await peer.hear('snapshot-result')
    expect(ref).toBe('s1')
    expect(results.map(({ node, result }) => [node, result])).toEqual([
      ['n1', 'applied'],
      ['n2', 'duplicate'],
    ])
    expect((await peer.hear('registry')).registry.devices).toHaveLength(1)
  })

  it('hears a coded error when its snapshot is older', async () => {
    const peer = await friend()
    peer.say({ type: 'snapshot', ref: 's1', snapshot: snapshotOf(2, [probe('probe-a', 'n1')]) })
    await peer.hear('snapshot-result')
    peer.say({ type: 'snapshot', ref: 's2', snapshot: snapshotOf(1, [probe('probe-b', 'n1')]) })
    expect(await peer.hear('error')).toMatchObject({ ref: 's2', code: 'REGISTRY_SNAPSHOT_OLDER' })
    expect(gateway.states()).toEqual({ 'probe-a': 'active' })
  })

  it('receives the readings it subscribed to, the current ones first', async () => {
    const peer = await friend()
    const devices = [probe('probe-a', 'n1'), { ...probe('probe-b', 'n2', 2), zone: 'portioning' }]
    peer.say({ type: 'snapshot', ref: 's1', snapshot: snapshotOf(1, devices) })
    await peer.hear('snapshot-result')
    gateway.measure(temperature('probe-a', 70))
    gateway.measure(temperature('probe-b', 60))
    peer.say({ type: 'subscribe', ref: 'r1', filter: { types: ['reading'], zones: ['portioning'], latest: true } })
    expect(await peer.hear('entry')).toMatchObject({ ref: 'r1', latest: true, entry: { device: 'probe-b', value: 60 } })
    gateway.measure(temperature('probe-a', 71))
    gateway.measure(temperature('probe-b', 61))
    const entry = await peer.hear('entry')
    expect(entry).toMatchObject({ ref: 'r1', entry: { device: 'probe-b', value: 61 } })
    expect(entry.latest).toBeUndefined()
  })

  it('hears no more after it unsubscribed', async () => {
    const peer = await friend()
    peer.say({ type: 'subscribe', ref: 'r1', filter: { points: ['core-temperature'] } })
    peer.say({ type: 'subscribe', ref: 'r2', filter: { devices: ['probe-b'] } })
    peer.say({ type: 'unsubscribe', ref: 'r1' })
    peer.say({ type: 'catalogue', ref: 'c1' })
    await peer.hear('catalogue')
    gateway.measure(temperature('probe-a', 70))
    gateway.measure(temperature('probe-b', 60))
    expect(await peer.hear('entry')).toMatchObject({ ref: 'r2', entry: { device: 'probe-b' } })
  })

  it('orders a device and hears that it is under way, then how it ended', async () => {
    const peer = await friend()
    peer.say({ type: 'command', ref: 'c1', device: 'valve-1', command: 'close' })
    expect(await peer.hear('command-result')).toMatchObject({ ref: 'c1', result: 'accepted', final: false })
    expect(await peer.hear('command-result')).toMatchObject({ ref: 'c1', result: 'confirmed', final: true })
  })

  it('hears a coded error when an order fails', async () => {
    const peer = await friend()
    gateway.answerOrder = () => Promise.reject(new Error('no such valve'))
    peer.say({ type: 'command', ref: 'c1', device: 'valve-1', command: 'close' })
    expect(await peer.hear('error')).toMatchObject({ ref: 'c1', code: 'FLOW_REQUEST_FAILED' })
  })

  it('records an event and learns its number', async () => {
    const peer = await friend()
    peer.say({ type: 'event', ref: 'e1', event: 'shift-started', data: { by: 'crew-2' } })
    expect(await peer.hear('recorded')).toEqual({ type: 'recorded', ref: 'e1', seq: 1 })
    expect(gateway.events).toEqual([{ event: 'shift-started', data: { by: 'crew-2' } }])
  })

  it('is told what it can pick from', async () => {
    const peer = await friend()
    peer.say({ type: 'catalogue', ref: 'c1' })
    const { catalogue } = await peer.hear('catalogue')
    expect(catalogue.zones).toHaveLength(12)
    expect(catalogue.profiles.find(({ id }) => id === 'pt100-8ch')).toMatchObject({
      positions: 8,
      kinds: ['core-temp-probe', 'oil-temp'],
    })
  })

  it('hears the health of devices, on joining and on change', async () => {
    gateway.health({ device: 'probe-a', health: 'offline', since: 5, reason: 'no-answer' })
    const peer = await friend()
    expect(await peer.hear('device-health')).toMatchObject({ device: 'probe-a', health: 'offline' })
    gateway.health({ device: 'probe-a', health: 'online', since: 6 })
    expect(await peer.hear('device-health')).toMatchObject({ health: 'online', since: 6 })
  })
})

describe('a peer that misbehaves', () => {
  it('hears a coded error for every message that is none, and stays connected', async () => {
    const peer = await friend()
    for (const text of ['', '{', 'null', '[]', '{"type":"subscribe"}', '{"type":"retire","ref":"r"}', '\u0000\u0001'])
      peer.shout(text)
    peer.shout(Buffer.from([0xff, 0xfe, 0x00]))
    for (let count = 0; count < 8; count += 1)
      expect(await peer.hear('error')).toMatchObject({ code: 'FLOW_MESSAGE_MALFORMED' })
    peer.say({ type: 'event', ref: 'e1', event: 'still-here', data: {} })
    expect(await peer.hear('recorded')).toMatchObject({ ref: 'e1' })
  })

  it('is cut off when its message is larger than one may be', async () => {
    const peer = await friend()
    peer.shout(`"${'x'.repeat(2 * 1024 * 1024)}"`)
    expect(await peer.closed).toBe(1009)
    expect(gateway.faults.length).toBeGreaterThan(0)
  })

  it('is dropped, and counted, when it stops reading, so that nothing piles up', async () => {
    const peer = await friend()
    peer.say({ type: 'subscribe', ref: 'r1', filter: {} })
    peer.say({ type: 'catalogue', ref: 'c1' })
    await peer.hear('catalogue')
    peer.pause()
    const value = 'x'.repeat(1000)
    const enough = (8 * MAX_SEND_BUFFER_BYTES) / value.length
    for (let count = 0; count < enough && gateway.faults.length === 0; count += 1)
      gateway.measure({ device: 'probe-a', point: 'core-temperature', value, quality: 'good' })
    expect(gateway.faults).toMatchObject([{ code: 'FLOW_CLIENT_SLOW' }])
  })

  it('does not end the connection of others', async () => {
    const other = await friend('other')
    const peer = await friend()
    peer.close()
    other.say({ type: 'snapshot', ref: 's1', snapshot: snapshotOf(1, [], { buses: [bus], units: [board] }) })
    expect(await other.hear('snapshot-result')).toMatchObject({ results: [] })
  })
})
