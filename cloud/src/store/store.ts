import type { AlarmEntry, BoxRange, DetachedPart, ErasureOrder, Holding, Registry, Severity } from '@zaojun/core'
import type { LogLeaf } from '@zaojun/core/proof/index'
import type { DecodedBatch } from '../ingest/decoded.ts'
import type { Pass, RolledUp } from '../rollup/due.ts'
import type { BoxRow } from '../routes/boxes/schema.ts'
import type { SiteEntry } from '../routes/events/schema.ts'
import type { LatestRow } from '../routes/latest/schema.ts'
import type { Series } from '../routes/series/schema.ts'
import type { BoxKey, KeyStore } from './box-keys.ts'
import type { SiteRollups, SiteRollupsQuery } from './entities/rollup-reads.ts'
import type { Page } from './entities/series.ts'
import type { ExportStore } from './exports.ts'
import type { ExplainedHole, HeartbeatState, HeartbeatStore } from './heartbeats.ts'
import type { PictureStore } from './pictures.ts'
import type { WriteRefusal } from './refused-writes.ts'
import type { RightsStore } from './rights.ts'
import type { SealingStore } from './sealing.ts'
import type { ServiceStore } from './service.ts'
import type { SharingStore } from './sharing.ts'

export type SiteRecord = { id: string; name: string; timeZone: string; createdAt: number }
export type BoxRecord = {
  id: string
  site: string
  /** In their order; the last one is in use unless it was revoked. */
  keys: BoxKey[]
  softwareVersion: string
  enrolledAt: number
}
type Judged = 'state' | 'awaited' | 'missing' | 'explained' | 'lagMs' | 'pendingBatches' | 'heartbeat'
/** A box as it stands: what `BoxRow` says, but for what depends on the time of asking. */
export type BoxStanding = Omit<BoxRow, Judged> & {
  newestWall: number | null
  holes: ExplainedHole[]
  heartbeat: HeartbeatState | null
  /** What the box itself said last. */
  reported: BoxRange | null
}

/** How a batch was taken. `refused` carries the code of `errors.ts` and what it names. */
export type IngestOutcome =
  | { status: 'stored' | 'duplicate'; receivedAt: number; moved: LatestRow[] }
  | { status: 'refused'; code: 'BATCH_FORK' | 'BATCH_CHAIN'; name: string }

export type IngestRequest = {
  site: string
  batch: DecodedBatch
  range: BoxRange | null
  receivedAt: number
  /** Return the `latest` rows that moved. */
  wantLatest: boolean
}

export type Erasure = { reason: string; by: string; at: number }
export type PartState = { state: 'held'; site: string; part: DetachedPart } | { state: 'erased'; erasure: Erasure }
export type AttachmentRecord = {
  site: string
  digest: string
  bytes: number
  mediaType: string
  /** Undefined where it is no personal picture. */
  holding?: Holding
  erasure: Erasure | null
}
/** An attachment as a file: where its bytes lie. */
export type AttachmentPlace = { site: string; digest: string }
/** Leaves that were just given places: `from` the first new one, `first` where the lists begin (a tile's start). */
export type Sequenced = {
  from: number
  size: number
  first: number
  entries: Uint8Array[]
  hashes: Uint8Array[]
  /** There may be more waiting. */
  more: boolean
  /** The newest log there is: a newer one than was asked for has been begun elsewhere, and nothing was given a place. */
  generation: number
  /** Whether this process orders the log now: it publishes, the others follow. */
  leads: boolean
}
/** Where a batch stands in the log. */
export type LeafPlace = { generation: number; index: number; entry: Uint8Array }

/**
 * A backup that the store was restored from: taken at UTC ms, when the log had `size` entries in that generation, and the
 * checkpoint published then.
 */
export type Restored = { id: string; takenAt: number; generation: number; size: number; checkpoint: string | null }

export type SessionRecord = { account: string; expiresAt: number }

export type SeriesQuery = { site: string; device: string; point: string; from: number; to: number }
/** Series of one answer. */
export const MAX_SERIES = 10_000
export type EventQuery = { after: number | null; newestFirst: boolean; limit: number; types: string[] | null }

