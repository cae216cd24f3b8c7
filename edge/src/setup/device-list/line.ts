import {
  Address,
  type Bus,
  DeviceProposal,
  Id,
  LISTENING,
  type Registry,
  TRANSPORTS,
  type Transport,
  type Unit,
  type ZaojunError,
} from '@zaojun/core'
import { type Catalogue, type Params, type Profile, paramsOf } from '@zaojun/device-profiles'
import { Compile } from 'typebox/compile'
import { positionOf, usesUnit } from '../../registry/index.ts'
import type { Column } from './columns.ts'
import { fail } from './errors.ts'

export type Cells = Partial<Record<Column, string>>
/** What is wrong in a line, and in which column. */
export type ColumnFault = { column: Column; error: ZaojunError }
/** What one line stands for. */
export type LineItems = { bus: Bus; unit: Unit; device: DeviceProposal }

const isId = Compile(Id)
const isAddress = Compile(Address)
const isDevice = Compile(DeviceProposal)
const SERIAL: readonly Transport[] = ['modbus-rtu', 'stream-serial', 'keyboard']
const PARITIES: Record<string, 'none' | 'even' | 'odd'> = {
  none: 'none',
  n: 'none',
  无: 'none',
  even: 'even',
  e: 'even',
  偶: 'even',
  odd: 'odd',
  o: 'odd',
  奇: 'odd',
}
/** `8N1`, `7E1`, … as manuals print it. */
const FRAME = /^([78])([neo])([12])$/i

/** Reads the cells of one line against what is registered. Every fault of the line is found at once. */
export function readLine(
  cells: Cells,
  registry: Registry,
  catalogue: Catalogue,
): { items: LineItems; faults: [] } | { items: undefined; faults: ColumnFault[] } {
  const faults: ColumnFault[] = []
  const wrong = (column: Column, name = cells[column] ?? '') => {
    faults.push({ column, error: name === '' ? fail('LIST_VALUE_MISSING') : fail('LIST_VALUE', { name }) })
  }
  const given = (column: Column): string | undefined => (cells[column] === '' ? undefined : cells[column])
  const id = (column: Column): string => {
    const value = given(column) ?? ''
    if (!isId.Check(value)) wrong(column)
    return value
  }
  const whole = (column: Column): number | undefined => {
    const value = given(column)
    if (value === undefined) return undefined
    if (/^[0-9]{1,6}$/.test(value)) return Number(value)
    wrong(column)
    return undefined
  }
  const named = <Thing extends { id: string; name: { zh: string; en: string } }>(
    column: Column,
    things: Iterable<Thing>,
  ): Thing | undefined => {
    const value = (given(column) ?? '').toLowerCase()
    const found = [...things].find(({ id: own, name }) =>
      [own, name.zh, name.en].some((each) => each.toLowerCase() === value),
    )
    if (found === undefined) wrong(column)
    return found
  }
  const device = id('device')
  const name = given('name') ?? ''
  const kind = named('kind', catalogue.kinds.values())?.id ?? ''
  const zone = named('zone', catalogue.zones)?.id ?? ''
  const profile = named('profile', catalogue.profiles.values())
  const address = addressOf(given('address'), () => wrong('address'))
  const position = whole('position')
  const params = profile === undefined ? undefined : paramsIn(given('params'), profile, faults)
  const bus = busOf(id('bus'))
  const unit = profile === undefined || bus === undefined ? undefined : unitOf(bus, profile)
  if (bus === undefined || unit === undefined || faults.length > 0) return { items: undefined, faults }
  const proposal: DeviceProposal = { id: device, kind, name, zone, unit: unit.id, ...defined({ position }) }
  const handMade = position === undefined ? handMadePoints(registry, catalogue, proposal, unit) : undefined
  const complete = handMade === undefined ? proposal : { ...proposal, points: handMade }
  if (!isDevice.Check(complete)) {
    wrong(name.length === 0 || name.length > 80 ? 'name' : 'device')
    return { items: undefined, faults }
  }
  return { items: { bus, unit, device: complete }, faults: [] }

  function busOf(busId: string): Bus | undefined {
    const before = registry.buses.find((each) => each.id === busId)
    const transport = (given('transport') ?? before?.transport) as Transport | undefined
    if (transport === undefined || !TRANSPORTS.includes(transport)) {
      wrong('transport')
      return undefined
    }
    const place = placeOf(given('place'), transport, before)
    if (place === undefined) {
      wrong('place')
      return undefined
    }
    const same = before !== undefined && before.transport === transport
    const head = {
      id: busId,
      name: before?.name ?? busId,
      transport,
      ...(before?.simulated ? { simulated: true } : {}),
    }
    if (transport !== 'modbus-rtu' && transport !== 'stream-serial') {
      const { baudRate } = same ? before : {}
      const tls = same && place.host !== undefined ? before.tls : undefined
      return { ...head, ...place, ...defined({ baudRate: whole('baud') ?? baudRate, tls }) }
    }
    const {
      baudRate = 9600,
      dataBits = 8,
      parity = 'none',
      stopBits = 1,
    } = { ...profile?.line, ...(same ? before : {}) }
    const frame = frameOf(given('parity'), () => wrong('parity'))
    const rate = whole('baud') ?? baudRate
    if (rate < 300 || rate > 921_600) wrong('baud')
    return { ...head, ...place, baudRate: rate, dataBits, parity, stopBits, ...frame }
  }

  function unitOf(on: Bus, of: Profile): Unit | undefined {
    const stated = given('unit')
    const before =
      stated === undefined
        ? (registry.units.find(
            (each) =>
              each.bus === on.id && String(each.address ?? '') === String(address ?? '') && each.profile === of.id,
          ) ??
          registry.units.find(
            (each) => each.bus === on.id && address !== undefined && String(each.address) === String(address),
          ))
        : registry.units.find((each) => each.id === stated)
    const unitId = stated ?? before?.id ?? unitIdOf(on.id, address)
    if (!isId.Check(unitId)) {
      wrong('unit', unitId)
      return undefined
    }
    const serialNumber = given('serial')?.slice(0, 80) ?? before?.serialNumber
    return {
      id: unitId,
      bus: on.id,
      profile: of.id,
      ...defined({ address, serialNumber, params: params ?? (before?.profile === of.id ? before.params : undefined) }),
    }
  }
}

