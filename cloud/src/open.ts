import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { ZaojunError } from '@zaojun/core'
import { fail as configErrors } from '@zaojun/core/config'
import { NOTE_COSIGNATURE, parseVerifierKey } from '@zaojun/core/proof/index'
import { type CatalogueRule, deviceRules, loadCatalogue } from '@zaojun/device-profiles'
import type { Logger } from 'pino'
import { CloudAlarms } from './alarms/cloud-alarms.ts'
import { cloudRules } from './alarms/conditions.ts'
import { AlarmWatch } from './alarms/watch.ts'
import { AttachmentFolder, attachmentsIn } from './attachments/folder.ts'
import { AttachmentRows } from './attachments/rows.ts'
import { Accounts } from './auth/accounts.ts'
import { BoxTokens } from './auth/box-tokens.ts'
import type { Cloud, CloudCatalogue } from './cloud.ts'
import type { CloudConfig } from './config.ts'
import { FailureLog } from './failure-log.ts'
import { createFailureHandler } from './http/failures.ts'
import { Readiness } from './http/readiness.ts'
import { Intake } from './ingest/intake.ts'
import { loadKeys } from './keys.ts'
import { BoxNews } from './live/box-news.ts'
import { FanOut } from './live/fan-out.ts'
import { Hub } from './live/hub.ts'
import { MerkleLog } from './merkle-log/merkle-log.ts'
import { PushedWitness } from './merkle-log/pushed-witness.ts'
import { sha256 } from './merkle-log/sha256.ts'
import { WitnessClient } from './merkle-log/witnesses.ts'
import { createMetrics } from './metrics.ts'
import { Expiry } from './personal/expiry.ts'
import { RetentionJob } from './retention/job.ts'
import { demandPolicy } from './retention/policy.ts'
import { Access } from './rights/access.ts'
import { RollupJob } from './rollup/job.ts'
import { SealingJob } from './sealing/job.ts'
import { Sampler } from './service/sampler.ts'
import { inProcess } from './shared/in-process.ts'
import { RedisShared } from './shared/redis.ts'
import type { Job, Shared } from './shared/shared.ts'
import { createStore } from './store/create.ts'
import type { Store } from './store/store.ts'
import { Turn } from './turn.ts'

const MS_PER_SECOND = 1000
/** Days are what retention is given in; content that is due is not given out meanwhile. */
const EXPIRY_MS = 60_000
const ALARM_WATCH_MS = 10_000
/** Batches are to stand in the log within a second or so. */
const LOG_STUCK_MS = 30_000

export type OpenOptions = {
  config: CloudConfig
  log: Logger
  /** UTC ms. */
  now(): number
  catalogue?: CloudCatalogue
  /** Another store than the embedded one. */
  store?: Store
}
export type OpenCloud = Cloud & {
  /** The admin's password where it was made up just now: to be shown once. */
  madePassword: string | null
  close(): Promise<void>
}