/**
 * Alarms of all sites (`site` null) or one; `severity` is the least. `before`: changed before that. `raised`: within
 * that span.
 */
export type AlarmQuery = {
  site: string | null
  state: 'open' | 'closed' | 'all'
  severity: Severity | null
  before: number | null
  raised: { from: number; to: number } | null
  limit: number
}
/** An alarm as it stands: its newest step, and the times of steps before. `seq` orders its steps. */
export type AlarmRecord = {
  site: string
  box: string
  source: 'box' | 'cloud'
  seq: number
  entry: AlarmEntry
  /** When it was acknowledged first and cleared last, by the clock of whoever did; null where that is not so or unknown. */
  acknowledgedAt: number | null
  clearedAt: number | null
  /** When the cloud took its newest step. */
  changedAt: number
}
export type AlarmStepRecord = AlarmEntry & { wall: number | null; receivedAt: number }
/** While it lasts the cloud raises no alarm of its own about the site. */
export type MaintenanceWindow = {
  site: string
  id: string
  from: number
  to: number
  reason: string
  by: string
  createdAt: number
}

/**
 * All that the cloud keeps. Asynchronous throughout; a site leads every key. What a method resolves is durable.
 * Unknown things resolve to null or false; only a broken store rejects.
 */
export interface Store
  extends ExportStore,
    HeartbeatStore,
    KeyStore,
    RightsStore,
    SealingStore,
    ServiceStore,
    SharingStore,
    PictureStore {
  start(): Promise<void>
  stop(): Promise<void>
  /** Whether it answers. */
  ready(): Promise<boolean>
  /** Why its last writes were refused; null where it takes them, as far as is known. */
  writesRefused(): WriteRefusal | null

  /** Rejects nothing: a fork or broken chain is an outcome. One transaction may hold several callers' batches. */
  ingest(request: IngestRequest): Promise<IngestOutcome>
  queuedBatches(): number

  createSite(site: SiteRecord): Promise<boolean>
  site(id: string): Promise<SiteRecord | null>
  sites(): Promise<SiteRecord[]>

  createCode(code: { hash: string; site: string; expiresAt: number }): Promise<void>
  /** Uses up the code and adds the box (or gives a known one a new token), all or nothing. */
  enrol(request: {
    codeHash: string
    tokenHash: string
    /** `publicKey` is the one in use; a box new to the cloud has it as its first. */
    box: Omit<BoxRecord, 'site' | 'keys'> & { publicKey: Uint8Array }
  }): Promise<
    { status: 'enrolled'; site: string } | { status: 'code' } | { status: 'other-site' } | { status: 'other-key' }
  >
  boxByToken(tokenHash: string): Promise<BoxRecord | null>
  boxes(site: string): Promise<BoxStanding[]>
  /** How all boxes stand, `limit` sites at a time in the order they were added; `next` is the `after` of the next page. */
  standings(page: {
    after: number
    limit: number
  }): Promise<{ sites: { site: string; boxes: BoxStanding[] }[]; next: number | null }>
  countRefusal(site: string, box: string): Promise<void>
  /** Number of the held batch in which an entry of the box stands. */
  batchOf(site: string, box: string, seq: number): Promise<number | null>
  /** Plain envelope of a held batch. */
  envelope(site: string, box: string, n: number): Promise<Uint8Array | null>

  /** Writes down whose log the store belongs to, once; resolves the id of the log it belongs to. */
  claimLog(log: string): Promise<string>
  /** Null where the store never was restored. */
  restored(): Promise<Restored | null>
  /** The newest log's number; 0 where nothing has a place yet. */
  logGeneration(): Promise<number>
  /**
   * Gives waiting batches their places in the log of this generation, `opening` first where it is empty. Of several that
   * share a store one does it at a time; to the others it resolves what is there already.
   */
  sequence(request: { generation: number; opening: LogLeaf; limit: number }): Promise<Sequenced>
  /** The leaves from the start of the tile in which `from` stands. */
  leavesFrom(request: {
    generation: number
    from: number
  }): Promise<Pick<Sequenced, 'size' | 'first' | 'entries' | 'hashes'>>
  /** Null while it has no place yet, or is unknown. */
  leafOf(box: string, n: number): Promise<LeafPlace | null>

  /** What each box last registered, newest first. */
  registries(site: string): Promise<{ box: string; registry: Registry }[]>
  /** So many series of a site after one; `next` where there may be more. */
  latest(site: string, page?: Page): Promise<{ latest: LatestRow[]; next: number | null }>
  seriesExists(site: string, device: string, point: string): Promise<boolean>
  raw(query: SeriesQuery & { timeUnknown: boolean; max: number }): Promise<Series>
  /** Rolled up into spans of an hour, or of days that begin at `days` (ascending UTC ms, the last one the end). */
  rolledUp(query: SeriesQuery & { days: number[] | null }): Promise<Series>
  siteRollups(query: SiteRollupsQuery): Promise<SiteRollups>
  /** The same answers as a client gets them: JSON, UTF-8, written off the main loop. */
  json: {
    [Name in 'raw' | 'rolledUp' | 'siteRollups']: (...query: Parameters<Store[Name]>) => Promise<Uint8Array>
  }
  events(site: string, query: EventQuery): Promise<SiteEntry[]>
  /** Times (UTC ms) of the entries that name a digest (hex). */
  mentions(site: string, digest: string): Promise<number[]>
  addEvent(site: string, box: string, event: string, data: Record<string, unknown>, at: number): Promise<void>

  alarms(query: AlarmQuery): Promise<AlarmRecord[]>
  alarm(site: string, id: string): Promise<AlarmRecord | null>
  /** In the order they were taken. */
  alarmSteps(site: string, id: string): Promise<AlarmStepRecord[]>
  /** The newest alarm of each rule of the cloud's own at each box, open or closed. */
  cloudAlarms(): Promise<AlarmRecord[]>
  /**
   * A step of an alarm of the cloud's own. `after`: the newest alarm of its rule at the box, as the caller knows it (null:
   * none); where another process has taken a step since, nothing happens. Resolves its `seq`, or null.
   */
  addAlarm(site: string, box: string, entry: AlarmEntry, after: number | null, at: number): Promise<number | null>
  /** Windows that are not over, of one site or all (null). */
  maintenance(site: string | null): Promise<MaintenanceWindow[]>
  addMaintenance(window: MaintenanceWindow): Promise<void>
  /** False where there is none that is not over. */
  endMaintenance(site: string, id: string, at: number): Promise<boolean>

  /** About how much is marked and not yet rolled up. */
  dirtyHours(): Promise<number>
  /** Recomputes about `limit` marked hours, the next ones of a pass; without one the first of all there are. */
  rollUp(limit: number, pass?: Pass): Promise<RolledUp>

  putPart(site: string, part: DetachedPart, at: number): Promise<'held' | 'erased'>
  part(commitment: string): Promise<PartState | null>
  erasePart(commitment: string, erasure: Erasure): Promise<boolean>
  attachment(digest: string, site?: string): Promise<AttachmentRecord | null>
  putAttachment(attachment: Omit<AttachmentRecord, 'erasure'>, at: number): Promise<void>
  /** Resolves the sites that held it. */
  eraseAttachment(digest: string, erasure: Erasure): Promise<string[]>
  /** What a box of the site says it erased, held here or not; resolves how much was, and the pictures among it. */
  eraseForBox(
    site: string,
    order: ErasureOrder,
    erasure: Erasure,
  ): Promise<{ erased: number; attachments: AttachmentPlace[] }>
  /** Erases up to `limit` parts and as many attachments whose time is over at `now`. */
  eraseDue(now: number, limit: number): Promise<{ erased: number; attachments: AttachmentPlace[] }>

  passwordHash(account: string): Promise<string | null>
  addSession(tokenHash: string, session: SessionRecord): Promise<void>
  session(tokenHash: string): Promise<SessionRecord | null>
  endSession(tokenHash: string): Promise<void>
}
