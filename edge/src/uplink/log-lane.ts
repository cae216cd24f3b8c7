import { codeOf, type LogNews, type LogQuestion, reasonOf, ZaojunError } from '@zaojun/core'
import {
  type Checkpoint,
  type Cosigned,
  type Ended,
  keyId,
  LogFollower,
  NOTE_ED25519,
  parseVerifierKey,
  type VerifierKey,
} from '@zaojun/core/proof/index'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'
import type { BoxWitness } from './box-witness.ts'
import type { CloudClient } from './cloud-client.ts'
import type { Enrolment } from './enrolment.ts'
import { LogMemory } from './log-memory.ts'
import { nodeCrypto } from './node-crypto.ts'

/** A batch is asked about once the log has had a step since; the next acknowledgement may bring it first. */
const ASK_AFTER_MS = 1_500
/** Where the log had no place for it yet, or has broken its word. */
const AGAIN_MS = 2_000
/** A backlog of proofs is fetched no faster than this. */
const BETWEEN_MS = 100
/** Beside proofs, the growth of the log is looked at this often. */
const LOOK_EVERY_MS = 60_000
const MS_PER_SECOND = 1_000
/** Answers that are none, though the cloud is there. */
const ANSWERED = ['PROOF_NOT_YET', 'UPLINK_ANSWER']

export type LogStatus = {
  /** Name and size of the log as this box has verified it last; null before. */
  origin: string | null
  size: number
  /** Wall ms of that. */
  checkedAt: number | null
  /** Acknowledged batches whose place in the log is not shown yet, and the newest whose is. */
  unproven: number
  provenBatch: number | null
  witnesses: Cosigned[]
  /** Code of how the log breaks its word. */
  fault: string | null
  /** This box is a witness itself: its key, and why the cloud did not take its cosignature. */
  witness: { key: string; cosignedAt: number | null; fault: string | null } | null
}
type Parts = {
  box: string
  ledger: Ledger
  clock: BoxClock
  report: Report
  witness: BoxWitness | undefined
  /** The alarm that the log has broken its word stands, or no more. */
  stand(holds: boolean): void
  onChange(): void
}
export type LogOptions = { proofSeconds: number; witnesses: string[]; witnessSeconds: number }

/**
 * Holds the cloud to its receipts: each acknowledged batch must show in the log, and the log must only grow. The newest
 * checkpoint seen is kept in the ledger's file; a log that goes back behind it, or another way, is told and alarmed.
 */
export class LogLane {
  private readonly parts: Parts
  private readonly options: LogOptions
  private follower: LogFollower | undefined
  private log = ''
  private memory: LogMemory | undefined
  private state: Omit<LogStatus, 'witness'>
  private witnessState: LogStatus['witness'] = null
  private newestAsked = 0
  private awaited: { n: number; since: number } | undefined
  private behindSince: number | undefined
  private lastLook = Number.NEGATIVE_INFINITY
  private notBefore = 0
  private cosigned = ''
  private oldest: { n: number; digest: Uint8Array } | undefined
  private stale = true
  private turn: Promise<void> = Promise.resolve()

  constructor(parts: Parts, options: LogOptions) {
    this.parts = parts
    this.options = options
    const none = { unproven: 0, provenBatch: null, witnesses: [], fault: null }
    this.state = { origin: null, size: 0, checkedAt: null, ...none }
  }

  get status(): LogStatus {
    return { ...this.state, witness: this.witnessState }
  }

  /** `meta`: what the ledger keeps. */
  async start(enrolment: Enrolment, meta: Record<string, string>): Promise<void> {
    if (this.log === enrolment.log) return
    this.log = enrolment.log
    const key = new Uint8Array(Buffer.from(enrolment.cloudKey, 'base64'))
    const id = await keyId(nodeCrypto.sha256, enrolment.log, NOTE_ED25519, key)
    const log: VerifierKey = { name: enrolment.log, id, type: NOTE_ED25519, key }
    const witnesses = await Promise.all(this.options.witnesses.map((text) => parseVerifierKey(nodeCrypto.sha256, text)))
    this.follower = new LogFollower({ key: log, witnesses }, nodeCrypto)
    this.memory = new LogMemory(this.parts.ledger, enrolment.log, meta)
    const { seen } = this.memory
    const checkpoint = seen === undefined ? undefined : await this.follower.read(seen).catch(() => undefined)
    if (checkpoint === undefined) this.memory.seen = undefined
    if (checkpoint !== undefined) this.state = { ...this.state, origin: checkpoint.origin, size: checkpoint.size }
    const { witness } = this.parts
    if (witness !== undefined) this.witnessState = { key: await witness.key(), cosignedAt: null, fault: null }
  }

  /** A batch was acknowledged: its proof is owed. */
  acknowledged(): void {
    this.stale = true
    this.notBefore = Math.max(this.notBefore, this.now() + ASK_AFTER_MS)
  }

  /** What goes along with the next batch; undefined while there is nothing to ask. */
  question(): LogQuestion | undefined {
    const { oldest } = this
    if (this.follower === undefined || oldest === undefined || this.now() < this.notBefore) return undefined
    this.notBefore = this.now() + AGAIN_MS
    return this.about(oldest.n)
  }

  /** Asks once where something is owed, or it is time to look; resolves ms to wait until the next. */
  async look(client: CloudClient): Promise<number> {
    const now = this.now()
    const every = this.witnessState === null ? LOOK_EVERY_MS : this.options.witnessSeconds * MS_PER_SECOND
    await this.refresh()
    const due = this.oldest === undefined ? now - this.lastLook >= every : now >= this.notBefore
    if (this.follower === undefined || !due) return Math.min(every, ASK_AFTER_MS / 3)
    this.lastLook = now
    this.notBefore = now + AGAIN_MS
    const news = await client.news(this.about(this.oldest?.n)).catch((error: unknown) => {
      this.withheld(error)
      throw error
    })
    await this.take(news)
    await this.cosign(client)
    return this.oldest !== undefined && this.state.fault === null && this.awaited === undefined
      ? BETWEEN_MS
      : ASK_AFTER_MS / 3
  }

