import { type ProposalResult, type Registry, type Snapshot, Turns } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { Ledger } from '../ledger/ledger.ts'
import { applySnapshot, type Change, emptyMemory, type RegistryMemory } from '../registry/index.ts'
import type { Report } from '../report.ts'

const MEMORY_KEY = 'registry-memory'
type Listener = (registry: Registry) => void

/** The registry as it stands, kept in the ledger. Changes are made one after another; each is on disk before it counts. */
export class BoxRegistry {
  private readonly ledger: Ledger
  private readonly catalogue: Catalogue
  private readonly report: Report
  private readonly listeners = new Set<Listener>()
  private registry: Registry
  private memory: RegistryMemory
  private readonly turns = new Turns()

  constructor(
    { ledger, catalogue, report }: { ledger: Ledger; catalogue: Catalogue; report: Report },
    opened: { registry?: Registry; meta: Record<string, string> },
    site: Registry['site'],
  ) {
    this.ledger = ledger
    this.catalogue = catalogue
    this.report = report
    const empty: Registry = { revision: 0, site, zones: catalogue.zones, buses: [], units: [], devices: [] }
    this.registry = { ...(opened.registry ?? empty), site, zones: catalogue.zones }
    const memory = opened.meta[MEMORY_KEY]
    this.memory = memory === undefined ? emptyMemory() : JSON.parse(memory)
  }

  get current(): Registry {
    return this.registry
  }

  generation(source: string): number {
    return this.memory.sources[source]?.generation ?? 0
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Writes the registry as it now stands, so that the cloud learns of a new box, site name or zones. */
  announce(): Promise<void> {
    return this.turns.take(() =>
      this.commit({ registry: this.registry, memory: this.memory, changed: true, events: [] }),
    )
  }

  applySnapshot(snapshot: Snapshot, source: string): Promise<ProposalResult[]> {
    return this.turns.take(async () => {
      const outcome = applySnapshot(this.registry, this.catalogue, snapshot, this.memory, source)
      await this.commit(outcome)
      return outcome.results
    })
  }

  /** `make` computes the change from what stands when its turn comes; it throws to refuse. */
  change(make: (registry: Registry, memory: RegistryMemory) => Change): Promise<Registry> {
    return this.turns.take(async () => {
      await this.commit(make(this.registry, this.memory))
      return this.registry
    })
  }

  /** What a change would see; nothing is changed. */
  look<Seen>(see: (registry: Registry, memory: RegistryMemory) => Seen): Seen {
    return see(this.registry, this.memory)
  }

  /** Lets everything that follows the registry look again: what its words mean has changed. */
  refresh(): void {
    this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) this.report.guard('registry.listener', listener)(this.registry)
  }

  private async commit({ registry, memory, changed, events }: Change): Promise<void> {
    for (const { event, device, data } of events) this.ledger.record({ type: 'event', event, device, data })
    const note = { key: MEMORY_KEY, value: JSON.stringify(memory) }
    await this.ledger.append({ type: 'registry', registry }, { urgent: true, note })
    this.registry = registry
    this.memory = memory
    if (changed) this.tell()
  }
}
