import { type EntryBody, type Gap, seriesKey } from '@zaojun/core'
import type { Moment } from '../clock.ts'

type Loss = { count: number; firstMono: number; lastMono: number; firstEra: number; lastEra: number }

/** Counts what could not be written, so that the signed `gap` can say exactly what is missing and why. */
export class Shortage {
  private losses = new Map<string, Loss>()
  private began = false

  /** True while routine readings are not admitted. */
  get active(): boolean {
    return this.began
  }

  begin(): void {
    this.began = true
  }

  count(body: EntryBody, { mono, era }: Moment): void {
    const key = body.type === 'reading' ? seriesKey(body.device, body.point) : body.type
    const loss = this.losses.get(key) ?? { count: 0, firstMono: mono, lastMono: mono, firstEra: era, lastEra: era }
    this.losses.set(key, { ...loss, count: loss.count + 1, lastMono: mono, lastEra: era })
  }

  /** The gap to record once there is room again; undefined when nothing was lost. */
  end(): Gap | undefined {
    this.began = false
    if (this.losses.size === 0) return undefined
    const data = { lost: Object.fromEntries(this.losses) }
    this.losses = new Map()
    return { type: 'gap', reason: 'disk-full', data }
  }
}
