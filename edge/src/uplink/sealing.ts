import { type Entry, MAX_BATCH_READINGS } from '@zaojun/core'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { BatchNote } from '../ledger/sealer.ts'
import type { Report } from '../report.ts'

const CHECK_MS = 250
/** At most one batch a second for urgent entries. */
const URGENT_SEAL_MS = 1_000
/** The first batch after a start goes out soon: head office sees that the box is back. */
const FIRST_SEAL_MS = 2_000
const FORGET_EVERY_MS = 60_000
const DAY_MS = 86_400_000

export type SealingOptions = { sealSeconds: number; watchedSealSeconds: number; retentionDays: number }
export type SealingParts = {
  ledger: Ledger
  clock: BoxClock
  report: Report
  /** Hashes of what is in force, for the batch's head. */
  force(): Record<string, string>
  watched(): boolean
  onSealed(notes: BatchNote[]): void
}

/** Decides when the ledger is cut into batches (design 6), and when acknowledged ones are forgotten. */
export class Sealing {
  private readonly parts: SealingParts
  private readonly options: SealingOptions
  private timer: NodeJS.Timeout | undefined
  private undo: (() => void) | undefined
  private unsealed = 0
  private urgent = false
  private dueAt = 0
  private lastSealAt = 0
  private lastForgetAt = 0
  private busy: Promise<void> | undefined

  constructor(parts: SealingParts, options: SealingOptions) {
    this.parts = parts
    this.options = options
  }

  start(): void {
    const { ledger, clock, report } = this.parts
    this.undo = ledger.onCommitted((entries) => this.note(entries))
    this.dueAt = clock.mono() + FIRST_SEAL_MS
    this.lastForgetAt = clock.mono()
    this.timer = setInterval(
      report.guard('sealing', () => this.check()),
      CHECK_MS,
    )
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    this.undo?.()
    await this.busy
  }

  private note(entries: Entry[]): void {
    this.unsealed += entries.length
    if (entries.some(isUrgent)) this.urgent = true
  }

  private check(): void {
    if (this.busy !== undefined) return
    const now = this.parts.clock.mono()
    const { watchedSealSeconds, sealSeconds } = this.options
    const watchedDue = this.parts.watched() && now - this.lastSealAt >= watchedSealSeconds * 1000
    const urgentDue = this.urgent && now - this.lastSealAt >= URGENT_SEAL_MS
    if (now >= this.dueAt || watchedDue || urgentDue || this.unsealed >= MAX_BATCH_READINGS) {
      this.dueAt = now + sealSeconds * 1000
      this.lastSealAt = now
      this.run(this.seal())
    } else if (now - this.lastForgetAt >= FORGET_EVERY_MS) {
      this.lastForgetAt = now
      this.run(this.forget())
    }
  }

  private run(work: Promise<void>): void {
    this.busy = work.finally(() => {
      this.busy = undefined
    })
    this.parts.report.watch('sealing', this.busy)
  }

  private async seal(): Promise<void> {
    this.unsealed = 0
    this.urgent = false
    const notes = await this.parts.ledger.seal(this.parts.force())
    if (notes.length > 0) this.parts.onSealed(notes)
  }

  private async forget(): Promise<void> {
    const { wall } = this.parts.clock.now()
    if (wall === null) return
    const cutoff = wall - this.options.retentionDays * DAY_MS
    for (;;) {
      const { batches, attachments } = await this.parts.ledger.write('forget', { cutoff })
      if (batches + attachments === 0) return
    }
  }
}

const URGENT: Entry['type'][] = ['alarm', 'command', 'gap', 'record']
const isUrgent = (entry: Entry): boolean => URGENT.includes(entry.type)
