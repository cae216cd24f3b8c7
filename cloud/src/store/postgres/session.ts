import type pg from 'pg'
import type { Dialect, Kinds, NumberRow, Queries, Query } from '../queries.ts'
import { copyColumns, readColumns } from './columns.ts'
import { build, dialectOver } from './dialect.ts'

/** Statements kept prepared on each connection; rarer ones are planned each time. */
const MAX_PREPARED = 200

const names = new Map<string, string>()
function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= MAX_PREPARED) return known
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

/** One connection: what runs through it between BEGIN and COMMIT is one transaction. */
export class Session implements Queries {
  readonly client: pg.PoolClient
  readonly build = build
  readonly dialect: Dialect

  constructor(client: pg.PoolClient) {
    this.client = client
    this.dialect = dialectOver((text, values) => this.plain(text, values))
  }

  plain(text: string, values: unknown[] = []): Promise<pg.QueryResult> {
    const name = nameOf(text)
    return this.client.query(name === undefined ? { text, values } : { name, text, values })
  }

  private send<Row>(query: Query<Row>): Promise<pg.QueryResult> {
    const { sql: text, parameters } = query.compile(build)
    return this.plain(text, [...parameters])
  }

  readonly all = async <Row>(query: Query<Row>): Promise<Row[]> => (await this.send(query)).rows as Row[]

  readonly first = async <Row>(query: Query<Row>): Promise<Row | undefined> =>
    (await this.send(query)).rows[0] as Row | undefined

  readonly columns = async <Row extends NumberRow>(query: Query<Row>, kinds: Kinds<Row>) => {
    const { sql: text, parameters } = query.compile(build)
    return readColumns(await copyColumns(this.client, { text, parameters }, kinds), kinds)
  }

  readonly run = async (query: Query<unknown>): Promise<number> => (await this.send(query)).rowCount ?? 0
}
