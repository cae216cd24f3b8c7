import { box } from '../box/client.ts'
import type { AlarmRow } from '../box/shapes.ts'
import { useKitchen } from '../kitchen/kitchen.ts'
import { useOrder } from '../order.ts'

/** One order about an alarm at a time. */
export function useAlarmOrder() {
  const kitchen = useKitchen()
  const { busy, failed, order } = useOrder<AlarmRow>('alarm', (alarm) => kitchen.alarms.step(alarm))
  return { busy, failed, order, acknowledge: (id: string) => order('acknowledge', () => box.alarm.acknowledge(id)) }
}
