import { createHash, timingSafeEqual } from 'node:crypto'
import { type Entry, type EntryFilter, FromFlow, reasonOf, type ToFlow, ZaojunError } from '@zaojun/core'
import { Compile } from 'typebox/compile'
import { UNNAMED_SOURCE } from '../registry/memory.ts'
import type { FlowDeps } from './deps.ts'
import { fail } from './errors.ts'
import { matcherOf, type Positions } from './filter.ts'

export const MAX_SUBSCRIPTIONS = 1024
export const MAX_PENDING_REQUESTS = 256
export const MAX_SEND_BUFFER_BYTES = 4 * 1024 * 1024

const messageCheck = Compile(FromFlow)
type Said<Type extends FromFlow['type']> = Extract<FromFlow, { type: Type }>

/** The part of a WebSocket a client needs. `bufferedAmount` in bytes. */
export type FlowSocket = {
  readonly bufferedAmount: number
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
}

/** One connection of a Node-RED: who it is, what it asked for, what it is sent. Never holds more than the socket does. */
export class FlowClient {
  welcome = false
  #source = UNNAMED_SOURCE
  #dropped = false
  #pending = 0
  readonly #subscriptions = new Map<string, ReturnType<typeof matcherOf>>()
  readonly #deps: FlowDeps
  readonly #socket: FlowSocket
  readonly #positions: () => Positions

  constructor(deps: FlowDeps, socket: FlowSocket, positions: () => Positions) {
    this.#deps = deps
    this.#socket = socket
    this.#positions = positions
  }

  /** Takes one text message off the wire. Nothing it holds can throw out of here. */
  take(text: string): void {
    const message = parsed(text)
    if (message === undefined) this.#refuse(undefined, fail('FLOW_MESSAGE_MALFORMED', { name: 'not JSON' }))
    else if (!messageCheck.Check(message)) this.#refuse(refOf(message), malformed(message))
    else if (message.type === 'hello') this.#greet(message)
    else if (!this.welcome) this.#expel(fail('FLOW_HELLO_MISSING'))
    else if (message.type === 'subscribe') this.#subscribe(message.ref, message.filter)
    else if (message.type === 'unsubscribe') this.#subscriptions.delete(message.ref)
    else if (message.type === 'catalogue')
      this.send({ type: 'catalogue', ref: message.ref, catalogue: this.#deps.catalogue() })
    else if (this.#pending < MAX_PENDING_REQUESTS) this.#answer(message)
    else this.#refuse(message.ref, fail('FLOW_TOO_MANY_REQUESTS'))
  }

  /** Sends the entries each subscription asked for. */
  offer(entries: Entry[]): void {
    if (!this.welcome) return
    const positions = this.#positions()
    for (const [ref, matches] of this.#subscriptions)
      for (const entry of entries) if (matches(entry, positions)) this.send({ type: 'entry', ref, entry })
  }

  /** A client that does not read is dropped, so that it never grows this process. */
  send(message: ToFlow): void {
    if (this.#dropped) return
    const waiting = this.#socket.bufferedAmount
    if (waiting > MAX_SEND_BUFFER_BYTES) {
      this.#dropped = true
      this.#report(fail('FLOW_CLIENT_SLOW', { name: `${waiting} bytes unsent`, place: this.#source }))
      this.#socket.terminate()
      return
    }
    this.#socket.send(JSON.stringify(message))
  }

  expelIfSilent(): void {
    if (!this.welcome) this.#expel(fail('FLOW_HELLO_MISSING'))
  }

  #greet({ token, source }: Said<'hello'>): void {
    if (this.welcome) {
      this.#refuse(undefined, fail('FLOW_ALREADY_WELCOME'))
      return
    }
    if (!sameSecret(token, this.#deps.token())) {
      this.#expel(fail('FLOW_TOKEN_REFUSED'))
      return
    }
    this.welcome = true
    this.#source = source ?? UNNAMED_SOURCE
    const generation = this.#deps.generation(this.#source)
    this.send({ type: 'welcome', protocol: 1, box: this.#deps.box, registry: this.#deps.registry(), generation })
    for (const health of this.#deps.health()) this.send({ type: 'device-health', ...health })
  }

  #subscribe(ref: string, filter: EntryFilter): void {
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS && !this.#subscriptions.has(ref)) {
      this.#refuse(ref, fail('FLOW_TOO_MANY_SUBSCRIPTIONS'))
      return
    }
    const matches = matcherOf(filter)
    this.#subscriptions.set(ref, matches)
    if (filter.latest !== true) return
    const positions = this.#positions()
    for (const entry of this.#deps.latest())
      if (matches(entry, positions)) this.send({ type: 'entry', ref, entry, latest: true })
  }

  #answer(message: Said<'snapshot' | 'command' | 'event'>): void {
    const { ref } = message
    this.#pending += 1
    this.#carryOut(message)
      .catch((error: unknown) => this.#refuse(ref, error))
      .finally(() => {
        this.#pending -= 1
      })
  }

  async #carryOut(message: Said<'snapshot' | 'command' | 'event'>): Promise<void> {
    const { ref } = message
    if (message.type === 'snapshot') {
      const results = await this.#deps.applySnapshot(message.snapshot, this.#source)
      this.send({ type: 'snapshot-result', ref, results })
    } else if (message.type === 'event') {
      const { event, device, data } = message
      const seq = await this.#deps.recordEvent(device === undefined ? { event, data } : { event, device, data })
      this.send({ type: 'recorded', ref, seq })
    } else {
      const { device, command, value } = message
      const order = value === undefined ? { device, command } : { device, command, value }
      const step = await this.#deps.command(order, (accepted) =>
        this.send({ type: 'command-result', ref, ...accepted, final: false }),
      )
      this.send({ type: 'command-result', ref, ...step, final: true })
    }
  }

  #refuse(ref: string | undefined, error: unknown): void {
    const coded = error instanceof ZaojunError ? error : fail('FLOW_REQUEST_FAILED', { name: reasonOf(error) })
    this.#report(coded)
    this.send({ type: 'error', ...(ref === undefined ? {} : { ref }), code: coded.code, message: coded.message })
  }

  #expel(error: ZaojunError): void {
    this.#refuse(undefined, error)
    this.#dropped = true
    this.#socket.close(4401, error.code)
  }

  #report({ code, message, place }: ZaojunError): void {
    this.#deps.report({ code, message, place: place ?? this.#source })
  }
}

/** Compares digests, so that neither length nor content shows in the time taken. */
function sameSecret(given: string, expected: string): boolean {
  if (expected === '') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** `undefined` for what is not JSON (JSON has no such value). */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function malformed(message: unknown): ZaojunError {
  const type = typeof message === 'object' && message !== null && 'type' in message ? String(message.type) : 'no type'
  return fail('FLOW_MESSAGE_MALFORMED', { name: type.slice(0, 32) })
}

const refOf = (message: unknown): string | undefined =>
  typeof message === 'object' && message !== null && 'ref' in message && typeof message.ref === 'string'
    ? message.ref.slice(0, 64)
    : undefined
