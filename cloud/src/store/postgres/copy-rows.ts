import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Cell, Row } from '../table-rows.ts'
import { COPY_SIGNATURE, COPY_TRAILER, WireWriter } from './binary.ts'

/** Types of the columns that the store has, as `udt_name` calls them. */
export type ColumnType = 'int4' | 'int8' | 'float8' | 'text' | 'json' | 'bytea' | 'bool'

const NULL_LENGTH = -1
const COUNT_BYTES = 2
const LENGTH_BYTES = 4

type Put = (to: WireWriter, value: Exclude<Cell, null>) => void
const PUT: Record<ColumnType, Put> = {
  int4: (to, value) => to.int4Field(Number(value)),
  int8: (to, value) => to.int8Field(Number(value)),
  float8: (to, value) => to.float8Field(Number(value)),
  text: (to, value) => to.textField(String(value)),
  json: (to, value) => to.textField(String(value)),
  bytea: (to, value) => to.bytesField(value as Uint8Array),
  bool: (to, value) => to.bytesField(Uint8Array.of(Number(value))),
}

type Get = (bytes: Buffer, at: number, length: number) => Cell
const GET: Record<ColumnType, Get> = {
  int4: (bytes, at) => bytes.readInt32BE(at),
  int8: (bytes, at) => Number(bytes.readBigInt64BE(at)),
  // The embedded store knows no −0.
  float8: (bytes, at) => bytes.readDoubleBE(at) + 0,
  text: (bytes, at, length) => bytes.toString('utf8', at, at + length),
  json: (bytes, at, length) => bytes.toString('utf8', at, at + length),
  bytea: (bytes, at, length) => Buffer.from(bytes.subarray(at, at + length)),
  bool: (bytes, at) => bytes[at] ?? 0,
}

/** Writes rows by `COPY <target> FROM STDIN`. */
export async function copyIn(client: pg.ClientBase, target: string, types: ColumnType[], rows: Row[]): Promise<void> {
  const wire = new WireWriter(1 << 20)
  wire.raw(COPY_SIGNATURE)
  for (const row of rows) {
    wire.int2(types.length)
    types.forEach((type, index) => {
      const cell = row[index] ?? null
      if (cell === null) wire.int4(NULL_LENGTH)
      else PUT[type](wire, cell)
    })
  }
  wire.int2(COPY_TRAILER)
  const stream = client.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT binary)`))
  stream.end(wire.take())
  await finished(stream)
}

/** Rows of a select, in runs as they come. */
export async function* copyOut(client: pg.ClientBase, select: string, types: ColumnType[]): AsyncGenerator<Row[]> {
  // The server's word that it is ready for another query comes after the last row.
  const ready = once(client, 'drain')
  ready.catch(() => {})
  const stream = client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`))
  let rest: Buffer = Buffer.alloc(0)
  let at = COPY_SIGNATURE.length
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const rows: Row[] = []
    for (;;) {
      const end = endOfRow(rest, at)
      if (end < 0) break
      rows.push(readRow(rest, at, types))
      at = end
    }
    const used = Math.min(at, rest.length)
    rest = rest.subarray(used)
    at -= used
    if (rows.length > 0) yield rows
  }
  await ready
}

/** Where the row that begins at `at` ends; −1 while it is not whole, or is the trailer. */
function endOfRow(bytes: Buffer, at: number): number {
  if (at + COUNT_BYTES > bytes.length) return -1
  const count = bytes.readInt16BE(at)
  if (count === COPY_TRAILER) return -1
  let place = at + COUNT_BYTES
  for (let field = 0; field < count; field++) {
    if (place + LENGTH_BYTES > bytes.length) return -1
    place += LENGTH_BYTES + Math.max(0, bytes.readInt32BE(place))
  }
  return place > bytes.length ? -1 : place
}

function readRow(bytes: Buffer, from: number, types: ColumnType[]): Row {
  let at = from + COUNT_BYTES
  return types.map((type) => {
    const length = bytes.readInt32BE(at)
    at += LENGTH_BYTES
    if (length === NULL_LENGTH) return null
    const cell = GET[type](bytes, at, length)
    at += length
    return cell
  })
}
