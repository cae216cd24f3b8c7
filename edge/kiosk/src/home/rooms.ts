import type { Device, Zone } from '../box/shapes.ts'
import { mainPoints, SEVERITY_OF, type Severity, severityOfTrue } from '../kitchen/judgement.ts'
import type { Kitchen } from '../kitchen/kitchen.ts'
import { keyOf } from '../kitchen/points.ts'
import { judgePoint } from '../kitchen/reading.ts'

export type Row = { device: Device; point: string; severity: Severity; main: boolean }
export type Room = { zone: Zone; devices: Device[]; rows: Row[]; severity: Severity; wired: boolean }

const inUse = ({ state }: Device) => state !== 'retired'

export function rowsOf(kitchen: Kitchen, device: Device): Row[] {
  const kind = kitchen.frame.value?.kinds[device.kind]
  const main = new Set(mainPoints(kind))
  return Object.keys(kind?.points ?? device.points).map((point) => {
    const { look } = judgePoint(kitchen, device, point)
    const set = look === 'good' && kitchen.points.get(keyOf(device.id, point))?.value === true
    const severity = set ? severityOfTrue(kind, point) : main.has(point) ? SEVERITY_OF[look] : look === 'bad' ? 2 : 0
    return { device, point, severity, main: main.has(point) }
  })
}

/** One room: its main points, and beside them whatever is wrong, worst first. */
export function roomOf(kitchen: Kitchen, zone: Zone): Room {
  const devices = (kitchen.frame.value?.devices ?? []).filter((device) => device.zone === zone.id && inUse(device))
  const rows = devices.flatMap((device) => rowsOf(kitchen, device))
  const severity = rows.reduce<Severity>((worst, row) => (row.severity > worst ? row.severity : worst), 0)
  return { zone, devices, rows, severity, wired: devices.length > 0 }
}

/** Main points for a tile with `places` places: the wrong ones keep theirs, the rest in their usual order. */
export function chosenRows(room: Room, places: number): Row[] {
  const main = room.rows.filter((row) => row.main)
  if (main.length <= places) return main
  const chosen = new Set([...main].sort((a, b) => b.severity - a.severity).slice(0, places))
  return main.filter((row) => chosen.has(row))
}

/** Abnormal first, then wired, then the quiet rest; the order of the scenes within each. */
export function abnormalFirst(rooms: Room[]): Room[] {
  const rank = (room: Room) => (room.wired ? room.severity + 1 : 0)
  return [...rooms].sort((a, b) => rank(b) - rank(a))
}
