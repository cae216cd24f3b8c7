import type { EntityReads, EntityWrites } from './entities/index.ts'
import type { ExportStore } from './exports.ts'
import type { PictureStore } from './pictures.ts'
import { RefusedWrites } from './refused-writes.ts'
import type { RightsStore } from './rights.ts'
import type { SealingStore } from './sealing.ts'
import type { SharingStore } from './sharing.ts'
import { MAX_SERIES, type Store } from './store.ts'

type Argument<Method> = Method extends (argument: infer Of) => unknown ? Of : undefined

/** What an engine does in its own way; all else it runs by name. */
export interface Engine
  extends Pick<Store, 'start' | 'stop' | 'ready' | 'ingest' | 'queuedBatches' | 'sequence' | 'dirtyHours' | 'rollUp'> {
  sharing: SharingStore
  /** Where the engine holds the bytes of attachments; undefined: they are files. */
  pictures: PictureStore['pictures']
  read<Name extends keyof EntityReads>(name: Name, argument: Argument<EntityReads[Name]>): ReturnType<EntityReads[Name]>
  /** A read whose answer comes as the client gets it: JSON, UTF-8. */
  json(name: keyof EntityReads, argument: unknown): Promise<Uint8Array>
  /** In a transaction of its own; durable when it resolves. */
  write<Name extends keyof EntityWrites>(
    name: Name,
    argument: Argument<EntityWrites[Name]>,
  ): ReturnType<EntityWrites[Name]>
}

/** What boxes and the log wait for: short reads that no query stands before. */
export const PROMPT: ReadonlySet<keyof EntityReads> = new Set([
  'boxByToken',
  'leafOf',
  'leavesFrom',
  'logGeneration',
  'restored',
])

/** The store over an engine. `now`: UTC ms. */
export function storeOver(over: Engine, now: () => number): Store {
  const refused = new RefusedWrites()
  const engine: Engine = {
    ...over,
    write: (name, argument) => refused.watch(name, () => over.write(name, argument) as Promise<never>) as never,
    ingest: (request) => refused.watch('ingest', () => over.ingest(request)),
    sequence: (request) => refused.watch('sequence', () => over.sequence(request)),
  }
  const { read, write } = engine
  return {
    start: engine.start,
    stop: engine.stop,
    ready: engine.ready,
    writesRefused: () => refused.why,
    ingest: engine.ingest,
    queuedBatches: engine.queuedBatches,
    sequence: engine.sequence,
    dirtyHours: engine.dirtyHours,
    rollUp: engine.rollUp,
    ...engine.sharing,
    pictures: engine.pictures,

    createSite: (site) => write('createSite', site),
    site: (id) => read('site', id),
    sites: () => read('sites', undefined),

    createCode: (code) => write('createCode', code),
    enrol: (request) => write('enrol', request),
    boxByToken: (tokenHash) => read('boxByToken', tokenHash),
    boxes: (site) => read('boxes', site),
    standings: (page) => read('standings', page),
    countRefusal: (site, box) => write('countRefusal', { site, box }),
    batchOf: (site, box, seq) => read('batchOf', { site, box, seq }),
    envelope: (site, box, n) => read('envelope', { site, box, n }),

    heartbeat: (request) => write('heartbeat', request),
    heartbeatEnvelope: (site, box) => read('heartbeatEnvelope', { site, box }),

    rotateKey: (request) => write('rotateKey', request),
    revokeKey: (request) => write('revokeKey', request),
    keyEvents: (site, box) => read('keyEvents', { site, box }),
    boxKeys: (site, box) => read('boxKeys', { site, box }),
    leafOfEntry: (entry) => read('leafOfEntry', entry),

    ...rightsOver(engine),
    ...sealingOver(engine),
    ...exportsOver(engine),

    sampleService: (sample) => write('sampleService', sample),
    serviceSpans: (query) => read('serviceSpans', query),
    firstServiceSlot: () => read('firstServiceSlot', undefined),
    forgetService: (before) => write('forgetService', before),
    serviceWindows: (query) => read('serviceWindows', query),
    addServiceWindow: (window) => write('addServiceWindow', window),
    endServiceWindow: (id, at) => write('endServiceWindow', { id, at }),

    claimLog: (log) => write('claimLog', log),
    restored: () => read('restored', undefined),
    logGeneration: () => read('logGeneration', undefined),
    leavesFrom: (request) => read('leavesFrom', request),
    leafOf: (box, n) => read('leafOf', { box, n }),

    registries: (site) => read('registries', site),
    latest: (site, page = { after: 0, limit: MAX_SERIES }) => read('latest', { site, ...page }),
    seriesExists: (site, device, point) => read('seriesExists', { site, device, point }),
    raw: (query) => read('raw', query),
    rolledUp: (query) => read('rolledUp', { ...query, now: now() }),
    siteRollups: (query) => read('siteRollups', { ...query, now: now() }),
    json: {
      raw: (query) => engine.json('raw', query),
      rolledUp: (query) => engine.json('rolledUp', { ...query, now: now() }),
      siteRollups: (query) => engine.json('siteRollupsText', { ...query, now: now() }),
    },
    events: (site, query) => read('events', { site, query }),
    mentions: (site, digest) => read('mentions', { site, digest }),
    addEvent: (_site, box, event, data, at) => write('addEvent', { box, event, data, at }),

    alarms: (query) => read('alarms', query),
    alarm: (site, id) => read('alarm', { site, id }),
    alarmSteps: (site, id) => read('alarmSteps', { site, id }),
    cloudAlarms: () => read('cloudAlarms', undefined),
    addAlarm: (_site, box, entry, after, at) => write('addAlarm', { box, entry, after, at }),
    maintenance: (site) => read('maintenance', { site, now: now() }),
    addMaintenance: (window) => write('addMaintenance', window),
    endMaintenance: (site, id, at) => write('endMaintenance', { site, id, at }),

    putPart: (site, part, at) => write('putPart', { site, part, at }),
    part: (commitment) => read('part', commitment),
    erasePart: (commitment, erasure) => write('erasePart', { commitment, erasure }),
    attachment: (digest, site) => read('attachment', site === undefined ? { digest } : { digest, site }),
    putAttachment: (attachment, at) => write('putAttachment', { attachment, at }),
    eraseAttachment: (digest, erasure) => write('eraseAttachment', { digest, erasure }),
    eraseForBox: (site, order, erasure) => write('eraseForBox', { site, order, erasure }),
    eraseDue: (at, limit) => write('eraseDue', { now: at, limit }),

    passwordHash: (account) => read('passwordHash', account),
    addSession: (tokenHash, session) => write('addSession', { tokenHash, session, now: now() }),
    session: (tokenHash) => read('session', tokenHash),
    endSession: (tokenHash) => write('endSession', tokenHash),
  }
}

