import type { SimulatedEvent } from './message-json.ts'
import type { Happening } from './plan.ts'

const SECOND_MS = 1000

/** Lets the units of a kitchen tell of what happens at them, each at its own pace, until stopped. */
export class Happenings {
  private readonly all: readonly Happening[]
  private readonly tell: (unit: string, event: SimulatedEvent) => void
  private readonly timers: NodeJS.Timeout[] = []

  constructor(all: readonly Happening[], tell: (unit: string, event: SimulatedEvent) => void) {
    this.all = all
    this.tell = tell
  }

  start(): void {
    for (const { unit, event, everySeconds, each } of this.all) {
      let next = 0
      const happen = () => {
        const fields = each[next % each.length] ?? {}
        next += 1
        // A number no other event of this unit had, after a restart neither.
        this.tell(unit, { event, fields, key: String(Date.now()) })
      }
      this.timers.push(setInterval(happen, everySeconds * SECOND_MS))
    }
  }

  stop(): void {
    for (const timer of this.timers.splice(0)) clearInterval(timer)
  }
}
