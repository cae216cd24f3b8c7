import type { Scalar } from '@zaojun/device-profiles'
import type { UnitOrder, UnitOrderResult } from '../driver.ts'

/** Orders waiting on one bus. Beyond this they are refused: an order carried out much later is worse than none. */
const MOST_WAITING = 32

/** How an order is confirmed: that channel reads so within that time; without one it ends as accepted. */
export type Confirming = { confirm: { channel: string; equals: Scalar } | undefined; confirmWithinMs: number }

/** An order on its way, with what its protocol writes. */
export type Order<W extends Confirming> = W & {
  order: UnitOrder
  stage: 'write' | 'confirm'
  tries: number
  /** Monotonic ms: not before, and the end of waiting for the read-back. */
  notBefore: number
  deadline: number
  settle(result: UnitOrderResult): void
}

/** Orders in the order they came; those still to be written go before those only waiting for their read-back. */
export class Orders<W extends Confirming> {
  private waiting: Order<W>[] = []

  add(order: Order<W>): void {
    if (this.waiting.length >= MOST_WAITING) order.settle({ result: 'refused', reason: 'queue-full' })
    else this.waiting.push(order)
  }

  /** Takes the next order to work on, or says how long until there is one. */
  take(now: number): Order<W> | { waitMs: number } {
    const ready = this.waiting.filter((order) => order.notBefore <= now)
    const next = ready.find((order) => order.stage === 'write') ?? ready[0]
    if (!next) return { waitMs: Math.min(...this.waiting.map((order) => order.notBefore - now)) }
    this.waiting = this.waiting.filter((order) => order !== next)
    return next
  }

  /** Puts an order back that is not finished. */
  keep(order: Order<W>): void {
    this.waiting.push(order)
  }

  /** Ends what waits: all of it, or that of one unit. */
  end(result: UnitOrderResult, unit?: string): void {
    const ended = this.waiting.filter((order) => unit === undefined || order.order.unit === unit)
    this.waiting = this.waiting.filter((order) => !ended.includes(order))
    for (const order of ended) order.settle(result)
  }
}
