import { box } from '../box/client.ts'
import type { InterlockRow } from '../box/shapes.ts'
import { useKitchen } from '../kitchen/kitchen.ts'
import { useOrder } from '../order.ts'

/** One order about an interlock at a time. */
export function useInterlockOrder() {
  const kitchen = useKitchen()
  const { busy, failed, order } = useOrder<InterlockRow>('interlock', (row) =>
    kitchen.interlocks.step(row, kitchen.now()),
  )
  return {
    busy,
    failed,
    order,
    /** Whoever is there may say so. */
    hold: (key: string) => order('anybody', () => box.interlock.hold(key)),
  }
}
