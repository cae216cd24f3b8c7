import { sql } from 'kysely'
import type { Waiting, WaitingBatch } from '../entities/leaves.ts'
import type { Connection } from './database.ts'

/** Rows of batches follow the order of commits: those past the newest leaf's wait. */
export const waitingBatches = (connection: Connection): Waiting => ({
  take: (limit) =>
    connection.all(
      sql<WaitingBatch>`SELECT batch.rowid AS "row", batch.site, batch.box, box.id, n, digest
        FROM batch JOIN box ON box.no = batch.box
        WHERE batch.rowid > (SELECT coalesce(max(batch_row), 0) FROM leaf) ORDER BY batch.rowid LIMIT ${limit}`,
    ),
  placed: async () => {},
})
