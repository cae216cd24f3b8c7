import { fail } from '../errors.ts'
import type { CloudKeys } from '../keys.ts'
import { KEPT_TABLES, type Keeping, type KeptTable } from '../store/kept-tables.ts'
import { SCHEMA as POSTGRES_SCHEMA } from '../store/postgres/migrate.ts'
import { SCHEMA as SQLITE_SCHEMA } from '../store/sqlite/database.ts'
import type { Row, StoreSnapshot } from '../store/table-rows.ts'
import {
  backupsIn,
  chainOf,
  demandSameEngine,
  demandSameTables,
  FORMAT,
  type Manifest,
  readManifest,
  type Section,
  writeManifest,
} from './manifest.ts'
import type { PartPool } from './pool.ts'
import { Counter, type Progress } from './progress.ts'
import { KeptFrom, MS_OF } from './removed-since.ts'
import { sectionRows } from './section-rows.ts'
import { SectionWriter } from './section-writer.ts'
import { refuseHalfRestored, refuseOtherLog, sizesOfLog } from './store-demands.ts'

const MS_PER_SECOND = 1000

export type TakeOptions = {
  kind: 'full' | 'incremental'
  pool: PartPool
  /** Opens the store as it is when called; the checkpoints are read before. */
  snapshot(): Promise<StoreSnapshot>
  /** As published, of every generation. */
  checkpoints(): { generation: number; note: string }[]
  /** Bytes of a photo or clip; undefined where they are gone. */
  attachment(site: string, digest: string): Promise<Uint8Array | undefined>
  keys: CloudKeys
  /** The log's private key, to be kept with it. */
  privateKey?: string
  software: string
  now(): number
  progress: Progress
}

/** Version of the tables that this software writes. */
const SCHEMA = { sqlite: SQLITE_SCHEMA, postgres: POSTGRES_SCHEMA }

type Telemetry = Extract<Keeping, { keep: 'telemetry' }>

/** Rows of no table of the store: where the bytes of a photo are kept, and the private key. */
export const FILES = { table: 'attachment_file', columns: ['digest', 'bytes', 'name', 'kept', 'sha256'] }
export const PRIVATE_KEY = { table: 'private_key', columns: ['pem'] }

/** Takes a backup of a store that goes on; what an interrupted one has written is not written again. Throws `BACKUP_…`, `STORE_…`. */
export async function takeBackup(options: TakeOptions): Promise<Manifest> {
  const { kind, pool, keys, now } = options
  if (options.privateKey !== undefined && pool.vault.encryption === null) throw fail('BACKUP_KEYS_PLAIN')
  const before = kind === 'full' ? undefined : parentOf(pool.folder, keys)
  const takenAt = now()
  const checkpoints = options.checkpoints()
  const snapshot = await options.snapshot()
  try {
    await refuseHalfRestored(snapshot)
    await refuseOtherLog(snapshot, keys.log)
    const newest = SCHEMA[snapshot.engine]
    if (snapshot.schema < newest) throw fail('STORE_OLDER', { name: `${snapshot.schema} < ${newest}` })
    if (before !== undefined) demandSameEngine(before.manifest, snapshot.engine)
    const tables = await keptTables(snapshot)
    const counter = new Counter(options.progress, 'backing-up', 'tables', tables.length + 1)
    const writing = new Writing(options, snapshot, before?.manifest, counter)
    await writing.readLog()
    pool.begin()
    for (const table of tables) {
      await writing.table(table)
      counter.end(1)
    }
    await writing.attachments()
    if (options.privateKey !== undefined) await writing.section(PRIVATE_KEY, 'rows', once([[options.privateKey]]))
    const manifest: Manifest = {
      format: FORMAT,
      id: idFor(takenAt, kind, backupsIn(pool.folder).at(-1)),
      kind,
      parent: before === undefined ? null : { id: before.manifest.id, sha256: before.sha256 },
      software: options.software,
      takenAt,
      engine: snapshot.engine,
      schema: SCHEMA,
      log: { id: keys.log, key: Buffer.from(keys.publicKey).toString('base64'), ...writing.log, checkpoints },
      reached: writing.reached,
      sections: writing.sections,
      attachments: writing.files,
      withKeys: options.privateKey !== undefined,
    }
    writeManifest(pool.folder, manifest, keys)
    return manifest
  } finally {
    await snapshot.close()
  }
}

/** Named after the time, so that they sort; also where the clock was set back since the last one. */
function idFor(at: number, kind: string, last: string | undefined): string {
  const stamp = (ms: number) => new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const isLater = last === undefined || stamp(at) > last.slice(0, stamp(at).length)
  return `${isLater ? stamp(at) : stamp(timeOf(last) + MS_PER_SECOND)}-${kind}`
}

const timeOf = (id: string): number =>
  Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6Z'))

async function* once(rows: Row[]): AsyncIterable<Row[]> {
  yield rows
}

