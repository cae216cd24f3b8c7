import { setTimeout as sleep } from 'node:timers/promises'
import { reasonOf, ZaojunError } from '@zaojun/core'
import { Backoff } from '../backoff.ts'
import type { BoxClock } from '../clock.ts'
import type { Identity } from '../identity.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { OutboxState } from '../ledger/outbox.ts'
import type { BatchNote } from '../ledger/sealer.ts'
import { faultOf, type Report } from '../report.ts'
import { askedMs, CloudRefusal } from './answer.ts'
import type { BoxWitness } from './box-witness.ts'
import { CloudClient, fail } from './cloud-client.ts'
import { Details } from './details.ts'
import { type Enrolment, enrol } from './enrolment.ts'
import { HeartbeatLane } from './heartbeat-lane.ts'
import { heldEnrolment } from './held-enrolment.ts'
import { KeyChange } from './key-change.ts'
import { LogLane, type LogOptions, type LogStatus } from './log-lane.ts'
import { Outgoing } from './outgoing.ts'

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000
/** What a box that enrols by itself waits out. */
const PASSING = ['ENROLMENT_UNREACHABLE', 'ENROLMENT_BUSY', 'ENROLMENT_ANSWER']
/** Answers that say «not this batch, ever»: it is kept aside and the others go on. */
const BATCH_REFUSALS = [400, 409, 413, 422]

export type UplinkState = 'not-enrolled' | 'connecting' | 'online' | 'offline'
export type UplinkStatus = {
  state: UplinkState
  url?: string
  site?: string
  /** The box was enrolled, and the file of that was damaged: the name it is kept under. */
  damagedFile?: string
  /** Why the box can sign nothing, so that nothing is sealed or sent: the code. */
  keyFault?: string
  /** Wall ms of the last change of state; null while the clock is unknown. */
  since: number | null
  lastAcknowledgedAt: number | null
  newestBatch: number
  oldestPending?: number
  pendingBatches: number
  pendingReadings: number
  gaps: number
  quarantined: number
  watched: boolean
  log: LogStatus
  reason?: string
}

export type UplinkParts = {
  folder: string
  identity: Identity
  ledger: Ledger
  clock: BoxClock
  report: Report
  random: () => number
  /** What the ledger keeps beside its entries. */
  meta: Record<string, string>
  /** Present where this box is a witness. */
  witness: BoxWitness | undefined
  /** An alarm about the log stands, or no more. */
  stand(holds: boolean): void
}
export type UplinkOptions = {
  url?: string
  code?: string
  compress: boolean
  heartbeatSeconds: number
  log: LogOptions
  softwareVersion: string
}

/** Sends what the ledger sealed: live data first, the backlog beside it, personal parts and photos below both. */
export class Uplink {
  private readonly parts: UplinkParts
  private readonly options: UplinkOptions
  private readonly outgoing = new Outgoing()
  private readonly details: Details
  private readonly heartbeats: HeartbeatLane
  private readonly log: LogLane
  private readonly listeners = new Set<(status: UplinkStatus) => void>()
  private client: CloudClient | undefined
  private enrolment: Enrolment | undefined
  private damagedFile: string | undefined
  private stopping = new AbortController()
  private wake = Promise.withResolvers<void>()
  private state: UplinkState = 'not-enrolled'
  private since: number | null = null
  private lastAcknowledgedAt: number | null = null
  private reason: string | undefined
  private refused = new Map<number, string>()
  private gaps = 0
  private watchedNow = false
  private running: Promise<unknown> | undefined

  constructor(parts: UplinkParts, options: UplinkOptions) {
    this.parts = parts
    this.options = options
    this.details = new Details(parts.ledger, parts.report)
    this.heartbeats = new HeartbeatLane({
      ...parts,
      onAgain: (notes) => this.sealed(notes),
      onDetails: () => this.detailAdded(),
    })
    this.log = new LogLane({ ...parts, box: parts.identity.id, onChange: () => this.tell() }, options.log)
  }

