import type { chunkReads, chunkWrites } from './entities/chunks.ts'
import type { turnWrites } from './entities/turns.ts'

type Reads = ReturnType<typeof chunkReads>
type Writes = ReturnType<typeof chunkWrites> & ReturnType<typeof turnWrites>

/** What jobs on readings at rest are made of: each method one read, or one short transaction on one site. */
export interface SealingStore extends Reads, Writes {}