function parentOf(folder: string, keys: CloudKeys) {
  const newest = backupsIn(folder).at(-1)
  if (newest === undefined) throw fail('BACKUP_NO_PARENT', { name: folder })
  chainOf(folder, newest)
  const parent = readManifest(folder, newest)
  if (parent.manifest.log.id !== keys.log) throw fail('BACKUP_OTHER_LOG', { name: parent.manifest.log.id })
  demandSameTables(parent.manifest, SCHEMA)
  return parent
}

/** Tables of the store that a backup brings, in the order of the list. Throws where one is not in the list. */
export async function keptTables(snapshot: StoreSnapshot): Promise<KeptTable[]> {
  const there = new Set(await snapshot.tables())
  for (const table of there)
    if (!(table in KEPT_TABLES)) throw new Error(`table ${table} is in no list of kept-tables.ts`)
  const keeping = Object.entries(KEPT_TABLES as Record<string, Keeping>)
  return keeping.flatMap(([table, { keep }]) => (keep === 'not' || !there.has(table) ? [] : [table as KeptTable]))
}

class Writing {
  private readonly options: TakeOptions
  private readonly snapshot: StoreSnapshot
  private readonly parent: Manifest | undefined
  private readonly counter: Counter
  readonly sections: Section[] = []
  readonly reached: Manifest['reached'] = {}
  readonly files = { count: 0, bytes: 0 }
  log = { generation: 0, size: 0 }

  constructor(options: TakeOptions, snapshot: StoreSnapshot, parent: Manifest | undefined, counter: Counter) {
    this.options = options
    this.snapshot = snapshot
    this.parent = parent
    this.counter = counter
  }

  /** How far the log is; an incremental backup goes on from a place that the store must have. */
  async readLog(): Promise<void> {
    const sizes = await sizesOfLog(this.snapshot)
    this.log = sizes[0] ?? this.log
    if (this.parent === undefined) return
    const { generation, size } = this.parent.log
    const held = sizes.find((each) => each.generation === generation)?.size ?? 0
    if (held < size) throw fail('BACKUP_STORE_BEHIND', { name: `log ${generation}: ${held} < ${size}` })
    await this.demandEnvelopes()
  }

  /** Readings that came since the backup before are made again of envelopes: a policy must not have taken those yet. */
  private async demandEnvelopes(): Promise<void> {
    const [emptied] = await this.snapshot.all<{ box: string; n: number }>(
      `SELECT box.id AS box, batch.n FROM leaf JOIN batch ON leaf.site = batch.site AND leaf.box = batch.box
        AND leaf.n = batch.n JOIN box ON box.site = batch.site AND box.no = batch.box
        WHERE ${this.sinceLeaf()} AND length(batch.envelope) = 0 LIMIT 1`,
    )
    if (emptied !== undefined) throw fail('BACKUP_ENVELOPES_GONE', { name: `${emptied.box} ${Number(emptied.n)}` })
  }

  async table(table: KeptTable): Promise<void> {
    const keeping: Keeping = KEPT_TABLES[table]
    const { snapshot, parent } = this
    const columns = await snapshot.columns(table)
    const rows = (select?: { where?: string; join?: string }) => snapshot.rows(table, select)
    const kept = { table, columns }
    if (keeping.keep === 'telemetry' && parent !== undefined)
      return this.section(kept, 'open', this.standing(table, keeping, parent))
    if (keeping.keep === 'log') return this.section(kept, 'rows', rows({ where: this.sinceLeaf() }))
    if (keeping.keep === 'envelopes') {
      const join = 'JOIN leaf ON leaf.site = batch.site AND leaf.box = batch.box AND leaf.n = batch.n'
      const placed = parent === undefined ? { where: `NOT (${snapshot.waiting})` } : { join, where: this.sinceLeaf() }
      await this.section(kept, 'rows', rows(placed))
      return this.section(kept, 'open', rows({ where: snapshot.waiting }))
    }
    if (keeping.keep !== 'by-id') {
      const counted = table === 'series' ? 'no' : undefined
      return this.section(kept, 'rows', rows(), counted)
    }
    await this.section(
      kept,
      'rows',
      parent === undefined ? rows(settled(keeping)) : this.grown(table, keeping),
      keeping.id,
    )
    if (keeping.open !== undefined) await this.section(kept, 'open', rows({ where: keeping.open }))
  }

  /** Of telemetry, what is not made again of envelopes. */
  private async *standing(table: KeptTable, { time, sums }: Telemetry, parent: Manifest): AsyncIterable<Row[]> {
    const { pool } = this.options
    const late = beforeFold(table, time)
    yield* this.snapshot.rows(table, { where: late })
    if (sums === undefined) return
    const [full = parent] = chainOf(pool.folder, parent.id)
    const before = new KeptFrom(pool, full)
    const now = await this.snapshot.all<{ site: number; at: number }>(
      `SELECT site, at FROM kept_from WHERE what = 'readings'`,
    )
    for (const { site, at } of now) {
      const begins = beginning(table, time)
      const since = `${begins} >= ${before.at(String(site), 'readings')}`
      const until = `${begins} < ${at}`
      yield* this.snapshot.rows(table, { where: `${table}.site = ${site} AND ${since} AND ${until} AND NOT (${late})` })
    }
  }

