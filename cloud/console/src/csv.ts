/** RFC 4180 text of rows; a byte order mark first, so that spreadsheets read it as UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'
const FORMULA_START = /^[=+\-@\t\r]/

type Cell = string | number | boolean | null | undefined

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  // A text that a spreadsheet would run as a formula is kept as text.
  const safe = FORMULA_START.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvOf = (rows: Cell[][]): string =>
  BYTE_ORDER_MARK + rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')
