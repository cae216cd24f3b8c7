import type { Bus, Device, Registry, Unit } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import { positionOf } from '../../registry/index.ts'
import { COLUMN_KEYS, type Column, headings } from './columns.ts'
import { writeCsv } from './csv.ts'

export type Language = 'zh' | 'en'

/** The devices of a registry as a list that reads back to the same. Retired ones are left out. */
export function writeList(registry: Registry, catalogue: Catalogue, language: Language): string {
  const rows = registry.devices
    .filter(({ state }) => state !== 'retired')
    .map((device) => rowOf(device, registry, catalogue, language))
  return tableOf(language, rows)
}

function rowOf(device: Device, { buses, units }: Registry, catalogue: Catalogue, language: Language) {
  const unit = units.find(({ id }) => id === mainUnit(device))
  const bus = buses.find(({ id }) => id === unit?.bus)
  const profile = catalogue.profiles.get(unit?.profile ?? '')
  const row: Partial<Record<Column, string>> = {
    device: device.id,
    name: device.name,
    kind: catalogue.kinds.get(device.kind)?.name[language] ?? device.kind,
    zone: catalogue.zones.find(({ id }) => id === device.zone)?.name[language] ?? device.zone,
  }
  if (unit === undefined || bus === undefined) return row
  const position = (profile?.positions ?? 1) > 1 ? positionOf(catalogue, device, unit) : undefined
  return { ...row, ...unitCells(unit), ...busCells(bus), position: text(position) }
}

const unitCells = ({ id, profile, address, serialNumber, params = {} }: Unit) => ({
  profile,
  unit: id,
  address: text(address),
  serial: text(serialNumber),
  params: Object.entries(params)
    .map(([key, value]) => `${key}=${value}`)
    .join('; '),
})

function busCells({ id, transport, path, host, port, baudRate, dataBits = 8, parity = 'none', stopBits = 1 }: Bus) {
  const serial = transport === 'modbus-rtu' || transport === 'stream-serial'
  return {
    bus: id,
    transport,
    place: path ?? (host === undefined ? text(port) : `${host}:${port}`),
    baud: text(baudRate),
    parity: serial ? `${dataBits}${parity.slice(0, 1).toUpperCase()}${stopBits}` : '',
  }
}

/** The unit most of its points hang on. */
function mainUnit({ points }: Device): string | undefined {
  const counts = new Map<string, number>()
  for (const { unit } of Object.values(points)) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}

const text = (value: string | number | undefined): string => (value === undefined ? '' : String(value))

const tableOf = (language: Language, rows: Partial<Record<Column, string>>[]): string =>
  writeCsv([headings(language), ...rows.map((row) => COLUMN_KEYS.map((key) => row[key] ?? ''))])

const EXAMPLE: (Partial<Record<Column, string>> & { names: Record<Language, string> })[] = [
  {
    device: 'receiving-scale',
    names: { zh: '收货秤', en: 'Receiving scale' },
    kind: 'cloud-scale',
    zone: 'warehouse',
    profile: 'yaohua-xk3190-a9',
    bus: 'receiving-line',
    transport: 'stream-serial',
    place: '/dev/serial/by-id/usb-adapter-1',
    baud: '9600',
    parity: '8N1',
    params: 'capacity=150; division=0.05',
  },
  ...[1, 2].map((position) => ({
    device: `core-probe-${position}`,
    names: { zh: `${position} 号中心温度`, en: `Core probe ${position}` },
    kind: 'core-temp-probe',
    zone: 'cooking',
    profile: 'pt100-8ch',
    bus: 'sensor-line',
    transport: 'modbus-rtu',
    place: '/dev/serial/by-id/usb-adapter-2',
    baud: '9600',
    parity: '8N1',
    address: '2',
    position: String(position),
    serial: 'SN-0001',
  })),
  {
    device: 'main-gas-valve',
    names: { zh: '总燃气阀', en: 'Main gas valve' },
    kind: 'safety-valve',
    zone: 'cooking',
    profile: 'waveshare-relay-8ch',
    bus: 'safety-line',
    transport: 'modbus-tcp',
    place: '192.168.1.20:502',
    address: '1',
    position: '1',
  },
]

/** A list to begin from: a scale, two probes on one board, a valve over the network. */
export const exampleList = (language: Language): string =>
  tableOf(
    language,
    EXAMPLE.map(({ names, ...row }) => ({ ...row, name: names[language] })),
  )
