import { isDeepStrictEqual } from 'node:util'
import { type Registry, reasonOf, ZaojunError } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import Type, { type Static } from 'typebox'
import { type Change, proposeDevice, putBus, putUnit, type RegistryMemory } from '../../registry/index.ts'
import { COLUMN_KEYS, COLUMNS, type Column, columnOf } from './columns.ts'
import { type CsvRow, decodeText, MAX_LIST_BYTES, parseCsv, plainCell } from './csv.ts'
import { fail } from './errors.ts'
import { type Cells, type LineItems, readLine } from './line.ts'

const Fault = Type.Object({
  line: Type.Integer({ description: 'In the file, from 1' }),
  column: Type.Optional(Type.Enum(COLUMN_KEYS)),
  code: Type.String(),
  message: Type.String(),
  zh: Type.String(),
})
type Fault = Static<typeof Fault>

/** What a list would do, or did, line by line. With a single fault nothing is applied. */
export const ListReport = Type.Object({
  encoding: Type.String(),
  lines: Type.Array(
    Type.Object({
      line: Type.Integer(),
      device: Type.String(),
      name: Type.String(),
      action: Type.Enum(['create', 'change', 'same', 'refused'] as const),
    }),
  ),
  faults: Type.Array(Fault),
  applied: Type.Boolean(),
})
export type ListReport = Static<typeof ListReport>

/** Reads a list and works out the one change it makes; the registry is not touched. */
export function planList(
  bytes: Uint8Array,
  registry: Registry,
  catalogue: Catalogue,
  memory: RegistryMemory,
): { report: ListReport; change: Change } {
  let change: Change = { registry, memory, changed: false, events: [] }
  const report: ListReport = { encoding: 'utf-8', lines: [], faults: [], applied: false }
  const refuse = (line: number, error: unknown, column?: Column) => report.faults.push(faultOf(line, error, column))
  try {
    const { rows, encoding } = readRows(bytes)
    report.encoding = encoding
    const [heading, ...lines] = rows
    if (heading === undefined || lines.length === 0) throw fail('LIST_EMPTY', { place: '1' })
    const columns = columnsOf(heading, refuse)
    if (report.faults.length > 0) return { report, change }
    const seen = new Seen()
    for (const { line, cells } of lines) takeLine(line, cellsOf(columns, cells), seen)
  } catch (error) {
    refuse(Number(error instanceof ZaojunError ? error.place : 1) || 1, error)
  }
  if (change.changed) change = { ...change, registry: { ...change.registry, revision: registry.revision + 1 } }
  return { report, change }

  function takeLine(line: number, cells: Cells, seen: Seen): void {
    const { device = '', name = '' } = cells
    const refused = () => report.lines.push({ line, device, name, action: 'refused' })
    const { items, faults } = readLine(cells, change.registry, catalogue)
    for (const { column, error } of faults) refuse(line, error, column)
    if (items === undefined) return void refused()
    try {
      seen.add(items)
      const next = apply(items)
      const action = actionOf(change.registry, next.registry, items)
      change = { ...next, changed: change.changed || next.changed, events: [...change.events, ...next.events] }
      report.lines.push({ line, device, name, action })
    } catch (error) {
      refuse(line, error, columnOfError(error))
      refused()
    }
  }

  function apply({ bus, unit, device }: LineItems): Change {
    const laid = putBus(change.registry, bus, change.memory)
    const wired = putUnit(laid.registry, catalogue, unit, laid.memory)
    const placed = proposeDevice(wired.registry, catalogue, device, wired.memory)
    const changed = laid.changed || wired.changed || placed.changed
    return { ...placed, changed, events: [...laid.events, ...wired.events, ...placed.events] }
  }
}

/** What the lines before said: two lines may share a bus and a unit, if they agree. */
class Seen {
  private readonly devices = new Set<string>()
  private readonly buses = new Map<string, LineItems['bus']>()
  private readonly units = new Map<string, LineItems['unit']>()

