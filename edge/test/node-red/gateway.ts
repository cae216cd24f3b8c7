import type { AddressInfo } from 'node:net'
import type { Entry, ProposalResult, Reading, Registry, Snapshot } from '@zaojun/core'
import { loadCatalogue } from '@zaojun/device-profiles'
import Fastify, { type FastifyInstance } from 'fastify'
import {
  type DeviceHealth,
  type FlowDeps,
  type FlowOrder,
  type OrderStep,
  registerFlowSocket,
} from '../../src/flows/index.ts'
import { summaryOf } from '../../src/gateway/catalogue-summary.ts'
import { applySnapshot, type Change, emptyMemory, type RegistryEvent, retireDevice } from '../../src/registry/index.ts'
import { emptyRegistry } from '../registry/kitchen.ts'

/** A gateway with the real registry and the real flow socket, and memory in place of drivers and ledger. */
export class KitchenGateway {
  readonly token = 'a-token-of-the-flow-role'
  readonly catalogue = loadCatalogue()
  registry: Registry = emptyRegistry()
  memory = emptyMemory()
  readonly events: RegistryEvent[] = []
  readonly faults: { code: string; message: string }[] = []
  readonly orders: FlowOrder[] = []
  readonly snapshots: Snapshot[] = []
  /** Subscriptions that asked for current values. */
  subscriptions = 0
  answerOrder: (order: FlowOrder, accepted: (step: OrderStep) => void) => Promise<OrderStep> = async () => ({
    id: 'order-1',
    result: 'confirmed',
  })
  #seq = 0
  readonly #latest = new Map<string, Entry>()
  readonly #healths = new Map<string, DeviceHealth>()
  readonly #onEntries = new Set<(entries: Entry[]) => void>()
  readonly #onRegistry = new Set<(registry: Registry) => void>()
  readonly #onHealth = new Set<(health: DeviceHealth) => void>()
  readonly #watchers = new Set<() => void>()
  #app: FastifyInstance | undefined
  #port = 0

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  get app(): FastifyInstance {
    if (this.#app === undefined) throw new Error('the gateway is not started')
    return this.#app
  }

  /** A second start listens on the same port, as a restarted gateway does. */
  async start(prepare: (app: FastifyInstance) => Promise<void> = async () => {}): Promise<this> {
    const app = Fastify({ forceCloseConnections: true })
    this.#app = app
    await registerFlowSocket(app, this.#deps())
    await prepare(app)
    await app.listen({ host: '127.0.0.1', port: this.#port })
    this.#port = (app.server.address() as AddressInfo).port
    return this
  }

  async stop(): Promise<void> {
    await this.#app?.close()
    this.#app = undefined
  }

  measure(reading: Omit<Reading, 'type' | 'origin'>): Entry {
    this.#seq += 1
    const stamp = { seq: this.#seq, era: 1, mono: this.#seq, wall: Date.now(), clock: 'synced' as const }
    const entry: Entry = { ...stamp, type: 'reading', origin: 'simulated', ...reading }
    this.#latest.set(`${reading.device}/${reading.point}`, entry)
    for (const listener of this.#onEntries) listener([entry])
    return entry
  }

  health(health: DeviceHealth): void {
    this.#healths.set(health.device, health)
    for (const listener of this.#onHealth) listener(health)
  }

  retire(id: string): void {
    this.#take(retireDevice(this.registry, id, this.memory))
  }

  states(): Record<string, string> {
    return Object.fromEntries(this.registry.devices.map(({ id, state }) => [id, state]))
  }

  /** Resolves as soon as `is` holds; looked at after every change here. */
  async until(is: () => boolean): Promise<void> {
    while (!is()) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#watchers.add(resolve)
      await promise
      this.#watchers.delete(resolve)
    }
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }

  #take(change: Change): void {
    this.registry = change.registry
    this.memory = change.memory
    this.events.push(...change.events)
    if (change.changed) for (const listener of this.#onRegistry) listener(change.registry)
    this.#changed()
  }

  #deps(): FlowDeps {
    const hook =
      <Listener>(set: Set<Listener>) =>
      (listener: Listener) => {
        set.add(listener)
        return () => {
          set.delete(listener)
        }
      }
    return {
      box: 'box-0123456789abcdef',
      token: () => this.token,
      registry: () => this.registry,
      catalogue: () => summaryOf(this.catalogue),
      generation: (source) => this.memory.sources[source]?.generation ?? 0,
      applySnapshot: async (snapshot, source): Promise<ProposalResult[]> => {
        this.snapshots.push(snapshot)
        const outcome = applySnapshot(this.registry, this.catalogue, snapshot, this.memory, source)
        this.#take(outcome)
        return outcome.results
      },
      latest: () => {
        this.subscriptions += 1
        this.#changed()
        return this.#latest.values()
      },
      onEntries: hook(this.#onEntries),
      onRegistry: hook(this.#onRegistry),
      health: () => this.#healths.values(),
      onHealth: hook(this.#onHealth),
      command: async (order, accepted) => {
        this.orders.push(order)
        accepted({ id: 'order-1', result: 'accepted' })
        const step = await this.answerOrder(order, accepted)
        this.#changed()
        return step
      },
      recordEvent: async (event) => {
        this.#seq += 1
        const seq = this.#seq
        this.events.push({ ...event, data: { ...event.data } })
        this.#changed()
        return seq
      },
      report: (fault) => {
        this.faults.push(fault)
        this.#changed()
      },
    }
  }
}
