import type { IncomingMessage, ServerResponse } from 'node:http'
import { ZaojunError } from '@zaojun/core'
import { isError } from '@zaojun/device-profiles'
import { notificationFields } from '@zaojun/device-profiles/http/fields'
import { callerNames } from '@zaojun/device-profiles/http/names'
import type { MessageUnits } from '../message-units.ts'
import type { UnitOnBus } from '../unit-on-bus.ts'
import { type Content, HTTP_ADAPTER_ROWS, type HttpAdapterRow, isRefusal, type Target, type Told } from './adapters.ts'
import { readBody } from './body.ts'
import { type Gate, type Proof, peerOf } from './gate.ts'
import type { HttpLimits } from './limits.ts'
import { Rate } from './rate.ts'

/** A terminal keeps what it could not send and tries again. */
const RETRY_SECONDS = 5
/** More than this is not waited for after a refusal: the connection ends. */
const DRAIN_BYTES = 64 * 1024
const LINGER_MS = 500

export type RequestParts = {
  units: MessageUnits
  gate: Gate
  limits: HttpLimits
  /** Nobody needs to prove anything: a simulated bus whose units have no secret. */
  open: boolean
  hasSecret(name: string): boolean
  /** `bus.<id>`: the secret of those that have none of their own. */
  busSecret: string
  /** Monotonic ms. */
  now(): number
}
type Answer = {
  status: number
  type?: string
  text?: string
  code?: string
  headers?: Record<string, string | string[]>
}

/** From a request to the units, and back: who it is, whether it may, what it says, and whether it is on disk. */
export class Requests {
  private readonly parts: RequestParts
  private readonly byAddress: Rate
  private readonly byUnit: Rate

  constructor(parts: RequestParts) {
    this.parts = parts
    const { limits, now } = parts
    this.byAddress = new Rate(limits.perSecondAndAddress, limits.perSecondAndAddress, now)
    this.byUnit = new Rate(limits.perSecondAndUnit, limits.burst, now)
  }

  /** Answers every request; nothing it throws leaves it. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.answer(request).catch(notRecorded)
    if (answer.code !== undefined) this.parts.units.count(answer.code)
    if (response.destroyed) return
    const unread = !request.complete && Number(request.headers['content-length'] ?? DRAIN_BYTES + 1) > DRAIN_BYTES
    const text = answer.text ?? JSON.stringify({ code: answer.code })
    response.writeHead(answer.status, {
      'content-type': answer.type ?? 'application/json',
      'content-length': Buffer.byteLength(text),
      ...answer.headers,
      ...(unread ? { connection: 'close' } : {}),
    })
    response.end(text)
    request.resume()
    // Time to read the answer, not to go on sending.
    if (unread) setTimeout(() => request.destroy(), LINGER_MS).unref()
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const { units, limits } = this.parts
    const target = targetOf(request)
    if (target === undefined) return refused(400, 'bad-request')
    if (!this.byAddress.takes(peerOf(request))) return this.tooMany()
    const adapter = HTTP_ADAPTER_ROWS.find(({ path }) => path.test(target.path))
    if (adapter === undefined) return refused(404, 'unknown-path')
    if (!adapter.methods.includes(target.method))
      return refused(405, 'unknown-method', { allow: adapter.methods.join(', ') })
    if (request.headers['content-encoding'] !== undefined) return refused(415, 'content-encoding')

    const proof = this.parts.gate.prove(request)
    const named = adapter.name(target)
    const known = adapter.namesInside ? this.find([named]) : units.find(named)
    if (proof.proved.size === 0 && !this.mayBeOpen(known)) return this.challenge(proof)
    const body = await readBody(request, limits.bodyBytes)
    if ('error' in body) return refused(body.error === 'too-large' ? 413 : 400, body.error)
    const content = adapter.content(body, request.headers['content-type'] ?? '', target, toldOf(known), limits)
    if (isRefusal(content)) return refused(content.status, content.error)
    const unit = known ?? (adapter.namesInside ? this.whoSays(content, named) : undefined)
    if (unit === undefined) return refused(404, 'unknown-unit')
    if ('error' in unit) return refused(400, unit.error)
    if (!this.allows(unit, proof)) return this.challenge(proof)
    if (!this.byUnit.takes(unit.unit.id)) return this.tooMany()
    return this.give(unit, adapter, target, content)
  }

  /** Resolves when all of it is on disk; rejects when the ledger cannot. */
  private async give(unit: UnitOnBus, adapter: HttpAdapterRow, target: Target, content: Content): Promise<Answer> {
    const { units } = this.parts
    if (!adapter.serves.includes(unit.profile?.http?.adapter ?? '')) return refused(400, 'wrong-adapter')
    for (const code of content.dropped) units.count(code)
    if (content.messages.length === 0) units.heard(unit)
    for (const message of content.messages) {
      const taken = await units.take(unit, message, content.pictures)
      // Its code was counted already.
      if (!taken.taken && !adapter.forgives) return { status: 400, text: JSON.stringify({ code: taken.error }) }
    }
    return { status: 200, ...adapter.reply(target, content, toldOf(unit)) }
  }

