import { entityWrites } from '../entities/index.ts'
import { type SequenceRequest, sequence } from '../entities/leaves.ts'
import type { IngestRequest } from '../store.ts'
import type { Connection } from './database.ts'
import { Ingest } from './ingest.ts'
import { rollupWrites } from './rollups.ts'
import { waitingBatches } from './waiting-batches.ts'

// biome-ignore lint/suspicious/noExplicitAny: the store names each method with its argument
type Methods = Record<string, (argument: any) => unknown>

/** Everything that changes the store. Called inside a transaction that the thread opens and commits. */
export class Writer {
  private readonly ingest: Ingest
  private readonly methods: Methods

  constructor(connection: Connection) {
    const ingest = new Ingest(connection)
    const waiting = waitingBatches(connection)
    this.ingest = ingest
    this.methods = {
      ingest: (request: IngestRequest) => ingest.take(request),
      sequence: (request: SequenceRequest) => sequence(connection, request, waiting),
      ...entityWrites(connection),
      ...rollupWrites(connection, () => ingest.forgetDirty()),
    }
  }

  async call(method: string, argument: unknown): Promise<unknown> {
    const run = this.methods[method]
    if (run === undefined) throw new Error(`no such method: ${method}`)
    return await run(argument)
  }

  /** Before the commit: writes what the group gathered. */
  flush(): Promise<void> {
    return this.ingest.flush()
  }

  /** After a rollback: what is remembered may not be on disk. */
  forget(): void {
    this.ingest.forget()
  }
}
