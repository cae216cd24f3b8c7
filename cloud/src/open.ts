import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadCatalogue } from '@zaojun/device-profiles'
import type { Logger } from 'pino'
import { AttachmentFolder } from './attachments.ts'
import { Accounts } from './auth/accounts.ts'
import type { Cloud, CloudCatalogue } from './cloud.ts'
import type { CloudConfig } from './config.ts'
import { createFailureHandler } from './http/failures.ts'
import { Intake } from './ingest/intake.ts'
import { loadKeys } from './keys.ts'
import { BoxNews } from './live/box-news.ts'
import { Hub } from './live/hub.ts'
import { MerkleLog } from './merkle-log/merkle-log.ts'
import { createMetrics } from './metrics.ts'
import { RollupJob } from './rollup/job.ts'
import { createSqliteStore } from './store/sqlite/store.ts'
import type { Store } from './store/store.ts'

const MS_PER_SECOND = 1000

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
  const metrics = createMetrics()
  const failed = (place: string, error: unknown) => {
    metrics.failures.inc({ place })
    log.error({ err: error, place }, 'failed')
  }
  const onFailure = failed
  const folder = join(config.data, 'store')
  const store = given.store ?? createSqliteStore({ folder, readers: config.store.readers, now, onFailure })
  const intake = new Intake({ store, now, onFailure, ...config.ingest })
  const hub = new Hub()
  const boxNews = new BoxNews({ store, hub, now, onFailure })
  const rollups = new RollupJob({ store, onFailure, intervalMs: config.rollup.intervalSeconds * MS_PER_SECOND })
  const accounts = new Accounts(store, now)
  const keys = loadKeys(join(config.data, 'keys'))
  const merkleLog = new MerkleLog({
    folder: join(config.data, 'log'),
    store,
    keys,
    everyMs: config.proof.sequenceMs,
    onFailure,
  })

  const close = async () => {
    boxNews.stop()
    await rollups.stop()
    await merkleLog.stop()
    await intake.stop()
    await store.stop()
  }
  try {
    await store.start()
    await intake.start()
    const { madePassword } = await accounts.start(config.admin)
    rollups.start()
    await merkleLog.start()
    return {
      store,
      intake,
      hub,
      boxNews,
      accounts,
      metrics,
      log,
      now,
      failed,
      keys,
      merkleLog,
      attachments: new AttachmentFolder(join(config.data, 'attachments')),
      catalogue: given.catalogue ?? shippedCatalogue(),
      answerFailure: createFailureHandler({ log, metrics }),
      madePassword,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function shippedCatalogue(): CloudCatalogue {
  const { kinds, zones } = loadCatalogue()
  return { kinds: [...kinds.values()], zones }
}