  /** The unit a notification says it comes from; a stranger is remembered by the first name it gives. */
  private whoSays({ messages }: Content, named: string | undefined): UnitOnBus | { error: string } | undefined {
    const fields = notificationFields(messages[0]?.bytes ?? new Uint8Array())
    if (isError(fields)) return fields
    const names = callerNames(fields)
    return this.find(names) ?? this.parts.units.find(names[0] ?? named)
  }

  /** By any of these names; a MAC is the same however it is written. */
  private find(names: (string | undefined)[]): UnitOnBus | undefined {
    const wanted = names.filter((name) => name !== undefined).map(plain)
    return this.parts.units
      .all()
      .find(({ unit, fault }) => !fault && unit.address !== undefined && wanted.includes(plain(String(unit.address))))
  }

  private mayBeOpen(known: UnitOnBus | undefined): boolean {
    return known === undefined ? this.parts.open : this.allows(known, { proved: new Set(), stale: false })
  }

  /** A unit's own secret counts before the bus's; with neither only a simulated bus lets it in. */
  private allows({ unit }: UnitOnBus, { proved }: Proof): boolean {
    const { hasSecret, busSecret, open } = this.parts
    const own = `unit.${unit.id}`
    if (hasSecret(own)) return proved.has(own)
    return hasSecret(busSecret) ? proved.has(busSecret) : open
  }

  private challenge({ stale }: Proof): Answer {
    return refused(401, stale ? 'stale-nonce' : 'not-authorised', {
      'www-authenticate': this.parts.gate.challenges(stale),
    })
  }

  private tooMany(): Answer {
    return refused(429, 'too-many-requests', { 'retry-after': `${RETRY_SECONDS}` })
  }
}

const refused = (status: number, code: string, headers: Answer['headers'] = {}): Answer => ({ status, code, headers })
/** The ledger could not, or no device is bound yet: the unit keeps it and tries again. */
const notRecorded = (error: unknown): Answer => {
  const code = error instanceof ZaojunError ? error.code.toLowerCase().replaceAll('_', '-') : 'not-recorded'
  return refused(503, code, { 'retry-after': `${RETRY_SECONDS}` })
}
const plain = (name: string): string => name.toLowerCase().replaceAll(/[:-]/g, '')
const toldOf = (unit: UnitOnBus | undefined): Told => ({
  pictures: unit?.profile?.http?.pictures,
  zone: unit?.profile?.http?.zone,
})

function targetOf({ url = '', method = '' }: IncomingMessage): Target | undefined {
  const base = 'http://box'
  if (!url.startsWith('/') || !URL.canParse(url, base)) return undefined
  const { pathname, searchParams } = new URL(url, base)
  try {
    return { path: decodeURIComponent(pathname), query: searchParams, method }
  } catch {
    return undefined
  }
}
