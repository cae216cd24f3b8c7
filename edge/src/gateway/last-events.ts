import type { Entry, Event, Registry, Value } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'

/** The last thing a device told of: what a screen shows of devices that measure nothing. */
export type LastEvent = {
  device: string
  event: string
  /** Fields of the event; personal ones are not here. */
  data: Record<string, Value>
  seq: number
  /** Wall ms of the entry; null where the box did not know the time. */
  at: number | null
}

/** A restarted box looks this far back in its ledger, and reads no more events than this. */
const LOOK_BACK = 100_000
const MOST_READ = 5_000

type Reading = {
  read(op: 'entries', query: { after: number; limit: number; types: string[] }): Promise<{ entries: Entry[] }>
}

/** Keeps the newest event of each device that its kind knows, as they come to disk. */
export class LastEvents {
  private readonly catalogue: Pick<Catalogue, 'kinds'>
  private readonly registry: () => Registry
  private readonly last = new Map<string, LastEvent>()
  private readonly listeners = new Set<(event: LastEvent) => void>()

  constructor(catalogue: Pick<Catalogue, 'kinds'>, registry: () => Registry) {
    this.catalogue = catalogue
    this.registry = registry
  }

  /** Takes what a former run of the gateway left on disk. */
  async recall(ledger: Reading, lastSeq: number): Promise<void> {
    const after = Math.max(0, lastSeq - LOOK_BACK)
    const { entries } = await ledger.read('entries', { after, limit: MOST_READ, types: ['event'] })
    this.note(entries)
  }

  note(entries: readonly Entry[]): void {
    for (const entry of entries)
      if (entry.type === 'event' && entry.device !== undefined) this.take(entry, entry.device)
  }

  all(): LastEvent[] {
    return [...this.last.values()]
  }

  onChange(listener: (event: LastEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private take({ seq, wall, event, data }: Entry & Event, id: string): void {
    const device = this.registry().devices.find((each) => each.id === id)
    const spec = this.catalogue.kinds.get(device?.kind ?? '')?.events?.[event]
    if (spec === undefined || (this.last.get(id)?.seq ?? 0) > seq) return
    const open = Object.keys(spec.fields).flatMap((field): [string, Value][] => {
      const value = data[field]
      return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
        ? [[field, value]]
        : []
    })
    const last = { device: id, event, data: Object.fromEntries(open), seq, at: wall }
    this.last.set(id, last)
    for (const listener of this.listeners) listener(last)
  }
}