  /** What the log answered, beside an acknowledgement or to a question; taken one after the other. */
  take(news: LogNews): Promise<void> {
    this.turn = this.turn.catch(() => {}).then(() => this.judge(news))
    return this.turn
  }

  private async judge(news: LogNews): Promise<void> {
    const { follower, memory } = this
    if (follower === undefined || memory === undefined) return
    const { ledger, clock } = this.parts
    try {
      const followed = await follower.follow(memory.seen, news)
      const { origin, size, note, restarted, growthShown } = followed
      const witnesses = await follower.cosignersOf(note)
      // On disk before anybody hears of it: a box that forgets could be shown another history.
      await memory.keep(followed)
      this.behindSince = undefined
      this.state = { ...this.state, origin, size, witnesses, checkedAt: clock.now().wall }
      await this.placed(follower, news.batch, followed, memory.ended)
      if (restarted !== null)
        ledger.record(
          { type: 'event', event: 'log-restarted', data: { origin, reason: restarted.slice(0, 200), growthShown } },
          { urgent: true },
        )
      this.told(this.overdue() ? 'LOG_MISSING' : null)
    } catch (error) {
      this.broke(error)
    }
    this.parts.onChange()
  }

  private async placed(
    follower: LogFollower,
    batch: LogNews['batch'],
    followed: Checkpoint,
    ended: Ended[],
  ): Promise<void> {
    const { oldest } = this
    if (oldest === undefined) return
    const { box } = this.parts
    const place =
      batch?.n === oldest.n
        ? await follower.place(box, oldest.n, oldest.digest, batch.proof, followed, ended)
        : undefined
    if (place === undefined) return this.owed(oldest.n)
    const { origin, index } = place
    await this.parts.ledger.write('proven', { n: oldest.n, place: `${origin} ${index}` })
    this.awaited = undefined
    this.notBefore = 0
    this.newestAsked = Math.max(this.newestAsked, oldest.n)
    this.state.provenBatch = this.newestAsked
    this.stale = true
    await this.refresh()
  }

  private owed(n: number): void {
    if (this.awaited?.n !== n) this.awaited = { n, since: this.now() }
  }

  /** A cloud that answers, but not this, cannot put off for ever what it owes. */
  private withheld(error: unknown): void {
    const { oldest } = this
    const answered = error instanceof ZaojunError && (error.status < 500 || ANSWERED.includes(error.code))
    if (oldest === undefined || !answered) return
    this.owed(oldest.n)
    if (this.overdue()) this.told('LOG_MISSING')
  }

  private broke(error: unknown): void {
    if (!(error instanceof ZaojunError) || !error.code.startsWith('LOG_')) throw error
    if (error.code === 'LOG_BEHIND') {
      this.behindSince ??= this.now()
      // Several aggregators may be a step apart: one that stays shorter has been put back.
      if (this.now() - this.behindSince < this.options.proofSeconds * MS_PER_SECOND) return
    }
    this.told(error.code, reasonOf(error))
  }

  /** Each way of breaking its word is told once. */
  private told(fault: string | null, message = 'an acknowledged batch is not in the log'): void {
    const { ledger, report, stand } = this.parts
    if (fault === this.state.fault) return
    this.state.fault = fault
    stand(fault !== null)
    if (fault === null) return
    report.fault({ code: fault, place: 'uplink.log', message })
    const { origin, size } = this.state
    ledger.record(
      { type: 'event', event: 'log-broken', data: { code: fault, message: message.slice(0, 200), origin, size } },
      { urgent: true },
    )
  }

  private overdue(): boolean {
    const { awaited } = this
    return awaited !== undefined && this.now() - awaited.since >= this.options.proofSeconds * MS_PER_SECOND
  }

  /** Cosigns what it has verified and kept, while the log keeps its word. */
  private async cosign(client: CloudClient): Promise<void> {
    const { witness, clock } = this.parts
    const { wall } = clock.now()
    const { witnessState } = this
    const seen = this.memory?.seen
    if (witness === undefined || witnessState === null || seen === undefined || wall === null) return
    const text = seen.slice(0, seen.lastIndexOf('\n\n'))
    if (this.state.fault !== null || this.behindSince !== undefined || text === this.cosigned) return
    try {
      await client.cosigned(await witness.cosign(seen, wall))
      this.cosigned = text
      this.witnessState = { ...witnessState, cosignedAt: wall, fault: null }
    } catch (error) {
      const code = codeOf(error)
      // The log has moved on meanwhile: the next one.
      if (code !== 'COSIGNATURE_STALE') this.witnessState = { ...witnessState, fault: code }
    }
    this.parts.onChange()
  }

  private about(n: number | undefined): LogQuestion {
    const { origin, size } = this.state
    return {
      ...(n === undefined ? {} : { n }),
      ...(this.memory?.seen === undefined || origin === null ? {} : { origin, size }),
    }
  }

  private async refresh(): Promise<void> {
    if (!this.stale) return
    this.stale = false
    const { count, newestProven, oldest } = await this.parts.ledger.read('unproven', null)
    this.oldest = oldest
    this.newestAsked = Math.max(this.newestAsked, newestProven)
    this.state = { ...this.state, unproven: count, provenBatch: this.newestAsked === 0 ? null : this.newestAsked }
  }

  private now(): number {
    return this.parts.clock.mono()
  }
}