/** A device bound by hand, or hanging on several units, stays so while its line names a unit it hangs on. */
function handMadePoints(registry: Registry, catalogue: Catalogue, { id, kind }: DeviceProposal, unit: Unit) {
  const before = registry.devices.find((each) => each.id === id)
  if (before === undefined || before.kind !== kind || !usesUnit(before, unit.id)) return undefined
  const mixed = Object.values(before.points).some((binding) => binding.unit !== unit.id)
  const positions = catalogue.profiles.get(unit.profile)?.positions ?? 1
  if (!mixed && positions === 1 && positionOf(catalogue, before, unit) !== undefined) return undefined
  return before.points
}

const unitIdOf = (bus: string, address: string | number | undefined): string =>
  `${bus}-${
    address === undefined
      ? 'unit'
      : String(address)
          .toLowerCase()
          .replace(/[^a-z0-9.]+/g, '-')
          .replace(/^[-.]+|[-.]+$/g, '')
  }`

function addressOf(text: string | undefined, wrong: () => void): string | number | undefined {
  if (text === undefined) return undefined
  const address = /^[1-9][0-9]{0,2}$/.test(text) && Number(text) <= 247 ? Number(text) : text
  if (isAddress.Check(address)) return address
  wrong()
  return undefined
}

/** `/dev/serial/by-id/…` · `192.168.1.20:502` · `8080` for what listens; nothing keeps what the bus has. */
function placeOf(
  text: string | undefined,
  transport: Transport,
  before: Bus | undefined,
): Pick<Bus, 'path' | 'host' | 'port'> | undefined {
  if (text === undefined) {
    const { path, host, port } = before ?? {}
    const kept = defined({ path, host, port })
    return Object.keys(kept).length > 0 || transport === 'mqtt' ? kept : undefined
  }
  if (SERIAL.includes(transport)) return text.startsWith('/') && text.length <= 256 ? { path: text } : undefined
  const [, host = '', digits = ''] = /^(?:(.*?)[:：])?([0-9]{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === '' || port < 1 || port > 65_535) return undefined
  const alone = LISTENING.includes(transport) || transport === 'mqtt'
  if (host === '') return alone ? { port } : undefined
  return { host, port }
}

function frameOf(text: string | undefined, wrong: () => void): Pick<Bus, 'dataBits' | 'parity' | 'stopBits'> {
  if (text === undefined) return {}
  const [, data, letter, stop] = FRAME.exec(text) ?? []
  const parity = PARITIES[(letter ?? text).toLowerCase()]
  if (parity === undefined) wrong()
  if (letter === undefined) return defined({ parity })
  return { ...defined({ parity }), dataBits: data === '7' ? 7 : 8, stopBits: stop === '2' ? 2 : 1 }
}

/** `capacity=150; division=0.05` */
function paramsIn(text: string | undefined, profile: Profile, faults: ColumnFault[]): Params | undefined {
  if (text === undefined) return undefined
  const params: Params = {}
  for (const part of text.split(/[;；]/)) {
    if (part.trim() === '') continue
    const [key = '', ...rest] = part.split('=')
    params[key.trim()] = scalarOf(rest.join('=').trim())
  }
  for (const name of paramsOf(profile, params).faults)
    faults.push({ column: 'params', error: fail('LIST_PARAM', { name }) })
  return params
}

const scalarOf = (text: string): string | number | boolean =>
  text === 'true' || text === 'false'
    ? text === 'true'
    : text !== '' && Number.isFinite(Number(text))
      ? Number(text)
      : text

const defined = <Shape extends object>(value: Shape): { [Key in keyof Shape]?: NonNullable<Shape[Key]> } =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [Key in keyof Shape]?: NonNullable<Shape[Key]>
  }
