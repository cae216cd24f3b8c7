import type { CommandResult } from '@zaojun/core'
import type { Commands } from '../gateway/commands.ts'
import type { LivePoint } from '../points/points.ts'
import type { Report } from '../report.ts'
import type { Target } from './instances.ts'

/** An order that does not show is given again after so long, at first and at most. */
const AGAIN_MS = 2_000
const AGAIN_AT_MOST_MS = 10_000

/** How an order to a target went. `shown`: its point reads as it should. */
export type Progress = {
  attempts: number
  result?: CommandResult
  reason?: string
  shown: boolean
  shownAfterMs?: number
}
export type DrivingParts = {
  commands: Commands
  report: Report
  newest(device: string, point: string): LivePoint | undefined
  now(): number
}

/** Orders one target until its point shows it, and again whenever it shows otherwise. */
export class Driving {
  private readonly target: Target
  private readonly parts: DrivingParts
  private readonly by: string
  private readonly startedAt: number
  private nextAt: number
  private busy = false
  private ended = false
  readonly progress: Progress = { attempts: 0, shown: false }

  constructor(target: Target, by: string, parts: DrivingParts) {
    this.target = target
    this.by = by
    this.parts = parts
    this.startedAt = parts.now()
    this.nextAt = this.startedAt
  }

  end(): void {
    this.ended = true
  }

  /** Called at once, with every value of the target, and as time passes. True when its progress changed. */
  step(): boolean {
    const { act, device } = this.target
    const { now, newest } = this.parts
    const point = newest(device.id, act.shows.point)
    const reads = point?.reading.quality === 'good' && point.reading.value === act.shows.is
    // What was read before the order says nothing, unless the order itself was confirmed by reading back.
    const shown = reads && (point.mono >= this.startedAt || this.progress.result === 'confirmed')
    const changed = shown !== this.progress.shown
    this.progress.shown = shown
    if (shown) this.progress.shownAfterMs ??= Math.max(0, (point?.mono ?? now()) - this.startedAt)
    const due = now() >= this.nextAt && (!shown || this.progress.attempts === 0)
    if (due && !this.busy && !this.ended) this.order()
    return changed
  }

  private order(): void {
    const { act, device } = this.target
    this.busy = true
    this.progress.attempts += 1
    const given = this.parts.commands.act({ device: device.id, command: act.command, by: this.by })
    this.parts.report.watch(
      'interlocks.order',
      given.then(
        ({ result, reason }) => this.done(result, reason),
        (error: unknown) => {
          this.done('refused', error instanceof Error ? error.message : String(error))
          throw error
        },
      ),
    )
  }

  private done(result: CommandResult, reason: string | undefined): void {
    this.busy = false
    this.progress.result = result
    if (reason === undefined) delete this.progress.reason
    else this.progress.reason = reason
    this.nextAt = this.parts.now() + Math.min(AGAIN_AT_MOST_MS, AGAIN_MS * this.progress.attempts)
  }
}
