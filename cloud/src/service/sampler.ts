import { Repeating } from '../repeating.ts'
import type { ServiceState, ServiceStore } from '../store/service.ts'
import { KEPT_MS, SLOT_MS, slotAt } from './slots.ts'

/** Several looks a slot: one that is ready is enough. */
const LOOK_MS = 4_000
const FORGET_SLOTS = (24 * 3_600_000) / SLOT_MS

type Options = {
  store: Pick<ServiceStore, 'sampleService' | 'forgetService'>
  /** Name of this aggregator among those that share the store. */
  aggregator: string
  /** What it lacks now, as far as it can tell without the store: writing the sample is the store's own test. */
  lacks(): Exclude<ServiceState, 'up'> | null
  now(): number
  onFailure(place: string, error: unknown): void
}

/**
 * Writes down, slot by slot, that this aggregator is there and can do its work. What could not be written, because the
 * store was away or no process ran, is missing, and what is missing counts as down.
 */
export class Sampler {
  private readonly options: Options
  private readonly repeating: Repeating<void>
  private upIn = -1
  private lacking: { slot: number; state: ServiceState } | undefined
  private forgotIn = 0

  constructor(options: Options) {
    this.options = options
    const { onFailure } = options
    this.repeating = new Repeating({ place: 'service', everyMs: LOOK_MS, work: () => this.sample(), onFailure })
  }

  async start(): Promise<void> {
    await this.look().catch((error) => this.options.onFailure('service', error))
    this.repeating.start()
  }

  stop(): Promise<void> {
    return this.repeating.stop()
  }

  look(): Promise<void> {
    return this.repeating.once()
  }

  private async sample(): Promise<void> {
    const { store, aggregator, lacks, now } = this.options
    const slot = slotAt(now())
    // That it was not ready in a whole slot is known once the slot is over.
    const before = this.lacking
    if (before !== undefined && before.slot < slot) {
      this.lacking = undefined
      await store.sampleService({ aggregator, ...before })
    }
    if (slot === this.upIn) return
    const state = lacks()
    if (state !== null) {
      this.lacking = { slot, state }
      return
    }
    await store.sampleService({ aggregator, state: 'up', slot })
    this.upIn = slot
    this.lacking = undefined
    if (slot - this.forgotIn < FORGET_SLOTS) return
    this.forgotIn = slot
    const at = now() - KEPT_MS
    await store.forgetService({ slot: slotAt(at), at })
  }
}
