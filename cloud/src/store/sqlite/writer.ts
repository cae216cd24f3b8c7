import type { IngestRequest } from '../store.ts'
import type { Connection } from './database.ts'
import { entityWrites } from './entity-writes.ts'
import { erasureWrites } from './erasure-writes.ts'
import { heartbeatWrites } from './heartbeat-writes.ts'
import { Ingest } from './ingest.ts'
import { keyWrites } from './key-writes.ts'
import { leafWrites } from './leaf-writes.ts'
import { rightsWrites } from './rights-writes.ts'
import { rollupWrites } from './rollup-writes.ts'

// biome-ignore lint/suspicious/noExplicitAny: `SqliteStore` names each method with its argument
type Methods = Record<string, (argument: any) => unknown>

/** Everything that changes the store. Called inside a transaction that the thread opens and commits. */
export class Writer {
  private readonly ingest: Ingest
  private readonly methods: Methods

  constructor(connection: Connection) {
    const ingest = new Ingest(connection)
    this.ingest = ingest
    this.methods = {
      ingest: (request: IngestRequest) => ingest.take(request),
      ...entityWrites(connection),
      ...erasureWrites(connection),
      ...leafWrites(connection),
      ...heartbeatWrites(connection),
      ...keyWrites(connection),
      ...rightsWrites(connection),
      ...rollupWrites(connection, () => ingest.forgetDirty()),
    }
  }

  call(method: string, argument: unknown): unknown {
    const run = this.methods[method]
    if (run === undefined) throw new Error(`no such method: ${method}`)
    return run(argument)
  }

  /** Before the commit: writes what the group gathered. */
  flush(): void {
    this.ingest.flush()
  }

  /** After a rollback: what is remembered may not be on disk. */
  forget(): void {
    this.ingest.forget()
  }
}
