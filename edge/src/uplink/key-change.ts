import { setTimeout as sleep } from 'node:timers/promises'
import { reasonOf, ZaojunError } from '@zaojun/core'
import Type from 'typebox'
import Value from 'typebox/value'
import { Backoff } from '../backoff.ts'
import type { BoxClock } from '../clock.ts'
import { type Identity, loadIdentity, writePrivately } from '../identity.ts'
import type { HandoverRequest } from '../ledger/handover.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'
import { answerOf, CloudRefusal, refusalOf } from './answer.ts'
import { fail } from './cloud-client.ts'
import { type Enrolment, enrolmentFile, Token } from './enrolment.ts'

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000
const TIMEOUT_MS = 15_000
const Answer = Type.Object({ site: Type.String(), token: Token })

type Parts = { folder: string; identity: Identity; ledger: Ledger; clock: BoxClock; report: Report; random(): number }

/** Gives the box a new key: the old one signs it over, a person agrees with a code, and the cloud gives a new token. */
export class KeyChange {
  private readonly parts: Parts
  private readonly stopping: AbortSignal

  constructor(parts: Parts, stopping: AbortSignal) {
    this.parts = parts
    this.stopping = stopping
  }

  /** Throws `CloudRefusal` where the cloud says no: the box then keeps its key. Resolves the enrolment with its new token. */
  async begin(enrolment: Enrolment, code: string): Promise<Enrolment> {
    const { ledger, clock } = this.parts
    const request = await ledger.write('beginHandover', { url: enrolment.url, code, at: clock.now().wall })
    return this.finish(enrolment, request)
  }

  /** What was under way when the box went down; undefined where nothing was, or the cloud said no. */
  async resume(enrolment: Enrolment): Promise<Enrolment | undefined> {
    const { ledger, report } = this.parts
    const open = await ledger.write('openHandover', null)
    if (open === undefined) return undefined
    return this.finish(enrolment, open).catch((error: unknown) => {
      report.fault({ code: 'KEY_CHANGE', place: 'uplink.key', message: reasonOf(error) })
      return undefined
    })
  }

  private async finish(enrolment: Enrolment, request: HandoverRequest): Promise<Enrolment> {
    const { ledger, folder, identity } = this.parts
    try {
      const { token } = await this.ask(request)
      const changed = { ...enrolment, token }
      // The token first: with the old one nobody is heard any more, whichever key signs.
      writePrivately(enrolmentFile(folder), JSON.stringify(changed, undefined, 2))
      await ledger.write('endHandover', true)
      // Everybody who holds the identity signs with the new key from here on.
      Object.assign(identity, loadIdentity(folder))
      const kid = Buffer.from(identity.kid).toString('hex')
      ledger.record({ type: 'event', event: 'key-changed', data: { kid } }, { urgent: true })
      return changed
    } catch (error) {
      if (error instanceof CloudRefusal) await ledger.write('endHandover', false)
      throw error
    }
  }

  /** Asks until the cloud says yes or no: without an answer nobody knows which key counts. */
  private async ask({ url, code, statement }: HandoverRequest): Promise<{ token: string }> {
    const backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS, this.parts.random)
    for (;;) {
      try {
        const response = await fetch(`${url}/v1/rotations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ code, statement }),
          signal: AbortSignal.any([this.stopping, AbortSignal.timeout(TIMEOUT_MS)]),
        })
        if (response.status >= 400 && response.status < 500 && response.status !== 429)
          throw await refusalOf(response, '/v1/rotations')
        const answer = await answerOf(response)
        if (response.ok && Value.Check(Answer, answer)) return answer
      } catch (error) {
        if (error instanceof ZaojunError) throw error
      }
      if (this.stopping.aborted) throw fail('UPLINK_UNREACHABLE', { name: url })
      await sleep(backoff.next(), undefined, { signal: this.stopping }).catch(() => {})
    }
  }
}