const rightsOver = ({ read, write }: Pick<Engine, 'read' | 'write'>): RightsStore => ({
  parties: () => read('parties', undefined),
  addParty: (party) => write('addParty', party),
  addPartyToken: (tokenHash, token) => write('addPartyToken', { tokenHash, token }),
  partyTokens: (party) => read('partyTokens', party),
  endPartyTokens: (party, label, at) => write('endPartyTokens', { party, label, at }),
  partyOfToken: (tokenHash) => read('partyOfToken', tokenHash),
  partyOfAccount: (account) => read('partyOfAccount', account),
  addPartyAccount: (account, hash, party) => write('addPartyAccount', { account, hash, party }),
  siteRights: (site) => read('siteRights', site),
  setSiteRights: (site, rights, said) => write('setSiteRights', { site, rights, said }),
  addGrant: (grant, said) => write('addGrant', { grant, said }),
  endGrant: (site, id, said) => write('endGrant', { site, id, said }),
  rightsStatements: (site, query) => read('rightsStatements', { site, ...query }),
  grants: (site) => read('grants', site),
  grantsOf: (party, at) => read('grantsOf', { party, at }),
  sitesOfOthers: () => read('sitesOfOthers', undefined),
  sitesOwnedBy: (party) => read('sitesOwnedBy', party),
  addRead: (site, given) => write('addRead', { site, read: given }),
  reads: (site, query) => read('reads', { site, query }),
  readsPage: (site, page) => read('readsPage', { site, page }),
})

const sealingOver = ({ read, write }: Pick<Engine, 'read' | 'write'>): SealingStore => ({
  siteNumbers: () => read('siteNumbers', undefined),
  oldestUnsealed: (request) => read('oldestUnsealed', request),
  unsealedBatches: (request) => read('unsealedBatches', request),
  seriesNumbers: (request) => read('seriesNumbers', request),
  packedSeries: (request) => read('packedSeries', request),
  retention: (site) => read('retention', site),
  keptFrom: (site) => read('keptFrom', site),
  removals: (request) => read('removals', request),
  removalOf: (request) => read('removalOf', request),
  removalBody: (request) => read('removalBody', request),
  removalsNaming: (request) => read('removalsNaming', request),
  oldestDay: (request) => read('oldestDay', request),
  daySettled: (request) => read('daySettled', request),
  oldestHour: (request) => read('oldestHour', request),
  boxNumbers: (request) => read('boxNumbers', request),
  archivedBatches: (request) => read('archivedBatches', request),
  nextSealedDay: (request) => read('nextSealedDay', request),
  nextHour: (request) => read('nextHour', request),
  rebuilt: (request) => read('rebuilt', request),
  rederive: (request) => write('rederive', request),
  dropDerived: (request) => write('dropDerived', request),
  remark: (request) => write('remark', request),
  saveNewest: (request) => write('saveNewest', request),
  rebuildDone: (request) => write('rebuildDone', request),
  setRetention: (request) => write('setRetention', request),
  removeDay: (request) => write('removeDay', request),
  foldDay: (request) => write('foldDay', request),
  removeEnvelopes: (request) => write('removeEnvelopes', request),
  takeTurn: (turn) => write('takeTurn', turn),
  endTurn: (turn) => write('endTurn', turn),
  saveChunks: (request) => write('saveChunks', request),
  dropSegments: (request) => write('dropSegments', request),
})

const exportsOver = ({ read }: Pick<Engine, 'read'>): ExportStore => ({
  exportedSeries: (of) => read('exportedSeries', of),
  exportedDays: (span) => read('exportedDays', span),
  exportRows: (slice) => read('exportRows', slice),
})
