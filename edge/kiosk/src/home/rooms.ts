import type { AlarmRow, Device, Zone } from '../box/shapes.ts'
import { isFreeText, isTeller } from '../kitchen/happening.ts'
import { mainPoints, pointsOf, SEVERITY_OF, type Severity, severityOfTrue } from '../kitchen/judgement.ts'
import type { Kitchen } from '../kitchen/kitchen.ts'
import { keyOf } from '../kitchen/points.ts'
import { judgePoint } from '../kitchen/reading.ts'

export type Row = { device: Device; point: string; severity: Severity; main: boolean }
export type Room = {
  zone: Zone
  devices: Device[]
  rows: Row[]
  /** Devices whose last event stands in the place of values. */
  tellers: Device[]
  severity: Severity
  /** The gravest in sight here: it says more than what the values look like. */
  alarm: AlarmRow | undefined
  wired: boolean
}

const IN_SIGHT = ['unacknowledged', 'acknowledged', 'returned']
const ALARM_SEVERITY = { info: 1, warn: 2, major: 3, critical: 3 } as const
const inUse = ({ state }: Device) => state !== 'retired'

export function rowsOf(kitchen: Kitchen, device: Device): Row[] {
  const kind = kitchen.frame.value?.kinds[device.kind]
  const main = new Set(mainPoints(kind, device))
  const teller = isTeller(kitchen, device)
  return pointsOf(kind, device).map((point) => {
    // What a reader read last is the event itself; that it read nothing yet is no fault.
    if (teller && isFreeText(kind, point)) return { device, point, severity: 0, main: false }
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
  const here = new Set(devices.map(({ id }) => id))
  const alarm = kitchen.alarms.standing.value.find(
    ({ device = '', state, advisory, severity }) =>
      here.has(device) && IN_SIGHT.includes(state) && advisory !== true && severity !== 'info',
  )
  const severity = rows.reduce<Severity>(
    (worst, row) => (row.severity > worst ? row.severity : worst),
    alarm === undefined ? 0 : ALARM_SEVERITY[alarm.severity],
  )
  const tellers = devices.filter((device) => isTeller(kitchen, device))
  return { zone, devices, rows, tellers, severity, alarm, wired: devices.length > 0 }
}

/** What a tile shows in one place: a point, or what a device told of last. */
export type Item = Row | { device: Device; told: true }

/**
 * What stands on a tile with `places` places: what is wrong first, then one thing of each device, then the rest; in
 * the order of the devices.
 */
export function chosenItems(room: Room, places: number): Item[] {
  const main = room.rows.filter((row) => row.main)
  const all = room.devices.flatMap((device): Item[] => {
    const told = room.tellers.includes(device) ? [{ device, told: true as const }] : []
    return [...told, ...main.filter((row) => row.device === device)]
  })
  const first = new Set(new Map([...all].reverse().map((item) => [item.device.id, item])).values())
  const rank = (item: Item) => ('told' in item ? 0 : item.severity * 2) + (first.has(item) ? 1 : 0)
  const chosen = new Set([...all].sort((a, b) => rank(b) - rank(a)).slice(0, places))
  return all.filter((item) => chosen.has(item))
}

/** Abnormal first, then wired, then the quiet rest; the order of the scenes within each. */
export function abnormalFirst(rooms: Room[]): Room[] {
  const rank = (room: Room) => (room.wired ? room.severity + 1 : 0)
  return [...rooms].sort((a, b) => rank(b) - rank(a))
}
