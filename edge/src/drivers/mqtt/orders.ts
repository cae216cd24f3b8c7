import { COMMAND_RESULTS } from '@zaojun/core'
import type { Scalar } from '@zaojun/device-profiles'
import type { UnitOrderResult } from '../driver.ts'
import type { UnitOnBus } from '../unit-on-bus.ts'

const CONFIRM_WITHIN_MS = 5_000
const MOST_WAITING = 64

type Waiting = {
  unit: UnitOnBus
  /** The read-back that confirms it; undefined where the unit answers by the order's id. */
  confirm: { channel: string; equals: Scalar } | undefined
  timer: NodeJS.Timeout
  settle(result: UnitOrderResult): void
}

/** Orders that have gone out and wait for what confirms them. */
export class Orders {
  private readonly waiting = new Map<string, Waiting>()

  wait(
    id: string,
    unit: UnitOnBus,
    confirm: Waiting['confirm'],
    withinMs: number = CONFIRM_WITHIN_MS,
  ): Promise<UnitOrderResult> {
    if (this.waiting.size >= MOST_WAITING) return Promise.resolve({ result: 'refused', reason: 'queue-full' })
    return new Promise((done) => {
      const settle = (result: UnitOrderResult) => {
        this.forget(id)
        done(result)
      }
      const timer = setTimeout(() => settle({ result: 'timed-out', reason: 'not-confirmed' }), withinMs)
      this.waiting.set(id, { unit, confirm, timer, settle })
    })
  }

  forget(id: string): void {
    clearTimeout(this.waiting.get(id)?.timer)
    this.waiting.delete(id)
  }

  /** A message of the unit has been decoded: whatever it confirms is settled. */
  look(unit: UnitOnBus): void {
    for (const { unit: ordered, confirm, settle } of [...this.waiting.values()]) {
      if (ordered !== unit || confirm === undefined) continue
      const { value, quality } = unit.decoder?.reading(confirm.channel) ?? {}
      if (quality === 'good' && value === confirm.equals) settle({ result: 'confirmed' })
    }
  }

  /** The unit's own answer: `{ id, result, reason? }`. */
  answered(bytes: Uint8Array): void {
    let said: { id?: unknown; result?: unknown; reason?: unknown }
    try {
      said = JSON.parse(new TextDecoder().decode(bytes))
    } catch {
      return
    }
    const waiting = typeof said?.id === 'string' ? this.waiting.get(said.id) : undefined
    const result = COMMAND_RESULTS.find((each) => each === said?.result)
    // That it has been accepted is not yet its end.
    if (waiting === undefined || result === undefined || result === 'accepted') return
    const { reason } = said
    const code = typeof reason === 'string' && /^[a-z0-9-]{1,64}$/.test(reason) ? { reason } : {}
    waiting.settle({ result, ...code })
  }

  end(result: UnitOrderResult): void {
    for (const { settle } of [...this.waiting.values()]) settle(result)
  }
}
