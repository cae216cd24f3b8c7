import { Caller } from '../../threads/caller.ts'
import type { BoxKey, KeyEvent } from '../box-keys.ts'
import type {
  AlarmRecord,
  AttachmentRecord,
  BoxRecord,
  BoxStanding,
  IngestOutcome,
  IngestRequest,
  LeafPlace,
  MaintenanceWindow,
  PartState,
  Sequenced,
  SessionRecord,
  SiteRecord,
  Store,
} from '../store.ts'
import type { Erased } from './erasure-writes.ts'
import { sqliteRights } from './rights-store.ts'
import type { HourRollup, Mark } from './rollup-writes.ts'

export type SqliteStoreOptions = {
  folder: string
  readers: number
  now(): number
  onFailure(place: string, error: unknown): void
}

/** The embedded store: one SQLite file, one thread that writes, others that read. */
export function createSqliteStore({ folder, readers, now, onFailure }: SqliteStoreOptions): Store {
  const data = { folder }
  const write = new Caller({ module: new URL('./writer-thread.ts', import.meta.url), threads: 1, data, onFailure })
  const read = new Caller({ module: new URL('./reader-thread.ts', import.meta.url), threads: readers, data, onFailure })

  return {
    async start() {
      await write.start()
      await read.start()
    },
    async stop() {
      await read.stop()
      await write.stop()
    },
    ready: async () => write.alive && read.alive,

    ingest(request: IngestRequest) {
      const { archive, segments, points, newest } = request.batch
      const buffers = [archive, segments, points, newest].map(({ buffer }) => buffer as ArrayBuffer)
      return write.call<IngestOutcome>('ingest', request, [...new Set(buffers)])
    },
    queuedBatches: () => write.underWay,

    createSite: (site) => write.call<boolean>('createSite', site),
    site: (id) => read.call<SiteRecord | null>('site', id),
    sites: () => read.call<SiteRecord[]>('sites', null),

    createCode: (code) => write.call<void>('createCode', code),
    enrol: (request) => write.call('enrol', request),
    boxByToken: (tokenHash) => read.call<BoxRecord | null>('boxByToken', tokenHash),
    boxes: (site) => read.call<BoxStanding[]>('boxes', site),
    countRefusal: (site, box) => write.call<void>('countRefusal', { site, box }),
    batchOf: (site, box, seq) => read.call<number | null>('batchOf', { site, box, seq }),
    envelope: (site, box, n) => read.call<Uint8Array | null>('envelope', { site, box, n }),

    heartbeat: (request) => write.call('heartbeat', request),
    heartbeatEnvelope: (site, box) => read.call<Uint8Array | null>('heartbeatEnvelope', { site, box }),

    rotateKey: (request) => write.call('rotateKey', request),
    revokeKey: (request) => write.call<boolean>('revokeKey', request),
    keyEvents: (site, box) => read.call<KeyEvent[]>('keyEvents', { site, box }),
    boxKeys: (site, box) => read.call<BoxKey[]>('boxKeys', { site, box }),
    leafOfEntry: (entry) => read.call<LeafPlace | null>('leafOfEntry', entry),

    ...sqliteRights(write, read),

    sequence: (request) => write.call<Sequenced>('sequence', request),
    leavesFrom: (request) => read.call('leavesFrom', request),
    leafOf: (box, n) => read.call<LeafPlace | null>('leafOf', { box, n }),

    registries: (site) => read.call('registries', site),
    latest: (site) => read.call('latest', site),
    seriesExists: (site, device, point) => read.call<boolean>('seriesExists', { site, device, point }),
    raw: (query) => read.call('raw', query),
    rolledUp: (query) => read.call('rolledUp', { ...query, now: now() }),
    events: (site, query) => read.call('events', { site, query }),
    addEvent: (_site, box, event, eventData, at) => write.call<void>('addEvent', { box, event, data: eventData, at }),

    alarms: (query) => read.call<AlarmRecord[]>('alarms', query),
    alarm: (site, id) => read.call<AlarmRecord | null>('alarm', { site, id }),
    alarmSteps: (site, id) => read.call('alarmSteps', { site, id }),
    cloudAlarms: () => read.call<AlarmRecord[]>('cloudAlarms', null),
    addAlarm: (_site, box, entry, at) => write.call<void>('addAlarm', { box, entry, at }),
    maintenance: (site) => read.call<MaintenanceWindow[]>('maintenance', { site, now: now() }),
    addMaintenance: (window) => write.call<void>('addMaintenance', window),
    endMaintenance: (site, id, at) => write.call<boolean>('endMaintenance', { site, id, at }),

    dirtyHours: () => read.call<number>('dirtyHours', null),
    async rollUp(limit) {
      const marks = await write.call<Mark[]>('claimDirty', limit)
      if (marks.length === 0) return 0
      const done = await read.call<{ mark: Mark; rollup: HourRollup }[]>('computeRollups', marks)
      await write.call('saveRollups', done)
      return done.length
    },

    putPart: (site, part, at) => write.call('putPart', { site, part, at }),
    part: (commitment) => read.call<PartState | null>('part', commitment),
    erasePart: (commitment, erasure) => write.call<boolean>('erasePart', { commitment, erasure }),
    attachment: (digest, site) => read.call<AttachmentRecord | null>('attachment', { digest, site }),
    putAttachment: (attachment, at) => write.call<void>('putAttachment', { attachment, at }),
    eraseAttachment: (digest, erasure) => write.call<string[]>('eraseAttachment', { digest, erasure }),
    eraseForBox: (site, order, erasure) => write.call<Erased>('eraseForBox', { site, order, erasure }),
    eraseDue: (at, limit) => write.call<Erased>('eraseDue', { now: at, limit }),

    passwordHash: (account) => read.call<string | null>('passwordHash', account),
    setPasswordHash: (account, hash) => write.call<void>('setPasswordHash', { account, hash }),
    addSession: (tokenHash, session) => write.call<void>('addSession', { tokenHash, session, now: now() }),
    session: (tokenHash) => read.call<SessionRecord | null>('session', tokenHash),
    endSession: (tokenHash) => write.call<void>('endSession', tokenHash),
  }
}
