import type { EntryFilter, ProposalResult, Registry, Snapshot } from '@zaojun/core'
import { backOffMs } from './back-off.ts'
import { type FromFlow, parseMessage, type ToFlow, type ToFlowOf } from './wire.ts'

/** Nothing heard for this long: the connection is dead (the gateway speaks every 15 s). */
const SILENCE_MS = 45_000
const ANSWER_WITHIN_MS = 30_000

/** A browser-like WebSocket. */
export type Socket = {
  send(text: string): void
  close(): void
  addEventListener(event: 'open' | 'close' | 'error', listener: () => void): void
  addEventListener(event: 'message', listener: (event: { data: unknown }) => void): void
}

export type LinkDeps = {
  address: string
  token: string
  source: string
  open(address: string): Socket
  now(): number
  random(): number
  /** Runs `work` after `ms`; the answer cancels it. Failures inside end in the node's guard. */
  after(ms: number, work: () => void): () => void
}

/** `since` is wall ms of the last change; `attempt` counts connection attempts since the last success. */
export type LinkState = { state: 'connecting' | 'online' | 'stopped'; attempt: number; since: number; code?: string }
export type Entry = Record<string, unknown>
export type Deploy = Omit<Snapshot, 'generation'>
type Sent = Deploy & { generation?: number }
type Subscription = { filter: EntryFilter; onEntry: (entry: Entry, latest: boolean) => void }
type Waiting = { answer(message: ToFlow): void; fail(error: Error): void; cancel(): void }
export type CommandStep = Omit<ToFlowOf<'command-result'>, 'type' | 'ref'>

/** An error of the gateway, with its stable code. */
export class GatewayError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * One connection to one gateway: says hello, keeps subscriptions across reconnects, sends each deploy's snapshot once
 * and again after a reconnect, and joins answers to questions. At most one connection attempt is in flight.
 */
export class GatewayLink {
  registry: Registry | undefined
  readonly health = new Map<string, ToFlowOf<'device-health'>>()
  readonly onState = new Set<(state: LinkState) => void>()
  readonly onResults = new Set<(results: ProposalResult[] | GatewayError) => void>()
  readonly onHealth = new Set<(health: ToFlowOf<'device-health'>) => void>()
  #state: LinkState = { state: 'stopped', attempt: 0, since: 0 }
  #socket: Socket | undefined
  #cancelTimer = () => {}
  #heard = 0
  #next = 1
  #generation = 0
  #deploy: Sent | undefined
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #deps: LinkDeps

  constructor(deps: LinkDeps) {
    this.#deps = deps
  }

  get state(): LinkState {
    return this.#state
  }

