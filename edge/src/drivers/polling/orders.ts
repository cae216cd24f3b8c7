import type { ChannelValue, Profile, Scalar } from '@zaojun/device-profiles'
import type { UnitOrder, UnitOrderResult } from '../driver.ts'

/** Orders waiting on one bus. Beyond this they are refused: an order carried out much later is worse than none. */
const MOST_WAITING = 32
/** What is read back may differ by the last digit of a 32-bit float. */
const FLOAT_HAIR = 1e-6
/** Read-backs come quickly at first and ever more rarely: a valve may travel for a minute, and others want the bus. */
const CONFIRM_FIRST_MS = 50
const CONFIRM_SLOWEST_MS = 1_000
const CONFIRM_PART = 8

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
  /** What the confirming channel read when the order was written: older than the order, it confirms nothing. */
  before?: ChannelValue | undefined
  settle(result: UnitOrderResult): void
}

/** Orders in the order they came; those still to be written go before those only waiting for their read-back. */
export class Orders<W extends Confirming> {
  private waiting: Order<W>[] = []

  add(order: Order<W>): void {
    if (this.waiting.length >= MOST_WAITING) order.settle({ result: 'refused', reason: 'queue-full' })
    else this.waiting.push(order)
  }

  /** Takes the next order to work on, or says how long until there is one. `writesOnly`: read-backs wait this once. */
  take(now: number, writesOnly = false): Order<W> | { waitMs: number } {
    const ready = this.waiting.filter((order) => order.notBefore <= now)
    const next = ready.find((order) => order.stage === 'write') ?? (writesOnly ? undefined : ready[0])
    if (!next) return { waitMs: Math.min(...this.waiting.map((order) => order.notBefore - now)) }
    this.waiting = this.waiting.filter((order) => order !== next)
    return next
  }

  /** The unit has said something: an order of it that waits for just that is confirmed. */
  heard(unit: string, reading: (channel: string) => ChannelValue | undefined): void {
    for (const order of this.waiting.filter((each) => each.order.unit === unit && isConfirmed(each, reading))) {
      this.waiting = this.waiting.filter((each) => each !== order)
      order.settle({ result: 'confirmed' })
    }
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

/** Whether what the unit says since the order was written shows that it is carried out. */
export function isConfirmed<W extends Confirming>(
  { stage, confirm, before }: Order<W>,
  reading: (channel: string) => ChannelValue | undefined,
): boolean {
  if (stage !== 'confirm' || confirm === undefined) return false
  const now = reading(confirm.channel)
  // Every reading is an object of its own, so the same object is the same reading.
  if (now === undefined || now === before) return false
  const { equals } = confirm
  if (typeof now.value !== 'number' || typeof equals !== 'number') return now.value === equals
  return Math.abs(now.value - equals) <= Math.abs(equals) * FLOAT_HAIR
}

/** How long after a read-back that did not confirm it the next may come, `elapsed` ms after the order was written. */
export const confirmPauseMs = (elapsed: number): number =>
  Math.min(CONFIRM_SLOWEST_MS, Math.max(CONFIRM_FIRST_MS, elapsed / CONFIRM_PART))

/** The channels that are read where this one is worked out from others: itself, or those. */
export function sourcesOf(profile: Pick<Profile, 'channels'>, key: string): string[] {
  const from = profile.channels[key]?.from
  if (from === undefined || !('derive' in from)) return [key]
  return [from.of, from.than].flatMap((each) => (each === undefined ? [] : sourcesOf(profile, each)))
}
