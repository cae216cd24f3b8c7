/** A checkpoint of the log as it was published: a signed note over the first `size` entries of a generation. */
export type PublishedCheckpoint = { generation: number; size: number; note: Uint8Array }

/** What aggregators over one store say to each other through it. The embedded store has one process, which is all there is. */
export interface SharingStore {
  /** Others may be at work on the same store. */
  readonly isShared: boolean
  /** Whether the job is this process's for the next `seconds`: taken where nobody has it, or renewed. */
  lead(job: string, seconds: number): Promise<boolean>
  /** Somebody looks at these sites at this process, for so many seconds unless it says so again; replaces what it said before. */
  sayWatched(sites: string[], seconds: number): Promise<void>
  /** Sites that somebody looks at, at another process. */
  watchedElsewhere(): Promise<string[]>
  /** Boxes that were given another token or key within the last minute. */
  boxesChangedLately(): Promise<string[]>
  /** The newest that was published anywhere; null where there is none, or the process is alone. */
  checkpoint(): Promise<PublishedCheckpoint | null>
  /** Before it is served anywhere. Never goes back to a smaller size, or to fewer signatures. */
  publishCheckpoint(checkpoint: PublishedCheckpoint): Promise<void>
}

/** One process, one store. */
export const notShared: SharingStore = {
  isShared: false,
  lead: async () => true,
  sayWatched: async () => {},
  watchedElsewhere: async () => [],
  boxesChangedLately: async () => [],
  checkpoint: async () => null,
  publishCheckpoint: async () => {},
}
