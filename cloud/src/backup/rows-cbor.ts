import { Encoder } from 'cbor-x'
import type { Cell, Row } from '../store/table-rows.ts'

const encoder = new Encoder({ useRecords: false, tagUint8Array: false, mapsAsObjects: true })

/** One row as CBOR: an array of null, text, bytes, and numbers (beyond 32 bits, or not whole, as 64-bit floats). */
export const encodeRow = (row: Row): Buffer => encoder.encode(row)

/** Rows of a CBOR sequence (RFC 8742). Throws for anything else. */
export function decodeRows(bytes: Uint8Array, columns: number): Row[] {
  const rows: Row[] = []
  encoder.decodeMultiple(bytes, (row: unknown) => {
    if (!Array.isArray(row) || row.length !== columns || !row.every(isCell)) throw new Error('a row is not one')
    rows.push(row)
  })
  return rows
}

const isCell = (cell: unknown): cell is Cell =>
  cell === null || typeof cell === 'number' || typeof cell === 'string' || cell instanceof Uint8Array
