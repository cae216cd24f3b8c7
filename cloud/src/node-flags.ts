/**
 * What Node is started with for a cloud. By default the nursery of each thread grows to tens of MB and stays there, step by
 * step: a small one takes 0.6 of the memory, and nothing that can be measured of ingest (docs/failover.md).
 */
export const SMALL_NURSERY = ['--max-semi-space-size=8']
/** Few malloc arenas instead of some a thread: what one thread gives back another can use. */
export const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' }
