import { fail } from './errors.ts'

export const MAX_LIST_BYTES = 1024 * 1024
const MAX_ROWS = 1_000
const MAX_COLUMNS = 64
const DELIMITERS = [',', ';', '\t'] as const

/** A line of a table: its number in the file, from 1, and its cells without the blanks around them. */
export type CsvRow = { line: number; cells: string[] }
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/** The text of a file as Excel and editors leave it: UTF-8 with or without a mark, UTF-16 with one, else GB 18030. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const decode = (encoding: Encoding, fatal = false) => ({
    text: new TextDecoder(encoding, { fatal }).decode(bytes),
    encoding,
  })
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode('utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode('utf-16be')
  try {
    return decode('utf-8', true)
  } catch {
    return decode('gb18030')
  }
}

/**
 * Cuts CSV text (RFC 4180; comma, semicolon or tab, whichever its first line has most of) into rows. Blank lines and
 * lines that begin with # are left out. Throws `LIST_…`.
 */
export function parseCsv(text: string): CsvRow[] {
  const delimiter = delimiterOf(text)
  const rows: CsvRow[] = []
  let cells: string[] = []
  let cell = ''
  let quoted: 'no' | 'open' | 'closed' = 'no'
  let line = 1
  let began = 1
  const endCell = () => {
    cells.push(quoted === 'no' ? cell.trim() : cell)
    cell = ''
    quoted = 'no'
    if (cells.length > MAX_COLUMNS) throw fail('LIST_TOO_LARGE', { name: `${cells.length} columns`, place: `${began}` })
  }
  const endRow = () => {
    endCell()
    if (cells.some((each) => each !== '') && !cells[0]?.startsWith('#')) rows.push({ line: began, cells })
    cells = []
    began = line
    if (rows.length > MAX_ROWS) throw fail('LIST_TOO_LARGE', { name: `${rows.length} lines`, place: `${began}` })
  }
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string
    if (letter === '\n') line++
    if (quoted === 'open') {
      if (letter !== '"') cell += letter
      else if (text[at + 1] === '"') cell += text[++at]
      else quoted = 'closed'
    } else if (letter === '"' && cell.trim() === '' && quoted === 'no') {
      quoted = 'open'
      cell = ''
    } else if (letter === delimiter) endCell()
    else if (letter === '\n') endRow()
    else if (letter !== '\r' && quoted === 'no') cell += letter
  }
  if (quoted === 'open') throw fail('LIST_QUOTE', { place: String(began) })
  endRow()
  return rows
}

function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1)
  const plain = first.replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => plain.split(delimiter).length
  return DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best))
}

/** A spreadsheet takes a cell that begins so for a formula; an apostrophe before it says that it is text. */
const FORMULA = /^[=+@\t]|^-(?![0-9.])/
const unguarded = /^'(?=[=+@\t]|-(?![0-9.]))/

export const plainCell = (cell: string): string => cell.replace(unguarded, '')

/** CSV as Excel opens it rightly: UTF-8 with its mark, CRLF. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const cellText = (cell: string) => {
    const safe = FORMULA.test(cell) ? `'${cell}` : cell
    return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return `\uFEFF${rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')}`
}
