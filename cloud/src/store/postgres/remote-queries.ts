import type { MessagePort } from 'node:worker_threads'
import type { Columns, Kinds, NumberKind, NumberRow, Queries, Query } from '../queries.ts'
import { readColumns } from './columns.ts'
import { build, dialectOver } from './dialect.ts'

/** A statement on its way to the thread that has the connection. `kinds`: its rows are to come as columns. */
export type Asked = {
  id: number
  text: string
  parameters: readonly unknown[]
  kinds: Record<string, NumberKind> | null
}
export type Told = { id: number; rows: unknown } | { id: number; failed: true }

type Waiting = { resolve(rows: unknown): void; reject(error: Error): void }

/** Reads through a connection of another thread, which answers at the other end of the port. */
export class RemoteQueries implements Queries {
  readonly build = build
  readonly dialect = dialectOver(async (text, parameters) => ({ rows: await this.rows(text, parameters) }))
  private readonly port: MessagePort
  private readonly waiting = new Map<number, Waiting>()
  private asked = 0

  constructor(port: MessagePort) {
    this.port = port
    port.on('message', (told: Told) => {
      const waiting = this.waiting.get(told.id)
      this.waiting.delete(told.id)
      if ('rows' in told) waiting?.resolve(told.rows)
      // Why is known where the connection is, and told from there.
      else waiting?.reject(new Error('the statement failed'))
    })
  }

  close(): void {
    this.port.close()
  }

  private ask(statement: Omit<Asked, 'id'>): Promise<unknown> {
    const id = ++this.asked
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.port.postMessage({ id, ...statement } satisfies Asked)
    })
  }

  /** Bytes come over as plain ones. */
  private async rows(text: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]> {
    const rows = (await this.ask({ text, parameters, kinds: null })) as Record<string, unknown>[]
    for (const row of rows)
      for (const [name, value] of Object.entries(row))
        if (value instanceof Uint8Array) row[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return rows
  }

  readonly all = async <Row>(query: Query<Row>): Promise<Row[]> => {
    const { sql: text, parameters } = query.compile(build)
    return (await this.rows(text, parameters)) as Row[]
  }

  readonly first = async <Row>(query: Query<Row>): Promise<Row | undefined> => (await this.all(query))[0]

  readonly columns = async <Row extends NumberRow>(query: Query<Row>, kinds: Kinds<Row>): Promise<Columns<Row>> => {
    const { sql: text, parameters } = query.compile(build)
    return readColumns((await this.ask({ text, parameters, kinds })) as ArrayBuffer, kinds)
  }

  readonly run = async (): Promise<number> => {
    throw new Error('nothing is written from here')
  }
}
