/** How an aggregator found itself: able to do all it is there for, or what it lacks. */
export type ServiceState = 'up' | 'log' | 'ingest'

/** Slots `first`…`last` in which an aggregator said the same of itself; a slot is `SLOT_MS` long, counted from 1970. */
export type ServiceSpan = { aggregator: string; state: ServiceState; first: number; last: number }

/** Time for which work on the service was announced: UTC ms. `to` is when it ended, where somebody ended it early. */
export type ServiceWindow = { id: string; from: number; to: number; reason: string; by: string; createdAt: number }

/** What is kept of how the service itself stood. */
export interface ServiceStore {
  /** Samples of an aggregator come in the order of slots. */
  sampleService(sample: { aggregator: string; state: ServiceState; slot: number }): Promise<void>
  /** Spans that touch slots `first`…`last`, in the order of their beginnings. */
  serviceSpans(query: { first: number; last: number }): Promise<ServiceSpan[]>
  /** The first slot that was ever sampled and is still kept; null where none was. */
  firstServiceSlot(): Promise<number | null>
  /** Forgets spans that ended before the slot, and windows that ended before `at`. */
  forgetService(before: { slot: number; at: number }): Promise<void>
  /** Windows that touch [from, to), in the order of their beginnings. */
  serviceWindows(query: { from: number; to: number }): Promise<ServiceWindow[]>
  addServiceWindow(window: ServiceWindow): Promise<void>
  /** False where there is none that is not over. */
  endServiceWindow(id: string, at: number): Promise<boolean>
}
