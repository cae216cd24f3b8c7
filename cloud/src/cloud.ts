import type { Zone } from '@zaojun/core'
import type { Kind } from '@zaojun/device-profiles/kind'
import type { CatalogueRule } from '@zaojun/device-profiles/rule'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { CloudAlarms } from './alarms/cloud-alarms.ts'
import type { AlarmWatch } from './alarms/watch.ts'
import type { AttachmentBytes } from './attachments/bytes.ts'
import type { Accounts } from './auth/accounts.ts'
import type { BoxTokens } from './auth/box-tokens.ts'
import type { Readiness } from './http/readiness.ts'
import type { Intake } from './ingest/intake.ts'
import type { CloudKeys } from './keys.ts'
import type { BoxNews } from './live/box-news.ts'
import type { Hub } from './live/hub.ts'
import type { MerkleLog } from './merkle-log/merkle-log.ts'
import type { Metrics } from './metrics.ts'
import type { Expiry } from './personal/expiry.ts'
import type { RetentionJob } from './retention/job.ts'
import type { Policy } from './retention/policy.ts'
import type { Access } from './rights/access.ts'
import type { SealingJob } from './sealing/job.ts'
import type { Sampler } from './service/sampler.ts'
import type { Job, Shared } from './shared/shared.ts'
import type { Store } from './store/store.ts'

export type CloudCatalogue = { kinds: Kind[]; zones: Zone[]; rules: ReadonlyMap<string, CatalogueRule> }

/** What the routes stand on; `buildApp` decorates the app with it. */
export type Cloud = {
  store: Store
  keys: CloudKeys
  accounts: Accounts
  access: Access
  intake: Intake
  hub: Hub
  alarms: CloudAlarms
  alarmWatch: AlarmWatch
  boxNews: BoxNews
  boxTokens: BoxTokens
  shared: Shared
  /** A job has something to do now, in whichever process it runs. */
  wake(job: Job): void
  attachments: AttachmentBytes
  merkleLog: MerkleLog
  expiry: Expiry
  sealing: SealingJob
  retention: RetentionJob
  /** What is kept how long where a site says nothing else. */
  keptByDefault: Policy
  sampler: Sampler
  readiness: Readiness
  metrics: Metrics
  catalogue: CloudCatalogue
  log: Logger
  /** UTC ms. */
  now(): number
  /** Where every failure off the request path ends: logged and counted. */
  failed(place: string, error: unknown): void
  /** Where every failed request ends. */
  answerFailure(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply
}
