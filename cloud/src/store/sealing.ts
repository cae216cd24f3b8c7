import type { archiveReads, archiveWrites } from './entities/archive.ts'
import type { chunkReads, chunkWrites } from './entities/chunks.ts'
import type { removalReads } from './entities/removals.ts'
import type { retentionReads, retentionWrites } from './entities/retention.ts'
import type { turnWrites } from './entities/turns.ts'

type Reads = ReturnType<typeof archiveReads> &
  ReturnType<typeof chunkReads> &
  ReturnType<typeof removalReads> &
  ReturnType<typeof retentionReads>
type Writes = ReturnType<typeof archiveWrites> &
  ReturnType<typeof chunkWrites> &
  ReturnType<typeof retentionWrites> &
  ReturnType<typeof turnWrites>

/** What jobs on readings at rest are made of: each method one read, or one short transaction on one site. */
export interface SealingStore extends Reads, Writes {}
