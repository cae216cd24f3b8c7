import { collectDefaultMetrics, Gauge } from 'prom-client'
import type { Box } from './box.ts'

/** Gauges read when asked; nothing is counted on the hot path. */
export function boxMetrics({ metrics, ledger, uplink, points, buses }: Box): void {
  collectDefaultMetrics({ register: metrics, prefix: 'zaojun_' })
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [metrics],
      collect() {
        this.set(read())
      },
    })
  gauge('zaojun_ledger_queued_entries', 'Entries waiting for their commit', () => ledger.queued)
  gauge('zaojun_ledger_full', '1 while the disk is full', () => (ledger.full ? 1 : 0))
  gauge('zaojun_uplink_pending_batches', 'Sealed batches not acknowledged', () => uplink.status().pendingBatches)
  gauge('zaojun_uplink_pending_readings', 'Readings not acknowledged', () => uplink.status().pendingReadings)
  gauge('zaojun_points', 'Points with a value', () => [...points.all()].length)
  gauge('zaojun_bus_transactions', 'Transactions since start, all buses', () =>
    buses.all().reduce((sum, driver) => sum + driver.stats().transactions, 0),
  )
}