  start(outbox: OutboxState, gaps: number): void {
    this.stopping = new AbortController()
    this.outgoing.load(outbox)
    this.details.more()
    this.gaps = gaps
    for (const { n, code } of outbox.refused) this.refused.set(n, code)
    const { enrolment, damagedFile } = heldEnrolment(this.parts)
    this.enrolment = enrolment
    this.damagedFile = damagedFile
    const { fault } = this.parts.identity
    if (fault !== undefined) {
      this.parts.report.fault(faultOf('uplink.key', fault))
      if (this.enrolment !== undefined) this.setState('offline', fault.code)
    } else if (this.enrolment !== undefined) {
      this.connect(this.enrolment)
      this.parts.report.watch('uplink.key', this.resumeKeyChange(this.enrolment))
    } else if (this.options.url !== undefined && this.options.code !== undefined)
      this.parts.report.watch('uplink.enrolment', this.enrolByItself(this.options.url, this.options.code))
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    this.client?.stop()
    this.wakeUp()
    await this.running
  }

  get watched(): boolean {
    return this.watchedNow
  }

  status(): UplinkStatus {
    const oldestPending = this.outgoing.oldest
    return {
      state: this.state,
      ...(this.enrolment === undefined ? {} : { url: this.enrolment.url, site: this.enrolment.site }),
      ...(this.enrolment !== undefined || this.damagedFile === undefined ? {} : { damagedFile: this.damagedFile }),
      ...(this.parts.identity.fault === undefined ? {} : { keyFault: this.parts.identity.fault.code }),
      since: this.since,
      lastAcknowledgedAt: this.lastAcknowledgedAt,
      newestBatch: this.outgoing.newest,
      ...(oldestPending === undefined ? {} : { oldestPending }),
      pendingBatches: this.outgoing.batches,
      pendingReadings: this.outgoing.readings,
      gaps: this.gaps,
      quarantined: this.refused.size,
      watched: this.watchedNow,
      log: this.log.status,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
    }
  }

  onStatus(listener: (status: UplinkStatus) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The ledger sealed these; they go out at once. */
  sealed(notes: BatchNote[]): void {
    this.outgoing.add(notes)
    this.wakeUp()
    this.tell()
  }

  noteGaps(count: number): void {
    if (count === 0) return
    this.gaps += count
    this.tell()
  }

  /** A photo or a personal part was added. */
  detailAdded(): void {
    this.details.more()
    this.wakeUp()
  }

  /** Binds this box to a cloud by a one-time code. Throws `ENROLMENT_…`, `KEY_FILE_…`. */
  async enrol(url: string, code: string): Promise<Enrolment> {
    const { folder, identity } = this.parts
    if (identity.fault !== undefined) throw identity.fault
    this.enrolment = await enrol(folder, identity, { url, code, softwareVersion: this.options.softwareVersion })
    this.client?.stop()
    this.connect(this.enrolment)
    return this.enrolment
  }

  /** Gives the box a new key under the same name. Throws `CloudRefusal`: the box then keeps the one it has. */
  async changeKey(code: string): Promise<void> {
    if (this.enrolment === undefined) throw fail('UPLINK_NOT_ENROLLED')
    if (this.parts.identity.fault !== undefined) throw this.parts.identity.fault
    this.keyChanged(await new KeyChange(this.parts, this.stopping.signal).begin(this.enrolment, code))
  }

  private async resumeKeyChange(enrolment: Enrolment): Promise<void> {
    const changed = await new KeyChange(this.parts, this.stopping.signal).resume(enrolment)
    if (changed !== undefined) this.keyChanged(changed)
  }

  private keyChanged(enrolment: Enrolment): void {
    this.enrolment = enrolment
    this.client?.stop()
    this.connect(enrolment)
  }

  private async enrolByItself(url: string, code: string): Promise<void> {
    const backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS, this.parts.random)
    while (!this.stopping.signal.aborted && this.enrolment === undefined) {
      try {
        await this.enrol(url, code)
      } catch (error) {
        if (!(error instanceof ZaojunError) || !PASSING.includes(error.code)) throw error
        this.parts.report.fault({ code: error.code, place: 'uplink.enrolment', message: error.message })
        await this.pause(backoff.next())
      }
    }
  }

