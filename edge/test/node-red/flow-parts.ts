import type { Flow } from './node-red-process.ts'

type Part = Flow[number]

/** Parts of flows as the editor writes them. */
export const tab = (id: string, more: Record<string, unknown> = {}): Part => ({
  id,
  type: 'tab',
  label: id,
  disabled: false,
  ...more,
})
export const gatewayNode = (more: Record<string, unknown> = {}): Part => ({
  id: 'gw',
  type: 'kitchen-gateway',
  name: '',
  url: '',
  version: 1,
  ...more,
})
export const busNode: Part = {
  id: 'bus',
  type: 'kitchen-bus',
  name: 'RS-485 1',
  gateway: 'gw',
  bus: 'line-1',
  transport: 'modbus-rtu',
  path: '/dev/ttyS9',
  baudRate: '9600',
  dataBits: '8',
  parity: 'none',
  stopBits: '1',
  simulated: true,
  version: 1,
}
export const boardNode: Part = {
  id: 'board',
  type: 'kitchen-unit',
  name: '',
  gateway: 'gw',
  unit: 'board-1',
  profile: 'pt100-8ch',
  bus: 'bus',
  registeredBus: '',
  address: '1',
  serialNumber: '',
  params: '',
  version: 1,
}
export const probeNode = (id: string, device: string, position: number, more: Record<string, unknown> = {}): Part => ({
  id,
  type: 'kitchen-core-temp-probe',
  z: 'tab-1',
  name: device,
  gateway: 'gw',
  device,
  zone: 'cooking',
  unit: 'board',
  registeredUnit: '',
  position: String(position),
  output: 'value',
  version: 1,
  x: 200,
  y: 60 * position,
  wires: [[]],
  ...more,
})

/** Records each message it gets as an event, so that the gateway sees what a flow saw. */
export const recordNode = (id: string, more: Record<string, unknown> = {}): Part => ({
  id,
  type: 'kitchen-record-event',
  z: 'tab-1',
  name: '',
  gateway: 'gw',
  device: '',
  event: 'seen-by-flow',
  version: 1,
  x: 500,
  y: 60,
  wires: [[]],
  ...more,
})

export const kitchen = (...parts: Part[]): Flow => [tab('tab-1'), gatewayNode(), busNode, boardNode, ...parts]
