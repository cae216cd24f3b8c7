import { type ProposalResult, type Registry, type Snapshot, Turns } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import { fail } from '../interlocks/errors.ts'
import type { Weakening } from '../interlocks/weakening.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { applySnapshot, type Change, emptyMemory, type RegistryMemory } from '../registry/index.ts'
import type { Report } from '../report.ts'

const MEMORY_KEY = 'registry-memory'
type Listener = (registry: Registry) => void
type Make = (registry: Registry, memory: RegistryMemory) => Change
/** What a change of the registry does to the interlocks that stand. */
type Guard = (before: Registry, after: Registry) => Weakening[]

/** A change that was refused because it weakens interlocks: somebody authorised may confirm it. One from each source. */
export type WaitingChange = { source: string; at: number | null; weakened: Weakening[] }
/** Who stands for it, and why. */
export type Confirmed = { by: string; reason: string }
/** Changes by hand, through the API. */
const BY_HAND = 'by-hand'

/** The registry as it stands, kept in the ledger. Changes are made one after another; each is on disk before it counts. */
export class BoxRegistry {
  private readonly ledger: Ledger
  private readonly catalogue: Catalogue
  private readonly report: Report
  private readonly now: () => number | null
  private readonly listeners = new Set<Listener>()
  private registry: Registry
  private memory: RegistryMemory
  private readonly turns = new Turns()
  private readonly held = new Map<string, WaitingChange & { make: Make }>()
  private guard: Guard = () => []

  constructor(
    {
      ledger,
      catalogue,
      report,
      now,
    }: { ledger: Ledger; catalogue: Catalogue; report: Report; now: () => number | null },
    opened: { registry?: Registry; meta: Record<string, string> },
    site: Registry['site'],
  ) {
    this.ledger = ledger
    this.catalogue = catalogue
    this.report = report
    this.now = now
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

  /** From now on what weakens an interlock is held back until somebody authorised confirms it. */
  guardedBy(guard: Guard): void {
    this.guard = guard
  }

  applySnapshot(snapshot: Snapshot, source: string): Promise<ProposalResult[]> {
    return this.turns.take(async () => {
      const make = (registry: Registry, memory: RegistryMemory) =>
        applySnapshot(registry, this.catalogue, snapshot, memory, source)
      const outcome = make(this.registry, this.memory)
      // The newest word of a source is what holds: an older one waits no longer.
      this.held.delete(source)
      await this.commit(this.guarded(outcome, make, source))
      return outcome.results
    })
  }

  /**
   * `make` computes the change from what stands when its turn comes; it throws to refuse. Where it weakens interlocks
   * and nobody authorised stands for it (`confirmed`), it is held back: rejects `INTERLOCK_WEAKENED`.
   */
  change(make: Make, confirmed?: () => Confirmed | undefined): Promise<Registry> {
    return this.turns.take(async () => {
      await this.commit(this.guarded(make(this.registry, this.memory), make, BY_HAND, confirmed))
      return this.registry
    })
  }

  /** What was held back. */
  waiting(): WaitingChange[] {
    return [...this.held.values()].map(({ make: _make, ...waiting }) => waiting)
  }

  /** Makes a change that was held back, on the word of somebody authorised. Rejects `INTERLOCK_NOTHING_WAITS`. */
  confirm(source: string, confirmed: Confirmed): Promise<Registry> {
    return this.turns.take(async () => {
      const { make } = this.take(source)
      await this.commit(this.guarded(make(this.registry, this.memory), make, source, () => confirmed))
      return this.registry
    })
  }

  /** Lets go of a change that was held back. */
  dismiss(source: string): void {
    this.take(source)
  }

  private take(source: string): WaitingChange & { make: Make } {
    const waiting = this.held.get(source)
    if (waiting === undefined) throw fail('INTERLOCK_NOTHING_WAITS', { name: source, place: source })
    this.held.delete(source)
    return waiting
  }

  private guarded(change: Change, make: Make, source: string, confirmed?: () => Confirmed | undefined): Change {
    const weakened = change.changed ? this.guard(this.registry, change.registry) : []
    if (weakened.length === 0) return change
    const interlocks = [...new Set(weakened.map(({ key }) => key))]
    const word = confirmed?.()
    if (word === undefined) {
      this.held.set(source, { source, at: this.now(), weakened, make })
      throw fail('INTERLOCK_WEAKENED', { name: interlocks.join(', '), place: source })
    }
    const devices = [...new Set(weakened.map(({ device }) => device))]
    const data = { interlocks: interlocks.join(' '), devices: devices.join(' '), ...word }
    return { ...change, events: [...change.events, { event: 'interlock-change-confirmed', data }] }
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
