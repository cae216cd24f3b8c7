import { toldEvents } from '@zaojun/device-profiles'
import type { StreamFrame } from '@zaojun/device-profiles/stream/frame-decoder'
import type { DriverContext } from '../driver.ts'
import type { UnitOnBus } from '../unit-on-bus.ts'

/** So many different tags or codes are remembered at a unit, the newest. */
const MOST_REMEMBERED = 512
/** Events on their way to disk; a unit that tells faster than they are kept loses what is beyond. */
const MOST_UNDER_WAY = 256

/** Gives on what frames tell of, once for each time something comes: a tag that stays is not told again and again. */
export class Told {
  private readonly context: Pick<DriverContext, 'now' | 'onEvent'>
  private readonly count: (code: string) => void
  private readonly seen = new Map<string, number>()
  private underWay = 0

  constructor(context: Pick<DriverContext, 'now' | 'onEvent'>, count: (code: string) => void) {
    this.context = context
    this.count = count
  }

  /** False where the frame repeats what was there a moment ago: it is no news. */
  take({ unit, profile }: UnitOnBus, { fields }: StreamFrame): boolean {
    const again = profile?.stream?.again
    if (!profile || (again !== undefined && this.repeats(unit.id, fields[again.field]?.value ?? null, again.withinMs)))
      return false
    for (const told of toldEvents(profile, fields)) this.give({ unit: unit.id, pictures: [], ...told })
    return true
  }

  private repeats(unit: string, value: number | boolean | string | null, withinMs: number): boolean {
    if (value === null) return false
    const key = `${unit} ${value}`
    const now = this.context.now()
    const before = this.seen.get(key)
    this.seen.delete(key)
    this.seen.set(key, now)
    const [oldest] = this.seen.keys()
    if (this.seen.size > MOST_REMEMBERED && oldest !== undefined) this.seen.delete(oldest)
    return before !== undefined && now - before < withinMs
  }

  private give(event: Parameters<DriverContext['onEvent']>[0]): void {
    if (this.underWay >= MOST_UNDER_WAY) {
      this.count('too-many-events')
      return
    }
    this.underWay++
    this.context
      .onEvent(event)
      .catch(() => this.count('event-not-kept'))
      .finally(() => {
        this.underWay--
      })
  }
}