  add({ bus, unit, device }: LineItems): void {
    if (this.devices.has(device.id)) throw fail('LIST_DEVICE_TWICE', { name: device.id })
    if (!isDeepStrictEqual(this.buses.get(bus.id) ?? bus, bus)) throw fail('LIST_BUS_DIFFERS', { name: bus.id })
    if (!isDeepStrictEqual(this.units.get(unit.id) ?? unit, unit)) throw fail('LIST_UNIT_DIFFERS', { name: unit.id })
    this.devices.add(device.id)
    this.buses.set(bus.id, bus)
    this.units.set(unit.id, unit)
  }
}

function readRows(bytes: Uint8Array): { rows: CsvRow[]; encoding: string } {
  if (bytes.length > MAX_LIST_BYTES) throw fail('LIST_TOO_LARGE', { name: `${bytes.length} bytes`, place: '1' })
  const { text, encoding } = decodeText(bytes)
  return { rows: parseCsv(text), encoding }
}

function columnsOf(heading: CsvRow, refuse: (line: number, error: unknown) => void): (Column | undefined)[] {
  const columns = heading.cells.map((cell) => {
    const column = columnOf(cell)
    if (column === undefined && cell !== '') refuse(heading.line, fail('LIST_COLUMN_UNKNOWN', { name: cell }))
    return column
  })
  for (const key of COLUMN_KEYS) {
    const { zh, en, needed } = COLUMNS[key]
    const times = columns.filter((column) => column === key).length
    if (times > 1) refuse(heading.line, fail('LIST_COLUMN_TWICE', { name: `${zh} ${en}` }))
    if (times === 0 && needed) refuse(heading.line, fail('LIST_COLUMN_MISSING', { name: `${zh} ${en}` }))
  }
  return columns
}

function cellsOf(columns: (Column | undefined)[], cells: string[]): Cells {
  const found: Cells = {}
  for (const [index, column] of columns.entries())
    if (column !== undefined) found[column] = plainCell(cells[index] ?? '')
  return found
}

function actionOf(before: Registry, after: Registry, { bus, unit, device }: LineItems): 'create' | 'change' | 'same' {
  const was = before.devices.find(({ id }) => id === device.id)
  if (was === undefined) return 'create'
  const same =
    isDeepStrictEqual(
      was,
      after.devices.find(({ id }) => id === device.id),
    ) &&
    isDeepStrictEqual(
      before.units.find(({ id }) => id === unit.id),
      after.units.find(({ id }) => id === unit.id),
    ) &&
    isDeepStrictEqual(
      before.buses.find(({ id }) => id === bus.id),
      after.buses.find(({ id }) => id === bus.id),
    )
  return same ? 'same' : 'change'
}

const COLUMN_OF_ERROR: Record<string, Column> = {
  REGISTRY_ADDRESS_TAKEN: 'address',
  REGISTRY_UNIT_FORMER: 'unit',
  REGISTRY_PROFILE_UNKNOWN: 'profile',
  REGISTRY_BUS_UNKNOWN: 'bus',
  REGISTRY_ZONE_UNKNOWN: 'zone',
  REGISTRY_KIND_UNKNOWN: 'kind',
  REGISTRY_KIND_CHANGED: 'kind',
  REGISTRY_DEVICE_RETIRED: 'device',
  BINDING_POSITION: 'position',
  BINDING_MISMATCH: 'kind',
  LIST_DEVICE_TWICE: 'device',
  LIST_BUS_DIFFERS: 'bus',
  LIST_UNIT_DIFFERS: 'unit',
}
const columnOfError = (error: unknown): Column | undefined =>
  error instanceof ZaojunError ? COLUMN_OF_ERROR[error.code] : undefined

function faultOf(line: number, error: unknown, column?: Column): Fault {
  const message = reasonOf(error)
  const { code, zh = message } = error instanceof ZaojunError ? error : { code: 'UNEXPECTED' }
  return { line, ...(column === undefined ? {} : { column }), code, message, zh }
}
