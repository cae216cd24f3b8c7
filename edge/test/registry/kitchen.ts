import type { Bus, DeviceProposal, Registry, Snapshot, Unit } from '@zaojun/core'
import { loadCatalogue } from '@zaojun/device-profiles'

/** A small kitchen to change: one RS-485 line with an eight-channel probe board and a gas detector. */
export const catalogue = loadCatalogue()

export const bus: Bus = { id: 'line-1', name: 'RS-485 1', transport: 'modbus-rtu', path: '/dev/ttyS9', baudRate: 9600 }
export const board: Unit = { id: 'board-1', bus: 'line-1', profile: 'pt100-8ch', address: 1 }
export const detector: Unit = { id: 'detector-1', bus: 'line-1', profile: 'pemtech-pt495', address: 2 }

export const emptyRegistry = (): Registry => ({
  revision: 0,
  site: { name: '第一食堂', timeZone: 'Asia/Shanghai' },
  zones: catalogue.zones,
  buses: [],
  units: [],
  devices: [],
})

/** A probe node; its editor id is `node`. */
export const probe = (id: string, node: string, position = 1): DeviceProposal => ({
  id,
  kind: 'core-temp-probe',
  name: id,
  zone: 'cooking',
  unit: 'board-1',
  position,
  node,
})

export const snapshotOf = (generation: number, devices: DeviceProposal[], more: Partial<Snapshot> = {}): Snapshot => ({
  revision: `flows-${generation}`,
  generation,
  buses: [bus],
  units: [board, detector],
  devices,
  ...more,
})
