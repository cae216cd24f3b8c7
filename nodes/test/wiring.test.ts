import { Bus, DeviceProposal, EntryFilter, FLOW_SOCKET_PATH, Unit } from '@zaojun/core'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { proposalOf } from '../src/device/proposal.ts'
import { busOf } from '../src/kitchen-bus/bus.ts'
import { targetOf } from '../src/kitchen-gateway/target.ts'
import { filterOf } from '../src/kitchen-reading-in/filter.ts'
import { unitOf } from '../src/kitchen-unit/unit.ts'
import { orderIn } from '../src/shared/order.ts'
import { parseMessage, socketAddress } from '../src/shared/wire.ts'

const shapes = {
  bus: Compile(Bus),
  unit: Compile(Unit),
  proposal: Compile(DeviceProposal),
  filter: Compile(EntryFilter),
}
const anything = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.constantFrom(
    '',
    'a',
    'line-1',
    '9600',
    '502',
    'modbus-rtu',
    'modbus-tcp',
    'mqtt',
    'toString',
    'jt-808',
    'keyboard',
    '/dev/ttyS0',
    '{"k":1}',
    '{',
    'x'.repeat(300),
    true,
  ),
  fc.array(fc.string()),
  fc.constant(undefined),
)
const config = (keys: string[]) => fc.record(Object.fromEntries(keys.map((key) => [key, anything])))

describe('whatever stands in a node', () => {
  it('a bus is either complete and of the right shape, or not sent', () => {
    const keys = [
      'bus',
      'name',
      'transport',
      'path',
      'baudRate',
      'dataBits',
      'stopBits',
      'parity',
      'host',
      'port',
      'tls',
      'caFile',
    ]
    fc.assert(
      fc.property(config(keys), (given) => {
        const bus = busOf(given)
        return bus === undefined || shapes.bus.Check(bus)
      }),
    )
  })

  it('a unit is either complete and of the right shape, or not sent', () => {
    fc.assert(
      fc.property(config(['unit', 'profile', 'address', 'serialNumber', 'params']), (given) => {
        const unit = unitOf(given, 'line-1')
        return unit === undefined || shapes.unit.Check(unit)
      }),
    )
  })

  it('a device is either complete and of the right shape, or says what is missing', () => {
    fc.assert(
      fc.property(config(['device', 'zone', 'name', 'position']), (given) => {
        const planned = proposalOf(given, 'gas-monitor', 'n1', 'unit-1')
        return 'missing' in planned || shapes.proposal.Check(planned.proposal)
      }),
    )
  })

  it('a filter has the right shape', () => {
    fc.assert(
      fc.property(config(['devices', 'points', 'kinds', 'zones']), (given) => shapes.filter.Check(filterOf(given))),
    )
  })
})

