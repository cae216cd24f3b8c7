import { type Batch, codeOf, defineErrors, type Entry, type EntryBody, type Era } from '@zaojun/core'
import type { BoxClock, Moment } from '../clock.ts'
import { faultOf, type Report } from '../report.ts'
import type { ReaderOps } from './reader.ts'
import { type Beside, groupOf, type PendingEntry } from './rows.ts'
import type { BatchNote } from './sealer.ts'
import { Shortage } from './shortage.ts'
import { Thread } from './thread.ts'
import type { Opened, WriterOps } from './writer.ts'

export const fail = defineErrors({
  LEDGER_FULL: { status: 507, zh: '磁盘已满，未能记录', en: 'the disk is full: not recorded' },
  LEDGER_STOPPED: { status: 503, zh: '账本未运行', en: 'the ledger is not running: not recorded' },
})

/** A group is committed when it is this large, or when `groupCommitMs` have passed, or at once when urgent. */
export const GROUP_ENTRIES = 500
/** Groups handed to the writer at once: it commits one while the next is on its way. */
const GROUPS_IN_FLIGHT = 3
/** How often a full disk is tried again. */
const RECOVERY_MS = 5_000
const DISK_FULL_CODES = ['SQLITE_FULL', 'ENOSPC', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_FSYNC']

export type LedgerOptions = { folder: string; reserveMiB: number; groupCommitMs: number }
export type AppendOptions = { urgent?: boolean } & Beside

type Waiting = PendingEntry & { moment: Moment; resolve(seq: number): void; reject(error: Error): void }

/**
 * The box's append-only ledger as the gateway sees it. `append` resolves with the seq once the entry is on disk;
 * listeners hear of entries only then. Routine entries commit in groups, urgent ones at once.
 */
export class Ledger {
  private readonly options: LedgerOptions
  private readonly report: Report
  private readonly writer: Thread<WriterOps>
  private readonly reader: Thread<ReaderOps>
  private readonly listeners = new Set<(entries: Entry[]) => void>()
  private readonly shortage: Shortage
  private clock: BoxClock | undefined
  private waiting: Waiting[] = []
  private timer: NodeJS.Timeout | undefined
  /** Something that waits may not wait for its group. */
  private hurry = false
  private recovery: NodeJS.Timeout | undefined
  private readonly flights = new Set<Promise<void>>()

  /** `onDeath`: the writer's thread ended by itself; nothing can be recorded until the gateway restarts. */
  constructor(options: LedgerOptions, report: Report, onDeath: (reason: string) => void) {
    this.options = options
    this.report = report
    const { folder, reserveMiB } = options
    this.shortage = new Shortage()
    this.writer = new Thread(new URL('./writer.ts', import.meta.url), { folder, reserveMiB }, onDeath)
    this.reader = new Thread(new URL('./reader.ts', import.meta.url), { folder }, onDeath)
  }

  /** Opens the file and says what stands in it. The clock is given after, since it continues the ledger's eras. */
  async start(): Promise<Opened> {
    this.writer.start()
    const opened = await this.writer.call('open', null)
    this.reader.start()
    return opened
  }

  useClock(clock: BoxClock): void {
    this.clock = clock
  }

  /** Eras are declared before any entry is stamped with them; calls reach the writer in order. */
  declareEra(era: Era): void {
    this.report.watch('ledger.era', this.writer.call('era', era))
  }

  get full(): boolean {
    return this.shortage.active
  }

  /** Entries not yet on disk. */
  get queued(): number {
    return this.waiting.length
  }

  onCommitted(listener: (entries: Entry[]) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Resolves with the seq once on disk. Rejects `LEDGER_FULL` or `LEDGER_STOPPED`; the entry is then counted in a gap. */
  append(body: EntryBody, { urgent = false, parts, note, sender }: AppendOptions = {}): Promise<number> {
    if (this.clock === undefined) return Promise.reject(fail('LEDGER_STOPPED'))
    const at = this.clock.now()
    if (this.shortage.active && !urgent) {
      this.shortage.count(body, at)
      return Promise.reject(fail('LEDGER_FULL'))
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ era: at.era, mono: at.mono, moment: at, body, parts, note, sender, resolve, reject })
      this.hurry ||= urgent
      this.flushIfDue()
    })
  }

  /** Sends a group whose outcome nobody waits for; failures are counted and reported. */
  record(body: EntryBody, options: AppendOptions = {}): void {
    this.append(body, options).catch((error: unknown) => {
      if (!this.shortage.active) this.report.fault(faultOf('ledger', error))
    })
  }

  async seal(force: Batch['force']): Promise<BatchNote[]> {
    this.flushAll()
    await Promise.all(this.flights)
    return this.writer.call('seal', { force, wall: this.clock?.now().wall ?? null })
  }

  write: Thread<WriterOps>['call'] = (op, argument) => this.writer.call(op, argument)
  read: Thread<ReaderOps>['call'] = (op, argument) => this.reader.call(op, argument)

  async stop(): Promise<void> {
    clearTimeout(this.recovery)
    this.clock = undefined
    await this.drained()
    await this.writer.call('close', null).catch(() => {})
    await this.writer.stop()
    await this.reader.stop()
  }

  /** All that was appended before this call is on disk, or was refused. */
  private async drained(): Promise<void> {
    while (this.waiting.length > 0 || this.flights.size > 0) {
      this.flushAll()
      await Promise.race(this.flights)
    }
  }

  /** Sends all that waits; what finds the writer busy goes as soon as it has answered. */
  private flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    while (this.waiting.length > 0 && this.flights.size < GROUPS_IN_FLIGHT) {
      const flight = this.commit(this.waiting.splice(0, GROUP_ENTRIES)).finally(() => {
        this.flights.delete(flight)
        this.flushIfDue()
      })
      this.flights.add(flight)
    }
    if (this.waiting.length === 0) this.hurry = false
  }

  /** Routine entries wait for their group; what is urgent, or a full group, does not. */
  private flushIfDue(): void {
    if (this.waiting.length === 0) return
    if (this.hurry || this.waiting.length >= GROUP_ENTRIES) this.flush()
    else this.timer ??= setTimeout(() => this.flushAll(), this.options.groupCommitMs)
  }

  private flushAll(): void {
    this.hurry = true
    this.flush()
  }

  private async commit(group: Waiting[]): Promise<void> {
    try {
      this.committed(group, await this.writer.call('append', groupOf(group)))
    } catch (error) {
      if (DISK_FULL_CODES.includes(codeOf(error))) await this.onFull(group)
      else this.refuse(group, error)
    }
  }

  private committed(group: Waiting[], first: number): void {
    for (const [index, { resolve }] of group.entries()) resolve(first + index)
    if (this.listeners.size === 0) return
    const entries = group.map(({ moment, body }, index) => ({ seq: first + index, ...moment, ...body }) as Entry)
    for (const listener of this.listeners) this.report.guard('ledger.listener', listener)(entries)
  }

  private refuse(group: Waiting[], error: unknown): void {
    this.report.fault(faultOf('ledger', error))
    for (const waiting of group) {
      this.shortage.count(waiting.body, waiting.moment)
      waiting.reject(error instanceof Error ? error : new Error(String(error)))
    }
    this.startRecovery()
  }

  /** Room for what must be kept comes from the reserve; readings of the group are given up and counted. */
  private async onFull(group: Waiting[]): Promise<void> {
    this.report.fault({ code: 'LEDGER_FULL', place: 'ledger', message: 'the disk is full; fidelity is reduced' })
    const kept = group.filter(({ body }) => body.type !== 'reading')
    for (const { body, moment, reject } of group.filter(({ body }) => body.type === 'reading')) {
      this.shortage.count(body, moment)
      reject(fail('LEDGER_FULL'))
    }
    this.shortage.begin()
    this.startRecovery()
    await this.writer.call('releaseReserve', null).catch(() => {})
    if (kept.length === 0) return
    try {
      this.committed(kept, await this.writer.call('append', groupOf(kept)))
    } catch {
      for (const { body, moment, reject } of kept) {
        this.shortage.count(body, moment)
        reject(fail('LEDGER_FULL'))
      }
    }
  }

  private startRecovery(): void {
    this.recovery ??= setTimeout(() => this.report.watch('ledger.recovery', this.recover()), RECOVERY_MS)
  }

  private async recover(): Promise<void> {
    this.recovery = undefined
    if (this.clock === undefined) return
    const roomy = await this.writer.call('recover', null).catch(() => false)
    if (!roomy) return this.startRecovery()
    const gap = this.shortage.end()
    if (gap !== undefined) await this.append(gap, { urgent: true })
  }
}
