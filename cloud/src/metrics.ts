import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { SharedStanding } from './shared/shared.ts'

/** What `/metrics` shows, in Prometheus' text form. One registry an app: nothing is global. */
export type Metrics = ReturnType<typeof createMetrics>

type Figures = { redis(): SharedStanding }

export function createMetrics({ redis }: Figures = { redis: () => ({ state: 'none', failures: 0 }) }) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    batches: new Counter({
      name: 'zaojun_cloud_batches_total',
      help: 'Batches by outcome: stored, duplicate, or the code of the refusal',
      labelNames: ['outcome'] as const,
      registers,
    }),
    readings: new Counter({ name: 'zaojun_cloud_readings_total', help: 'Readings stored', registers }),
    sealedReadings: new Counter({
      name: 'zaojun_cloud_sealed_readings_total',
      help: 'Readings moved from segments into chunks',
      registers,
    }),
    sealedBytes: new Counter({
      name: 'zaojun_cloud_sealed_bytes_total',
      help: 'Bytes of chunks written; over the readings: bytes a reading, sealing again counted each time',
      registers,
    }),
    ingestSeconds: new Histogram({
      name: 'zaojun_cloud_ingest_seconds',
      help: 'From the whole body to the durable commit',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    failures: new Counter({
      name: 'zaojun_cloud_failures_total',
      help: 'Failures by the place that ended them',
      labelNames: ['place'] as const,
      registers,
    }),
    redisUp: new Gauge({
      name: 'zaojun_cloud_redis_up',
      help: '1 while Redis answers; 0 while it is away, or there is none',
      registers,
      collect() {
        this.set(redis().state === 'connected' ? 1 : 0)
      },
    }),
    redisFailures: new Gauge({
      name: 'zaojun_cloud_redis_failures',
      help: 'How often Redis failed, or was not asked because it was away, since the start',
      registers,
      collect() {
        this.set(redis().failures)
      },
    }),
    liveClients: new Gauge({ name: 'zaojun_cloud_live_clients', help: 'Open live connections', registers }),
    liveDropped: new Counter({
      name: 'zaojun_cloud_live_dropped_total',
      help: 'Live connections closed because the client read too slowly',
      registers,
    }),
  }
}