describe('a complete node', () => {
  it('is the serial bus it describes', () => {
    const serial = {
      bus: 'line-1',
      name: '',
      transport: 'modbus-rtu',
      path: '/dev/ttyS0',
      baudRate: '4800',
      parity: 'even',
    }
    expect(busOf(serial)).toEqual({
      id: 'line-1',
      name: 'line-1',
      transport: 'modbus-rtu',
      path: '/dev/ttyS0',
      baudRate: 4800,
      dataBits: 8,
      stopBits: 1,
      parity: 'even',
    })
  })

  it('is the network bus it describes', () => {
    const network = {
      bus: 'line-2',
      name: '2 号线',
      transport: 'modbus-tcp',
      host: '10.0.0.9',
      port: 502,
      simulated: true,
    }
    expect(busOf(network)).toEqual({
      id: 'line-2',
      name: '2 号线',
      simulated: true,
      transport: 'modbus-tcp',
      host: '10.0.0.9',
      port: 502,
    })
  })

  it.each([
    [{ transport: 'mqtt', host: '', port: '1883' }, { port: 1883 }],
    [
      { transport: 'mqtt', host: '10.0.0.2', port: 1883 },
      { host: '10.0.0.2', port: 1883 },
    ],
    [
      { transport: 'mqtt', host: 'broker.example', port: 8883, tls: true, caFile: '/etc/ca.pem', keyFile: '' },
      { host: 'broker.example', port: 8883, tls: { caFile: '/etc/ca.pem' } },
    ],
    [{ transport: 'mqtt', host: '', port: 1883, tls: true, caFile: '/etc/ca.pem' }, { port: 1883 }],
    [{ transport: 'http', host: '', port: 8081 }, { port: 8081 }],
    [{ transport: 'hj-212', port: 9212 }, { port: 9212 }],
    [{ transport: 'jt-808', host: '', port: 6808 }, { port: 6808 }],
    [{ transport: 'keyboard', path: '/dev/input/by-id/x', port: 502 }, { path: '/dev/input/by-id/x' }],
  ])('is the bus of what calls in or types: %j', (given, place) => {
    expect(busOf({ bus: 'b-1', name: '', ...given })).toEqual({
      id: 'b-1',
      name: 'b-1',
      transport: given.transport,
      ...place,
    })
    expect(busOf({ bus: 'b-1', name: '', transport: given.transport })).toBeUndefined()
  })

  it.each([
    ['3', 3],
    [7, 7],
    ['248', '248'],
    ['13912345678', '13912345678'],
    ['A4:C1:38:00:11:22', 'A4:C1:38:00:11:22'],
    ['', undefined],
  ])('calls a unit by its number, or by text: %s', (address, read) => {
    const unit = unitOf({ unit: 'u-1', profile: 'xy-md02', address }, 'line-1')
    expect(unit?.address).toBe(read)
  })

  it('is not sent with an address that is none', () => {
    expect(unitOf({ unit: 'u-1', profile: 'xy-md02', address: 'a b' }, 'line-1')).toBeUndefined()
  })

  it('names what is missing in a device', () => {
    const whole = { device: 'd-1', zone: 'cooking', name: '', position: '' }
    const missing = (change: object, unit = 'u-1') => proposalOf({ ...whole, ...change }, 'gas-monitor', 'n1', unit)
    expect(missing({})).toMatchObject({ proposal: { id: 'd-1', name: 'd-1', unit: 'u-1', node: 'n1' } })
    expect(missing({ device: '' })).toEqual({ missing: 'no-id' })
    expect(missing({ zone: '' })).toEqual({ missing: 'no-zone' })
    expect(missing({}, '')).toEqual({ missing: 'no-unit' })
    expect(missing({ position: '65' })).toEqual({ missing: 'bad-position' })
  })
})

describe('where a gateway node connects', () => {
  it('is the box itself when the node is empty', () => {
    const env = { ZAOJUN_GATEWAY_URL: 'http://127.0.0.1:8970', ZAOJUN_FLOW_TOKEN: 'secret' }
    expect(targetOf({ url: '', token: '' }, env)).toEqual({
      address: `ws://127.0.0.1:8970${FLOW_SOCKET_PATH}`,
      token: 'secret',
    })
  })

  it('never sends the token of the box to another address', () => {
    const env = { ZAOJUN_GATEWAY_URL: 'http://127.0.0.1:8970', ZAOJUN_FLOW_TOKEN: 'secret' }
    expect(targetOf({ url: 'http://elsewhere', token: '' }, env)).toEqual({ problem: 'no-token' })
  })

  it('says what is missing or wrong', () => {
    expect(targetOf({ url: '', token: '' }, {})).toEqual({ problem: 'no-address' })
    expect(targetOf({ url: 'ftp://box', token: 't' }, {})).toEqual({ problem: 'bad-address' })
  })

  it('understands an address as people write it', () => {
    expect(socketAddress('box.local:8970')).toBe(`ws://box.local:8970${FLOW_SOCKET_PATH}`)
    expect(socketAddress('https://box.example/kitchen/')).toBe(`wss://box.example/kitchen${FLOW_SOCKET_PATH}`)
  })
})

describe('a message from outside', () => {
  it('is read without failing, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseMessage(text)
      }),
    )
    expect(parseMessage('{"type":"alive"}')).toEqual({ type: 'alive' })
    expect(parseMessage('["type"]')).toBeUndefined()
  })

  it('carries an order by msg.command, by the node, or as its text', () => {
    const none = () => false
    expect(orderIn({ _msgid: '1', command: 'close' }, 'v', '', none)).toEqual({ device: 'v', command: 'close' })
    expect(orderIn({ _msgid: '1', payload: 'close' }, 'v', '', none)).toEqual({ device: 'v', command: 'close' })
    expect(orderIn({ _msgid: '1', payload: 5 }, 'v', 'set', () => true)).toEqual({
      device: 'v',
      command: 'set',
      value: 5,
    })
    expect(orderIn({ _msgid: '1', payload: 5 }, 'v', '', none)).toBeUndefined()
  })
})