/** Starts everything behind the HTTP side, in order; `close` undoes it in reverse. */
export async function openCloud({ config, log, now, ...given }: OpenOptions): Promise<OpenCloud> {
  mkdirSync(config.data, { recursive: true, mode: 0o700 })
  const metrics = createMetrics({ redis: () => shared.standing() })
  const failures = new FailureLog(log, metrics)
  const failed = (place: string, error: unknown) => failures.tell(place, error)
  const onFailure = failed
  const store = given.store ?? createStore(config, { now, onFailure })
  const intake = new Intake({ store, now, onFailure, ...config.ingest })
  const hub = new Hub()
  const boxNews = new BoxNews({ store, hub, now, onFailure })
  const keys = loadKeys(join(config.data, 'keys'))
  const shared = sharedOf(config, keys.log, now, onFailure)
  const fanOut = new FanOut({ store, hub, boxNews, shared, onFailure })
  const boxTokens = new BoxTokens({ store, shared, onFailure })
  const rollups = new RollupJob({
    store,
    now,
    onFailure,
    intervalMs: config.rollup.intervalSeconds * MS_PER_SECOND,
    openHourMs: config.rollup.openHourSeconds * MS_PER_SECOND,
  })
  const sealing = new SealingJob({
    store,
    afterHours: config.sealing.afterHours,
    everyMs: config.sealing.intervalSeconds * MS_PER_SECOND,
    now,
    onFailure,
    sealed({ points, bytes }) {
      metrics.sealedReadings.inc(points)
      metrics.sealedBytes.inc(bytes)
    },
  })
  const { intervalSeconds: retentionSeconds, ...keptByDefault } = config.retention
  demandPolicy(keptByDefault)
  const retention = new RetentionJob({
    store,
    policy: keptByDefault,
    everyMs: retentionSeconds * MS_PER_SECOND,
    now,
    onFailure,
  })
  const accounts = new Accounts(store, shared, now)
  const access = new Access(store, now)
  const merkleLog = new MerkleLog({
    folder: join(config.data, 'log'),
    store,
    keys,
    ...(await witnessesOf(config.proof.witnesses, now)),
    everyMs: config.proof.sequenceMs,
    now,
    wakeLeader: () => shared.tell({ topic: 'wake', job: 'sequencer' }),
    onFailure,
  })

  const catalogue = given.catalogue ?? shippedCatalogue()
  const alarms = new CloudAlarms(store)
  const alarmWatch = new AlarmWatch({
    store,
    alarms,
    rules: cloudRules(catalogue.rules.values()),
    everyMs: ALARM_WATCH_MS,
    turn: new Turn(store, 'alarm-watch', ALARM_WATCH_MS),
    now,
    onFailure,
  })
  const pictures = attachmentsIn(config.data)
  const attachments =
    store.pictures === undefined ? new AttachmentFolder(pictures) : new AttachmentRows(store, store.pictures, pictures)
  const expiry = new Expiry({
    store,
    attachments,
    everyMs: EXPIRY_MS,
    turn: new Turn(store, 'expiry', EXPIRY_MS),
    now,
    onFailure,
  })

  const jobs: Record<Job, () => void> = {
    sequencer: () => void merkleLog.now().catch((error) => onFailure('log', error)),
    'alarm-watch': () => alarmWatch.wake(),
  }
  shared.listen((news) => {
    if (news.topic === 'wake') jobs[news.job]?.()
  })

  const sampler = new Sampler({
    store,
    aggregator: `${hostname()}:${config.http.port}`,
    lacks: () =>
      merkleLog.stuckMs > LOG_STUCK_MS ? 'log' : intake.queued >= config.ingest.maxQueuedBatches ? 'ingest' : null,
    now,
    onFailure,
  })

  const close = async () => {
    boxNews.stop()
    await sampler.stop()
    await fanOut.stop()
    await boxTokens.stop()
    await alarmWatch.stop()
    await rollups.stop()
    await sealing.stop()
    await retention.stop()
    await expiry.stop()
    await merkleLog.stop()
    await intake.stop()
    await shared.stop()
    await store.stop()
  }
  try {
    await Promise.all([store.start(), intake.start(), shared.start()])
    await attachments.start()
    const { madePassword } = await accounts.start(config.admin)
    boxTokens.start()
    fanOut.start()
    alarmWatch.start()
    rollups.start()
    sealing.start()
    retention.start()
    expiry.start()
    await merkleLog.start()
    await sampler.start()
    return {
      store,
      intake,
      hub,
      alarms,
      alarmWatch,
      boxNews,
      boxTokens,
      shared,
      wake(job) {
        jobs[job]()
        shared.tell({ topic: 'wake', job })
      },
      accounts,
      access,
      metrics,
      log,
      now,
      failed,
      keys,
      merkleLog,
      expiry,
      sealing,
      retention,
      keptByDefault,
      sampler,
      readiness: new Readiness(store),
      attachments,
      catalogue,
      answerFailure: createFailureHandler(failures),
      madePassword,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Those with an address are asked, the others send. Throws `CONFIG_INVALID` for a key that is none, naming the entry. */
async function witnessesOf(given: CloudConfig['proof']['witnesses'], now: () => number) {
  const witnesses: WitnessClient[] = []
  const pushed: PushedWitness[] = []
  for (const [index, { url, key: text }] of given.entries()) {
    const key = await parseVerifierKey(sha256, text, NOTE_COSIGNATURE).catch((error: ZaojunError) => {
      const place = `proof.witnesses.${index}.key`
      throw configErrors('CONFIG_INVALID', { name: `${place}: ${error.code} ${error.zh} / ${error.message}`, place })
    })
    if (url === undefined) pushed.push(new PushedWitness(key, now))
    else witnesses.push(new WitnessClient({ url, key, now, random: Math.random }))
  }
  return { witnesses, pushed }
}
function sharedOf(
  { redis: { url } }: CloudConfig,
  prefix: string,
  now: () => number,
  onFailure: (place: string, error: unknown) => void,
): Shared {
  return url === undefined ? inProcess(now) : new RedisShared({ url, prefix, now, random: Math.random, onFailure })
}

/** Kinds, zones and rules as shipped. */
export function shippedCatalogue(): CloudCatalogue {
  const { kinds, zones, rules } = loadCatalogue()
  const all = [...rules.values()]
  const named = [...all, ...deviceRules(kinds.values(), all)].map((rule): [string, CatalogueRule] => [rule.id, rule])
  return { kinds: [...kinds.values()], zones, rules: new Map(named) }
}
