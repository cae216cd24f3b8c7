import type pg from 'pg'
import type { Columns, Kinds, NumberKind, NumberList, NumberRow } from '../queries.ts'
import { PackedReader } from './packed.ts'

/** The database makes one string of bytes of each column: it spends less on that than on rows, and nothing is to be parsed. */
const SENT: Record<NumberKind, (column: string) => string> = {
  int4: (column) => `string_agg(int4send(${column}), '')`,
  float8: (column) => `string_agg(float8send(coalesce(${column}::float8, 'NaN')), '')`,
}
const BYTES: Record<NumberKind, number> = { int4: 4, float8: 8 }
/** Rows of one message: it fits what is read from a connection in one go, so that nothing has to be put together. */
const ROWS_A_MESSAGE = 1_000

type Statement = { text: string; parameters: readonly unknown[] }
type Client = Pick<pg.ClientBase, 'query'>

/** Doubles first: each list begins where such a number may stand. */
const inOrder = <Row>(kinds: Kinds<Row>): [string, NumberKind][] =>
  Object.entries<NumberKind>(kinds).sort(([, a], [, b]) => BYTES[b] - BYTES[a])

/** Rows of a select of numbers, as `readColumns` takes them: column after column, big-endian. */
export function copyColumns<Row extends NumberRow>(
  client: Client,
  statement: Statement,
  kinds: Kinds<Row>,
): Promise<ArrayBuffer> {
  const columns = inOrder(kinds)
  const count = columns.slice(0, 1).map(([name, kind]) => `octet_length(${name}) / ${BYTES[kind]}`)
  const slices = columns.map(([name, kind]) => {
    const bytes = BYTES[kind] * ROWS_A_MESSAGE
    return `substr(${name}, 1 + part * ${bytes}, ${bytes})`
  })
  const lists = columns.map(([name, kind]) => `${SENT[kind](name)} AS ${name}`)
  const text = `COPY (SELECT ${[...count, ...slices].join(', ')}
    FROM (SELECT ${lists.join(', ')} FROM (${written(statement)}) AS listed) AS lists
    CROSS JOIN LATERAL generate_series(0, (${count} - 1) / ${ROWS_A_MESSAGE}) AS part) TO STDOUT (FORMAT binary)`
  const widths = columns.map(([, kind]) => BYTES[kind])
  return new Promise((resolve, reject) => {
    client.query(
      new CopyOut(text, new PackedReader(widths), (error, packed) =>
        error === null ? resolve(packed) : reject(error),
      ),
    )
  })
}

/** COPY takes no parameters: numbers stand in its text, each by itself: `-1::int4` would be `-(1::int4)`. */
function written({ text, parameters }: Statement): string {
  return text.replace(/\$(\d+)/g, (_, place) => {
    const value = parameters[Number(place) - 1]
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`$${place} is no number`)
    return `(${value})`
  })
}

/** Lists over the bytes themselves, which are turned about in place. −0 is 0: the embedded store knows no other. */
export function readColumns<Row extends NumberRow>(packed: ArrayBuffer, kinds: Kinds<Row>): Columns<Row> {
  const columns = inOrder(kinds)
  const rows = packed.byteLength / columns.reduce((sum, [, kind]) => sum + BYTES[kind], 0)
  let at = 0
  const lists = columns.map(([name, kind]): [string, NumberList] => {
    const bytes = Buffer.from(packed, at, rows * BYTES[kind])
    const from = at
    at += bytes.length
    if (kind === 'int4') {
      bytes.swap32()
      return [name, new Int32Array(packed, from, rows)]
    }
    bytes.swap64()
    const list = new Float64Array(packed, from, rows)
    for (let row = 0; row < rows; row++) list[row] = (list[row] ?? 0) + 0
    return [name, list]
  })
  return Object.fromEntries(lists) as Columns<Row>
}

/**
 * A statement of `pg`'s own queue, under its time limits. (`pg-copy-streams` lets such a limit run on when all has come,
 * and ends the process where something comes after it.)
 */
class CopyOut implements pg.Submittable {
  readonly text: string
  /** Replaced by `pg`, to stop its clock. */
  callback: (error: Error | null) => void
  private readonly reader: PackedReader
  private failure: Error | null = null

  constructor(text: string, reader: PackedReader, settle: (error: Error | null, packed: ArrayBuffer) => void) {
    this.text = text
    this.reader = reader
    this.callback = (error) => settle(error, reader.packed)
  }

  submit(connection: pg.Connection): void {
    connection.query(this.text)
  }

  /** One message, one row. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    try {
      this.reader.take(chunk)
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error))
    }
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback(this.failure)
  }

  handleError(error: Error): void {
    this.callback(error)
  }
}
