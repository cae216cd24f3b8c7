import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Registry as MetricsRegistry } from 'prom-client'
import { BoxClock, systemTime } from '../../edge/src/clock.ts'
import { loadIdentity } from '../../edge/src/identity.ts'
import { Ledger } from '../../edge/src/ledger/ledger.ts'
import { createLogger, createReport } from '../../edge/src/report.ts'
import { Sealing } from '../../edge/src/uplink/sealing.ts'
import { Uplink } from '../../edge/src/uplink/uplink.ts'
import { type Admin, fill, SITE, startCloud } from './backlog.ts'
import { percentile, printFigure } from './figure.ts'

const BACKLOG_READINGS = 4_000_000
const WARM_UP_MS = 3_000
const LIVE_EVERY_MS = 50

/**
 * A box comes back after days: how fast its backlog reaches the cloud (another process, durable before it
 * acknowledges, everything verified), and how far live events lag behind meanwhile, sealing included.
 */
export default async function drain(args: string[]): Promise<void> {
  const readings = Number(args[0] ?? BACKLOG_READINGS)
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-drain-'))
  const cloud = await startCloud(folder)
  try {
    const { url, code, admin } = cloud
    const { seconds, live } = await drainInto(folder, url, code, readings)
    printFigure({
      name: 'drain',
      value: readings / seconds,
      unit: 'readings/s',
      note: `${readings} readings in ${seconds.toFixed(1)} s, hold 20000`,
    })
    const lags = await lagsOf(admin, live)
    printFigure({
      name: 'drain.live-lag-p50',
      value: percentile(lags, 50),
      unit: 'ms',
      note: `${lags.length} live events`,
    })
    printFigure({
      name: 'drain.live-lag-p99',
      value: percentile(lags, 99),
      unit: 'ms',
      note: 'hold 1000, sealing included',
    })
  } finally {
    await cloud.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function drainInto(
  folder: string,
  url: string,
  code: string,
  readings: number,
): Promise<{ seconds: number; live: number[] }> {
  const report = createReport(createLogger('bench', 'error'), new MetricsRegistry())
  const ledger = new Ledger({ folder, reserveMiB: 0, groupCommitMs: 20 }, report, () => process.exit(1))
  const identity = loadIdentity(folder)
  const { lastEra } = await ledger.start()
  const clock = new BoxClock(systemTime(), (era) => ledger.declareEra(era))
  clock.start(lastEra)
  ledger.useClock(clock)
  await fill(ledger, readings)
  await ledger.seal({})
  const { outbox } = await ledger.write('open', null)
  const uplink = new Uplink(
    { folder, identity, ledger, clock, report, meta: {}, witness: undefined, stand: () => {}, random: Math.random },
    {
      compress: true,
      heartbeatSeconds: 60,
      softwareVersion: 'bench',
      log: { proofSeconds: 300, witnesses: [], witnessSeconds: 60 },
    },
  )
  const sealing = new Sealing(
    { ledger, clock, report, force: () => ({}), watched: () => false, onSealed: (notes) => uplink.sealed(notes) },
    { sealSeconds: 0.25, watchedSealSeconds: 10, retentionDays: 14 },
  )
  const last = Math.max(...outbox.pending.map(({ n }) => n))
  // The kitchen works while the cloud is away: live events run for a while before the box is let in.
  uplink.start(outbox, 0)
  sealing.start()
  const live: number[] = []
  let letIn = false
  const sendLive = () => {
    ledger.append({ type: 'event', event: 'live', data: {} }, { urgent: true }).then(
      (seq) => letIn && live.push(seq),
      () => {},
    )
  }
  const timer = setInterval(sendLive, LIVE_EVERY_MS)
  await sleep(WARM_UP_MS)
  const drained = Promise.withResolvers<number>()
  const start = performance.now()
  uplink.onStatus(({ oldestPending, state }) => {
    if (state === 'online') letIn = true
    if (oldestPending === undefined || oldestPending > last) drained.resolve((performance.now() - start) / 1000)
  })
  await uplink.enrol(url, code)
  const seconds = await drained.promise
  clearInterval(timer)
  await sleep(2_000)
  await sealing.stop()
  await uplink.stop()
  await ledger.stop()
  return { seconds, live }
}

/** ms from the event's stamp on the box to its receipt at the cloud (one machine, one clock). */
async function lagsOf(admin: Admin, live: number[]): Promise<number[]> {
  const wanted = new Set(live)
  const lags: number[] = []
  let after: unknown = 0
  while (after !== null) {
    const page = (await admin('GET', `/v1/sites/${SITE.id}/events?types=event&limit=1000&after=${String(after)}`)) as {
      events: { seq: number; wall: number; receivedAt: number }[]
      next: unknown
    }
    for (const { seq, wall, receivedAt } of page.events) if (wanted.has(seq)) lags.push(receivedAt - wall)
    after = page.next ?? null
  }
  return lags
}
