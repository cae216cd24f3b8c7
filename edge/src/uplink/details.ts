import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'
import { CloudRefusal } from './answer.ts'
import type { CloudClient } from './cloud-client.ts'

const PARTS_AT_ONCE = 16

/** The third lane: what was erased, personal parts, then attachments, one piece at a time, resumable. */
export class Details {
  private readonly ledger: Ledger
  private readonly report: Report
  private mayHaveMore = true

  constructor(ledger: Ledger, report: Report) {
    this.ledger = ledger
    this.report = report
  }

  more(): void {
    this.mayHaveMore = true
  }

  /** False when there is nothing to send. */
  async sendOne(client: CloudClient): Promise<boolean> {
    if (!this.mayHaveMore) return false
    const erasures = await this.ledger.read('erasures', { limit: PARTS_AT_ONCE })
    for (const { id, order } of erasures) {
      await this.orRefused('erasure', order.what, client.sendErasure(order))
      await this.ledger.write('erasureTold', id)
    }
    if (erasures.length > 0) return true
    const parts = await this.ledger.read('parts', { limit: PARTS_AT_ONCE })
    for (const part of parts) {
      await this.orRefused('part', part.commitment, client.sendPart(part))
      await this.ledger.write('partSent', part.commitment)
    }
    if (parts.length > 0) return true
    const [next] = await this.ledger.read('attachments', { limit: 1 })
    this.mayHaveMore = next !== undefined
    if (next === undefined) return false
    const held = await this.ledger.read('attachment', next.digest)
    if (held !== undefined && 'bytes' in held)
      await this.orRefused('attachment', next.digest, client.sendAttachment(next, held.bytes))
    await this.ledger.write('attachmentSent', next.digest)
    return true
  }

  /** A piece the cloud will never take (erased there, or wrong) is reported and not sent for ever. */
  private async orRefused(what: string, name: string, sending: Promise<void>): Promise<void> {
    try {
      await sending
    } catch (error) {
      if (!(error instanceof CloudRefusal) || ![400, 410, 413, 422].includes(error.status)) throw error
      this.report.fault({
        code: error.code,
        place: `uplink.${what}`,
        message: `the cloud refused ${what} ${name.slice(0, 12)}`,
      })
    }
  }
}