  private sinceLeaf(): string {
    const { generation, size } = this.parent?.log ?? { generation: 0, size: 0 }
    return `(leaf.generation > ${generation} OR (leaf.generation = ${generation} AND leaf.idx >= ${size}))`
  }

  /** Site by site what came after the backup before. */
  private async *grown(table: string, { id, open }: { id: string; open?: string }): AsyncIterable<Row[]> {
    const before = this.parent?.reached[table] ?? {}
    const closed = open === undefined ? '' : `AND NOT (${open})`
    for (const { no } of await this.snapshot.all<{ no: number }>('SELECT no FROM site ORDER BY no'))
      yield* this.snapshot.rows(table, { where: `site = ${no} AND ${id} > ${before[String(no)] ?? 0} ${closed}` })
  }

  /** `counted`: the column whose greatest number of each site is noted. */
  async section(
    { table, columns }: { table: string; columns: string[] },
    what: Section['what'],
    source: AsyncIterable<Row[]>,
    counted?: string,
  ): Promise<void> {
    const writer = new SectionWriter(this.options.pool)
    const reached = { ...this.parent?.reached[table] }
    if (counted !== undefined) this.reached[table] = reached
    const [site, id] = [columns.indexOf('site'), columns.indexOf(counted ?? '')]
    for await (const rows of source) {
      if (counted !== undefined)
        for (const row of rows) {
          const key = String(row[site])
          reached[key] = Math.max(reached[key] ?? 0, Number(row[id]))
        }
      await writer.add(rows)
      this.counter.tell(table, writer.rows, writer.bytes)
    }
    const { rows, digest, parts } = await writer.end()
    this.sections.push({ table, what, columns, rows, digest, parts })
  }

  /** Photos and clips that are not erased; one that the backup before has is not read again. */
  async attachments(): Promise<void> {
    const { pool, attachment } = this.options
    const known = new Map<string, Row>()
    if (this.parent !== undefined)
      for (const row of sectionRows(pool, this.parent, FILES.table)) known.set(String(row[0]), row)
    const held = await this.snapshot.all<{ id: string; digest: string }>(
      `SELECT site.id, digest FROM attachment JOIN site ON site.no = attachment.site WHERE erased_at IS NULL ORDER BY digest`,
    )
    const rows = new Map<string, Row>()
    for (const { id, digest } of held) {
      if (rows.has(digest)) continue
      const before = known.get(digest)
      const bytes =
        before === undefined ? ((await this.pieces(id, digest)) ?? (await attachment(id, digest))) : undefined
      if (before === undefined && bytes === undefined) continue
      const kept = bytes === undefined ? undefined : await pool.put(bytes)
      const row = before ?? [digest, bytes?.length ?? 0, kept?.name ?? '', kept?.bytes ?? 0, kept?.sha256 ?? '']
      rows.set(digest, row)
      this.files.count++
      this.files.bytes += Number(row[1])
      this.counter.tell(FILES.table, this.files.count, this.files.bytes)
    }
    await this.section(FILES, 'rows', once([...rows.values()]))
  }

  /** Bytes of a picture where the store itself holds them. Both names are of letters, digits and dashes. */
  private async pieces(site: string, digest: string): Promise<Uint8Array | undefined> {
    if (this.snapshot.engine !== 'postgres') return undefined
    const pieces = await this.snapshot.all<{ bytes: Uint8Array }>(
      `SELECT bytes FROM attachment_piece JOIN site ON site.no = attachment_piece.site
       WHERE site.id = '${site}' AND digest = '${digest}' ORDER BY start`,
    )
    return pieces.length === 0 ? undefined : Buffer.concat(pieces.map(({ bytes }) => bytes))
  }
}

/** Of an hour or day, ms: more than PostgreSQL's `integer` holds. */
const beginning = (table: string, time: 'hour' | 'day'): string => `CAST(${table}.${time} AS bigint) * ${MS_OF[time]}`

/** Of the hours that a policy has folded into days, whatever came late and is not in them. */
const beforeFold = (table: string, time: 'hour' | 'day'): string =>
  `${table}.${time} >= 0 AND EXISTS (SELECT 1 FROM kept_from WHERE kept_from.site = ${table}.site
    AND kept_from.what = 'hours' AND ${beginning(table, time)} < kept_from.at)`

const settled = ({ open }: { open?: string }) => (open === undefined ? {} : { where: `NOT (${open})` })
