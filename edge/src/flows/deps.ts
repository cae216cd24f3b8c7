import type {
  CatalogueSummary,
  CommandResult,
  Entry,
  Event,
  ProposalResult,
  Registry,
  Snapshot,
  ToFlow,
  Value,
} from '@zaojun/core'

export type DeviceHealth = Omit<Extract<ToFlow, { type: 'device-health' }>, 'type'>
export type FlowOrder = { device: string; command: string; value?: Value }
export type OrderStep = { id: string; result: CommandResult; reason?: string }

/** What the flow socket needs of the gateway. Listeners return the function that removes them. */
export type FlowDeps = {
  box: string
  /** The secret of the flow role, read at each hello: it may be renewed. */
  token(): string
  registry(): Registry
  catalogue(): CatalogueSummary
  /** Of the last snapshot taken from `source`; 0 for none. */
  generation(source: string): number
  /** Resolves once the new registry is on disk; rejects with a coded error if nothing was changed. */
  applySnapshot(snapshot: Snapshot, source: string): Promise<ProposalResult[]>
  /** The current reading of each point. */
  latest(): Iterable<Entry>
  onEntries(listener: (entries: Entry[]) => void): () => void
  onRegistry(listener: (registry: Registry) => void): () => void
  /** The current health of each device. */
  health(): Iterable<DeviceHealth>
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /** Calls `accepted` when the order is on disk and under way; resolves with the final result. */
  command(order: FlowOrder, accepted: (step: OrderStep) => void): Promise<OrderStep>
  /** Resolves with the seq once the event is on disk. */
  recordEvent(event: Pick<Event, 'event' | 'device' | 'data'>): Promise<number>
  /** Every failure ends here: logged and counted by `code`. */
  report(fault: { code: string; message: string; place?: string }): void
}
