/** A slot counts as up where any aggregator found itself ready at any moment of it. Shorter gaps are not seen. */
export const SLOT_MS = 15_000
export const slotAt = (at: number): number => Math.floor(at / SLOT_MS)
export const startOf = (slot: number): number => slot * SLOT_MS

const DAY_MS = 24 * 3_600_000
/** A year and the month before it; after that samples are forgotten. */
export const KEPT_MS = 400 * DAY_MS
