import type { exportReads } from './entities/exports.ts'

type Reads = ReturnType<typeof exportReads>

/** Readings for whoever takes them away, in bounded steps. */
export interface ExportStore extends Reads {}