  private connect(enrolment: Enrolment): void {
    const client = new CloudClient(enrolment, this.options.compress)
    this.client = client
    this.setState('connecting')
    const { report } = this.parts
    report.watch('uplink.log', this.log.start(enrolment, this.parts.meta))
    const lane = (name: string, work: () => Promise<boolean>) => this.runLane(name, client, work)
    this.running = Promise.all([
      lane('uplink.live', () => this.sendOne(client, 'newest')),
      lane('uplink.backlog', () => this.sendOne(client, 'oldest')),
      lane('uplink.details', () => (this.outgoing.batches > 2 ? Promise.resolve(false) : this.details.sendOne(client))),
      lane('uplink.watch', () => this.askWatched(client)),
      lane('uplink.heartbeat', () => this.beat(client)),
      lane('uplink.log', () => this.lookAtLog(client)),
    ]).catch((error: unknown) => report.fault({ code: 'UPLINK_LANE', place: 'uplink', message: reasonOf(error) }))
  }

  /** Does `work` while there is some; sleeps until woken; backs off when the cloud is out of reach. */
  private async runLane(place: string, client: CloudClient, work: () => Promise<boolean>): Promise<void> {
    const backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS, this.parts.random)
    while (!this.stopping.signal.aborted && this.client === client) {
      // Taken before the work: what arrives while it runs must not be slept over.
      const woken = this.wake.promise
      try {
        const did = await work()
        backoff.reset()
        if (!did) await woken
      } catch (error) {
        if (this.stopping.signal.aborted) return
        this.failed(place, error)
        await this.pause(backoff.next(askedMs(error)))
      }
    }
  }

  private failed(place: string, error: unknown): void {
    const fault = faultOf(place, error)
    const { code } = fault
    this.parts.report.fault(fault)
    if (code === 'UPLINK_UNREACHABLE' || (error instanceof CloudRefusal && error.status >= 500))
      this.setState('offline', code)
    else this.setState(this.state, code)
  }

  private async sendOne(client: CloudClient, which: 'newest' | 'oldest'): Promise<boolean> {
    const note = this.outgoing.take(which)
    if (note === undefined) return false
    const { ledger, clock } = this.parts
    try {
      const batch = await ledger.read('batch', note.n)
      if (batch === undefined) throw new ZaojunError('BATCH_LOST', 500, `batch ${note.n} is not in the ledger`)
      const sent = await client.sendBatch(batch, this.outgoing.range(), this.log.question())
      const { receipt, watched, news } = sent
      await ledger.write('acknowledge', { n: note.n, receipt })
      this.log.acknowledged()
      if (news !== undefined) this.parts.report.watch('uplink.log', this.log.take(news))
      this.outgoing.done(note.n)
      this.lastAcknowledgedAt = clock.now().wall
      this.watchedNow = watched
      this.setState('online')
    } catch (error) {
      if (error instanceof CloudRefusal && BATCH_REFUSALS.includes(error.status))
        await this.setAside(note.n, error.code)
      else {
        this.outgoing.giveBack(note.n)
        throw error
      }
    }
    return true
  }

  private async setAside(n: number, code: string): Promise<void> {
    const { ledger, report } = this.parts
    report.fault({ code, place: 'uplink', message: `the cloud refused batch ${n}` })
    await ledger.write('refuse', { n, code })
    this.outgoing.done(n)
    this.refused.set(n, code)
    ledger.record({ type: 'event', event: 'batch-refused', data: { n, code } }, { urgent: true })
    this.tell()
  }

  private async beat(client: CloudClient): Promise<boolean> {
    await this.heartbeats.beat(client)
    await this.pause(this.options.heartbeatSeconds * 1000)
    return true
  }

  private async lookAtLog(client: CloudClient): Promise<boolean> {
    await this.pause(await this.log.look(client))
    return true
  }

  private async askWatched(client: CloudClient): Promise<boolean> {
    const watched = await client.watched(this.watchedNow)
    this.setState('online')
    if (watched !== this.watchedNow) {
      this.watchedNow = watched
      this.tell()
    }
    return true
  }

  private setState(state: UplinkState, reason?: string): void {
    const changed = state !== this.state || reason !== this.reason
    if (state !== this.state) this.since = this.parts.clock.now().wall
    this.state = state
    this.reason = reason
    if (changed || state === 'online') this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) this.parts.report.guard('uplink.listener', listener)(this.status())
  }

  private wakeUp(): void {
    this.wake.resolve()
    this.wake = Promise.withResolvers<void>()
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => {})
  }
}
