import type { Device, Registry } from '@zaojun/core'
import { loadCatalogue } from '@zaojun/device-profiles'

const catalogue = loadCatalogue()
export const ZONES = catalogue.zones
export const FORMS = [...catalogue.forms.values()]
export const KINDS = Object.fromEntries(catalogue.kinds)

const device = (id: string, kindId: string, name: string, zoneId: string, unit: string): Device => ({
  id,
  kind: kindId,
  name,
  zone: zoneId,
  state: 'active',
  points: Object.fromEntries(
    Object.keys(KINDS[kindId]?.points ?? {}).map((point) => [point, { unit, channel: point }]),
  ),
})
export const DEVICES: Device[] = [
  device('receiving-scale', 'cloud-scale', '收货秤', 'entrance', 'scale-1'),
  device('dry-store', 'warehouse-climate', '干货库', 'warehouse', 'climate-1'),
  device('cold-store', 'warehouse-climate', '冷藏 1', 'fresh-keeping', 'climate-2'),
  device('stove-gas', 'gas-monitor', '灶台可燃气', 'cooking', 'gas-1'),
  device('stove-valve', 'safety-valve', '灶台总阀', 'cooking', 'valve-1'),
  device('core-probe', 'core-temp-probe', '探针 1', 'portioning', 'probe-1'),
]
export const REGISTRY: Registry = {
  revision: 1,
  site: { name: '第一食堂后厨', timeZone: 'Asia/Shanghai' },
  zones: ZONES,
  buses: [
    { id: 'rs485-1', name: '灶台总线', transport: 'modbus-rtu', path: '/dev/serial/by-id/stove', baudRate: 9600 },
  ],
  units: ['scale-1', 'climate-1', 'climate-2', 'gas-1', 'valve-1', 'probe-1'].map((id, index) => ({
    id,
    bus: 'rs485-1',
    profile: `profile-of-${id}`,
    address: index + 1,
  })),
  devices: DEVICES,
}
const commandOf = (kind: string, command: string) => ({ command, ...KINDS[kind]?.commands?.[command] })
/** What the models behind the devices take. */
export const OFFERED = {
  'stove-valve': [{ ...commandOf('safety-valve', 'close'), point: 'closed' }],
  'dry-store': [
    { ...commandOf('warehouse-climate', 'set-target'), point: 'target-temperature', min: 10, max: 30, step: 0.5 },
  ],
}
/** What each point holds at the start of a test. */
export const VALUES: Record<string, number | boolean> = {
  'receiving-scale/net': 12.34,
  'receiving-scale/gross': 12.84,
  'receiving-scale/tare': 0.5,
  'receiving-scale/stable': true,
  'receiving-scale/overload': false,
  'dry-store/air-temperature': 21.4,
  'dry-store/relative-humidity': 58,
  'dry-store/target-temperature': 21,
  'cold-store/air-temperature': 3.6,
  'cold-store/relative-humidity': 71,
  'stove-gas/combustible-gas': 2,
  'stove-gas/alarm-level-1': false,
  'stove-gas/alarm-level-2': false,
  'stove-gas/fault': false,
  'stove-valve/closed': false,
  'core-probe/core-temperature': 76.2,
}