  start(): void {
    if (this.#state.state !== 'stopped') return
    this.#enter('connecting', 1)
    this.#connect()
  }

  stop(): void {
    this.#enter('stopped', 0)
    this.#drop(new GatewayError('LINK_STOPPED', 'the connection was closed'))
  }

  /** Entries that match `filter`, now and after every reconnect. The answer ends it. */
  subscribe(filter: EntryFilter, onEntry: Subscription['onEntry']): () => void {
    const ref = this.#ref('s')
    this.#subscriptions.set(ref, { filter, onEntry })
    if (this.#state.state === 'online') this.#send({ type: 'subscribe', ref, filter })
    return () => {
      this.#subscriptions.delete(ref)
      if (this.#state.state === 'online') this.#send({ type: 'unsubscribe', ref })
    }
  }

  /** The node set of flows that have just started. */
  deploy(deploy: Deploy): void {
    this.#deploy = { ...deploy }
    if (this.#state.state === 'online') this.#sendDeploy()
  }

  /** Resolves with the final result; `onAccepted` hears that the order is under way. */
  async command(
    order: { device: string; command: string; value?: number | boolean | string },
    onAccepted: (step: CommandStep) => void,
  ): Promise<CommandStep> {
    const answer = await this.#ask(
      (ref) => ({ type: 'command', ref, ...order }),
      (message) => {
        if (message.type !== 'command-result' || message.final) return true
        onAccepted(stepOf(message))
        return false
      },
    )
    return stepOf(answer as ToFlowOf<'command-result'>)
  }

  /** Resolves with the seq of the recorded event. */
  async recordEvent(event: { event: string; device?: string; data: Record<string, unknown> }): Promise<number> {
    const answer = await this.#ask((ref) => ({ type: 'event', ref, ...event }))
    return (answer as ToFlowOf<'recorded'>).seq
  }

  async catalogue(): Promise<ToFlowOf<'catalogue'>['catalogue']> {
    const answer = await this.#ask((ref) => ({ type: 'catalogue', ref }))
    return (answer as ToFlowOf<'catalogue'>).catalogue
  }

  #ref(letter: string): string {
    this.#next += 1
    return `${letter}${this.#next}`
  }

  #ask(question: (ref: string) => FromFlow, isLast: (message: ToFlow) => boolean = () => true): Promise<ToFlow> {
    if (this.#state.state !== 'online')
      return Promise.reject(new GatewayError('LINK_OFFLINE', 'the gateway is not connected'))
    const ref = this.#ref('q')
    const { promise, resolve, reject } = Promise.withResolvers<ToFlow>()
    const end = () => {
      this.#waiting.get(ref)?.cancel()
      this.#waiting.delete(ref)
    }
    const cancel = this.#deps.after(ANSWER_WITHIN_MS, () => {
      end()
      reject(new GatewayError('LINK_NO_ANSWER', `no answer within ${ANSWER_WITHIN_MS / 1000} s`))
    })
    this.#waiting.set(ref, {
      cancel,
      answer: (message) => {
        if (!isLast(message)) return
        end()
        resolve(message)
      },
      fail: (error) => {
        end()
        reject(error)
      },
    })
    this.#send(question(ref))
    return promise
  }

  #connect(): void {
    const { token, source } = this.#deps
    let socket: Socket
    try {
      socket = this.#deps.open(this.#deps.address)
    } catch {
      this.#retry()
      return
    }
    this.#socket = socket
    const mine = (work: () => void) => () => {
      if (this.#socket === socket) work()
    }
    socket.addEventListener('error', () => {})
    socket.addEventListener(
      'close',
      mine(() => this.#retry()),
    )
    socket.addEventListener(
      'open',
      mine(() => this.#send({ type: 'hello', protocol: 1, token, source })),
    )
    socket.addEventListener('message', ({ data }) => mine(() => this.#take(String(data)))())
    this.#heard = this.#deps.now()
    this.#watch()
  }

  #watch(): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#deps.after(SILENCE_MS / 3, () => {
      if (this.#deps.now() - this.#heard > SILENCE_MS) this.#retry('LINK_SILENT')
      else this.#watch()
    })
  }

  #retry(code?: string): void {
    if (this.#state.state === 'stopped') return
    const attempt = this.#state.state === 'online' ? 1 : this.#state.attempt + 1
    this.#enter('connecting', attempt, code ?? (this.#state.state === 'online' ? undefined : this.#state.code))
    this.#drop(new GatewayError('LINK_OFFLINE', 'the gateway connection was lost'))
    this.#cancelTimer = this.#deps.after(backOffMs(attempt, this.#deps.random()), () => this.#connect())
  }

  #drop(error: GatewayError): void {
    this.#cancelTimer()
    const socket = this.#socket
    this.#socket = undefined
    this.health.clear()
    for (const waiting of [...this.#waiting.values()]) waiting.fail(error)
    socket?.close()
  }

  #enter(state: LinkState['state'], attempt: number, code?: string): void {
    const since = this.#state.state === state ? this.#state.since : this.#deps.now()
    this.#state = { state, attempt, since, ...(code === undefined ? {} : { code }) }
    for (const listener of this.onState) listener(this.#state)
  }

  #send(message: FromFlow): void {
    this.#socket?.send(JSON.stringify(message))
  }

  #sendDeploy(): void {
    if (this.#deploy === undefined) return
    this.#deploy.generation ??= this.#generation + 1
    this.#generation = Math.max(this.#generation, this.#deploy.generation)
    const { generation, ...rest } = this.#deploy
    const ref = this.#ref('d')
    const tell = (outcome: ProposalResult[] | GatewayError) => {
      this.#waiting.delete(ref)
      for (const listener of this.onResults) listener(outcome)
    }
    this.#waiting.set(ref, {
      cancel: () => {},
      answer: (message) => tell((message as ToFlowOf<'snapshot-result'>).results),
      fail: (error) => {
        if (error instanceof GatewayError && error.code !== 'LINK_OFFLINE' && error.code !== 'LINK_STOPPED') tell(error)
        else this.#waiting.delete(ref)
      },
    })
    this.#send({ type: 'snapshot', ref, snapshot: { ...rest, generation } })
  }

  #take(text: string): void {
    this.#heard = this.#deps.now()
    const message = parseMessage(text)
    if (message === undefined) return
    switch (message.type) {
      case 'welcome':
        this.registry = message.registry
        this.#generation = Math.max(this.#generation, message.generation)
        this.#enter('online', 0)
        for (const [ref, { filter }] of this.#subscriptions) this.#send({ type: 'subscribe', ref, filter })
        this.#sendDeploy()
        return
      case 'registry':
        this.registry = message.registry
        return
      case 'entry':
        this.#subscriptions.get(message.ref)?.onEntry(message.entry, message.latest === true)
        return
      case 'device-health':
        this.health.set(message.device, message)
        for (const listener of this.onHealth) listener(message)
        return
      case 'error':
        this.#takeError(message)
        return
      case 'alive':
        return
      default:
        this.#waiting.get(message.ref)?.answer(message)
    }
  }

  #takeError({ ref, code, message }: ToFlowOf<'error'>): void {
    const error = new GatewayError(code, message)
    const waiting = ref === undefined ? undefined : this.#waiting.get(ref)
    if (waiting !== undefined) waiting.fail(error)
    else if (this.#state.state === 'connecting') this.#enter('connecting', this.#state.attempt, code)
  }
}

const stepOf = ({ id, result, reason, final }: ToFlowOf<'command-result'>): CommandStep =>
  reason === undefined ? { id, result, final } : { id, result, reason, final }
