import { type Fields, noFields } from '../message/message.ts'
import { good } from '../value.ts'

const MAX_LINES = 1000
const MAX_LINE = 1024
const MAX_PAIRS = 64
const decoder = new TextDecoder()

/** Columns of an attendance line as visible-light terminals write them; older ones stop after the work code. */
const ATTLOG = ['pin', 'time', 'status', 'verify', 'workcode', 'reserved1', 'reserved2', 'mask', 'temperature'] as const

/** Stands for a table where a terminal only asks for work: it is there, and says nothing. */
export const ADMS_CONTACT = '-'

/** The tables whose lines say something here; of the others only the receipt is confirmed. */
export const isAdmsTable = (table: string): boolean => /^(attlog|rtlog|rtstate)$/i.test(table)

/** The lines of an upload, empty ones left out. */
export function admsLines(bytes: Uint8Array): string[] | { error: string } {
  const lines = decoder
    .decode(bytes)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  if (lines.length > MAX_LINES) return { error: 'too-many-lines' }
  return lines.some((line) => line.length > MAX_LINE) ? { error: 'too-long' } : lines
}

/**
 * The fields of one line of a table. `ATTLOG` goes by columns, the real-time tables by `name=value`. `time` becomes
 * ISO 8601 where the unit's `zone` is known; `mask` 255 and `temperature` 0 mean that nothing was measured.
 * `record` tells one line from every other of the same unit.
 */
export function admsFields(bytes: Uint8Array, table: string, zone: string | undefined): Fields | { error: string } {
  if (table === ADMS_CONTACT) return noFields()
  const lines = admsLines(bytes)
  if ('error' in lines) return lines
  const [line, ...more] = lines
  if (line === undefined || more.length > 0 || !isAdmsTable(table)) return { error: 'not-a-line' }
  const raw = /^attlog$/i.test(table) ? columns(line) : pairs(line)
  if (raw === undefined) return { error: 'not-a-line' }
  const time = instant(raw.time, zone)
  if (time !== undefined) raw.time = time
  if (raw.mask === '255') delete raw.mask
  if (Number(raw.temperature ?? 0) === 0) delete raw.temperature
  if (raw.pin === '0' || raw.pin === '') delete raw.pin
  const fields = noFields()
  for (const [name, value] of Object.entries(raw)) if (value !== '') fields[name] = good(value)
  fields.record = good([raw.pin, raw.time, raw.index ?? raw.status, raw.event ?? raw.verify].join(' '))
  fields.table = good(table.toLowerCase())
  return fields
}

function columns(line: string): Record<string, string> | undefined {
  const cells = line.split('\t')
  if (cells.length < 2) return undefined
  return Object.fromEntries(ATTLOG.slice(0, cells.length).map((name, index) => [name, (cells[index] ?? '').trim()]))
}

function pairs(line: string): Record<string, string> | undefined {
  const cells = line.split('\t')
  if (cells.length > MAX_PAIRS) return undefined
  const raw: Record<string, string> = Object.create(null)
  for (const cell of cells) {
    const split = cell.indexOf('=')
    if (split < 1) return undefined
    const name = cell.slice(0, split).trim().toLowerCase()
    raw[name === 'maskflag' ? 'mask' : name] = cell.slice(split + 1).trim()
  }
  return raw
}

/** `2026-11-23 08:00:05` as the instant it names in `zone`; undefined where it names none. */
function instant(time: string | undefined, zone: string | undefined): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(time ?? '')
  return match === null || zone === undefined ? undefined : `${match[1]}T${match[2]}${zone}`
}
