import type { Scalar } from '@zaojun/device-profiles'
import { type ContractOrderResult, readOrderResult } from '@zaojun/device-profiles/contract/messages'
import type { UnitOrderResult } from '../driver.ts'
import type { UnitOnBus } from '../unit-on-bus.ts'
import { type Delivery, NotDelivered } from './exchange.ts'

/** How long an order may take where its profile does not say. */
export const CONFIRM_WITHIN_MS = 5_000
const MOST_WAITING = 64

/** An order on its way. */
export type OrderOut = {
  unit: UnitOnBus
  id: string
  /** The channel that shows its effect; undefined where none does. */
  confirm: { channel: string; equals: Scalar } | undefined
  /** The unit answers by the order's id. */
  answers: boolean
  withinMs: number
}

type Waiting = OrderOut & {
  acknowledged: boolean
  settle(result: UnitOrderResult): void
}

/**
 * Orders that have gone out and wait for what ends them: the unit's answer, a channel that reads so, or time. Without
 * either of the first two an acknowledgement is all there is, and they end as accepted.
 */
export class Orders {
  private readonly waiting = new Map<string, Waiting>()

  /** Sends an order by `publish` and resolves with its end. */
  give(order: OrderOut, publish: () => Promise<Delivery>): Promise<UnitOrderResult> {
    if (this.waiting.size >= MOST_WAITING) return Promise.resolve({ result: 'refused', reason: 'queue-full' })
    const { promise, resolve } = Promise.withResolvers<UnitOrderResult>()
    const timer = setTimeout(() => waiting.settle(overdue(waiting)), order.withinMs)
    const waiting: Waiting = {
      ...order,
      acknowledged: false,
      settle: (result) => {
        clearTimeout(timer)
        this.waiting.delete(order.id)
        resolve(result)
      },
    }
    this.waiting.set(order.id, waiting)
    publish().then(
      (delivery) => {
        waiting.acknowledged = delivery === 'acknowledged'
        if (waiting.acknowledged && order.confirm === undefined && !order.answers)
          waiting.settle({ result: 'accepted', reason: 'no-read-back' })
      },
      (error) => waiting.settle(undelivered(error)),
    )
    return promise
  }

  /** A message of the unit brought these channels: whatever they confirm is settled. */
  look(unit: UnitOnBus, brought: ReadonlyMap<string, Scalar>): void {
    for (const { unit: ordered, confirm, settle } of [...this.waiting.values()])
      if (ordered === unit && confirm !== undefined && brought.get(confirm.channel) === confirm.equals)
        settle({ result: 'confirmed' })
  }

  /** The unit's own answer by the order's id; false where it is none. */
  answered(unit: UnitOnBus, bytes: Uint8Array): boolean {
    const said = readOrderResult(bytes)
    if (said === undefined) return false
    const waiting = this.waiting.get(said.id)
    // One unit does not answer for another, and one that does not answer by id is not believed to.
    if (waiting?.unit !== unit || !waiting.answers) return true
    waiting.acknowledged = true
    // That it has been accepted is not yet its end, where an end is told or seen.
    if (said.result !== 'accepted') waiting.settle(answer(said))
    return true
  }

  end(result: UnitOrderResult): void {
    for (const { settle } of [...this.waiting.values()]) settle(result)
  }
}

const answer = ({ result, reason }: ContractOrderResult): UnitOrderResult => ({
  result,
  ...(reason === undefined ? {} : { reason }),
})

function overdue({ acknowledged, confirm }: Waiting): UnitOrderResult {
  if (!acknowledged) return { result: 'timed-out', reason: 'not-acknowledged' }
  return confirm === undefined
    ? { result: 'accepted', reason: 'no-read-back' }
    : { result: 'timed-out', reason: 'not-confirmed' }
}

function undelivered(error: unknown): UnitOrderResult {
  if (!(error instanceof NotDelivered)) return { result: 'timed-out', reason: 'bus-disconnected' }
  return { result: error.refused ? 'refused' : 'timed-out', reason: error.message }
}
