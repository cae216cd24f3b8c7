import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, statSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import Database from 'better-sqlite3'
import { checkBackups } from '../../cloud/src/backup/check.ts'
import { chainOf, type Manifest } from '../../cloud/src/backup/manifest.ts'
import { restoreBeside, sourcesIn } from '../../cloud/src/backup/places.ts'
import { openPool } from '../../cloud/src/backup/pool.ts'
import { restore } from '../../cloud/src/backup/restore.ts'
import { takeBackup } from '../../cloud/src/backup/take.ts'
import { type CloudConfig, DEFAULTS } from '../../cloud/src/config.ts'
import { decodeDelivery } from '../../cloud/src/ingest/decode.ts'
import { loadKeys } from '../../cloud/src/keys.ts'
import { createStore, openLoader, openSnapshot } from '../../cloud/src/store/create.ts'
import { PostgresServer } from '../../cloud/test/harness/postgres-server.ts'
import { TestBox } from '../../cloud/test/harness/test-box.ts'
import { printFigure } from './figure.ts'
import { BatchMaker, seeded } from './ingest/batches.ts'

const BATCHES = 1_200
/** Share of the batches that come after the full backup. */
const LATER = 0.1
const POINTS = 10
const AT_ONCE = 12
const START = Date.UTC(2027, 2, 1, 8)
const MB = 1_000_000
const TB = 1_000_000 * MB
const SECONDS = { full: 48 * 3_600, incremental: 12 * 3_600 }

type Where = Pick<CloudConfig, 'data' | 'store'>
const quiet = (): void => {}

/** Readings of one box at 10 points a series and batch, as ingest leaves them: written by the store itself. */
class Loader {
  private readonly box = new TestBox()
  private readonly maker = new BatchMaker(this.box, POINTS, START, seeded(1))

  async load(where: Where, batches: number, isFirst: boolean): Promise<void> {
    const store = createStore(where as CloudConfig, { now: () => START, onFailure: (_, error) => console.error(error) })
    await store.start()
    const { id, raw } = this.box
    if (isFirst) {
      await store.claimLog(loadKeys(join(where.data, 'keys')).log)
      await store.createSite({ id: 'kitchen', name: 'kitchen', timeZone: 'Asia/Shanghai', createdAt: START })
      await store.createCode({ hash: 'code', site: 'kitchen', expiresAt: START + 1 })
      const box = { id, publicKey: raw, softwareVersion: '0', enrolledAt: START }
      await store.enrol({ codeHash: 'code', tokenHash: 'token', box })
    }
    const keys = [{ key: raw, from: 1, to: null, revoked: null }]
    for (let at = 0; at < batches; at += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, batches - at) }, () => {
          const { envelope } = this.maker.next()
          const batch = decodeDelivery({ box: id, keys, bytes: envelope, zstd: false })
          return store.ingest({ site: 'kitchen', batch, range: null, receivedAt: START, wantLatest: false })
        }),
      )
    const opening = { kind: 'policy', text: 'bench' } as const
    for (let more = true; more; ) more = (await store.sequence({ generation: 1, opening, limit: 5_000 })).more
    await store.stop()
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

const folderBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)

function take(where: Where, to: string, kind: 'full' | 'incremental'): Promise<Manifest> {
  const { privateKey: _, ...sources } = sourcesIn(where)
  const pool = openPool(to, undefined, kind === 'full')
  const snapshot = () => openSnapshot(where)
  return takeBackup({ kind, pool, snapshot, ...sources, software: 'bench', now: Date.now, progress: quiet })
}

async function bringBack(where: Where, from: string): Promise<void> {
  const pool = openPool(from, undefined)
  const chain = chainOf(from)
  const newest = chain.at(-1)
  if (newest === undefined) return
  const loader = openLoader(where)
  try {
    await restore({
      pool,
      chain,
      loader,
      beside: (snapshot) => restoreBeside(where.data, pool, newest, snapshot, quiet),
      progress: quiet,
    })
  } finally {
    await loader.close()
  }
}

/**
 * Backup, check and restore of a store with telemetry on each engine, in MB of the store on disk a second, beside the
 * engine's own means in the same run; and how large a store may be for the hours that the standard gives: a full backup in
 * 48 h, an incremental one in 12 h. `backup [BATCHES]`.
 */
export default async function backup(args: string[]): Promise<void> {
  const batches = Number(args[0] ?? BATCHES)
  const later = Math.ceil(batches * LATER)
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-bench-backup-'))
  const server = await PostgresServer.start({
    fsync: 'on',
    full_page_writes: 'on',
    shared_buffers: '512MB',
    max_wal_size: '4GB',
  })
  try {
    for (const engine of ['sqlite', 'postgres'] as const) {
      const place = (name: string): Where & { database?: string } => {
        const data = join(folder, `${engine}-${name}`)
        if (engine === 'sqlite') return { data, store: DEFAULTS.store }
        const database = server.createDatabase()
        return { data, store: { ...DEFAULTS.store, url: server.url(database) }, database }
      }
      const source = place('source')
      const set = join(folder, `${engine}-set`)
      const loader = new Loader()
      await loader.load(source, batches, true)
      const sizeOf = ({ data, database }: typeof source): number =>
        database === undefined
          ? statSync(join(data, 'store', 'cloud.db')).size
          : Number(server.sql(database, 'SELECT pg_database_size(current_database())'))
      const size = sizeOf(source)
      const own = await ownMeans(server, source, folder)
      const tell = (what: string, taken: number, bytes: number, note: string, baseline?: number) => {
        const value = bytes / MB / taken
        const compared = baseline === undefined ? {} : { baseline, ratio: value / baseline }
        printFigure({ name: `backup.${engine}.${what}`, value, unit: 'MB/s', ...compared, note })
        return value
      }
      const rate = size / MB / own.seconds
      const shape = `${batches} batches of 5,000 readings, store of ${Math.round(size / MB)} MB on disk`
      const full = await seconds(() => take(source, set, 'full'))
      const kept = folderBytes(set)
      const perSecond = tell(
        'full',
        full,
        size,
        `${shape}, ${Math.round(kept / MB)} MB kept; baseline: ${own.name}`,
        rate,
      )
      const copied = await copyAndHash(set, join(folder, 'copy'))
      const checked = await seconds(async () => checkBackups(openPool(set, undefined), chainOf(set), quiet))
      tell(
        'verify',
        checked,
        kept,
        'of the backup, every row read; baseline: cp and SHA-256 of the same files',
        kept / MB / copied,
      )
      const back = await seconds(() => bringBack(place('back'), set))
      tell(
        'restore',
        back,
        size,
        `every table compared in the end; baseline: ${own.name}, the other way: ${own.backName}`,
        size / MB / own.back,
      )
      await loader.load(source, later, false)
      const grown = sizeOf(source) - size
      const added = await seconds(() => take(source, set, 'incremental'))
      const incremental = tell(
        'incremental',
        added,
        grown,
        `${later} batches more, ${Math.round(grown / MB)} MB on disk`,
      )
      const again = await seconds(() => bringBack(place('again'), set))
      tell(
        'restore-with-incremental',
        again,
        size + grown,
        'segments of the later batches made again of their envelopes',
      )
      const fits = (what: 'full' | 'incremental', rate: number) =>
        printFigure({
          name: `backup.${engine}.${what}.fits-${SECONDS[what] / 3_600}-h`,
          value: (rate * MB * SECONDS[what]) / TB,
          unit: 'TB',
          note: 'of store on disk, extrapolated from the rate above',
        })
      fits('full', perSecond)
      fits('incremental', incremental)
    }
  } finally {
    await server.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

type Own = { name: string; seconds: number; backName: string; back: number }

/** What the engine brings itself for the same. */
async function ownMeans(
  server: PostgresServer,
  { data, database }: Where & { database?: string },
  folder: string,
): Promise<Own> {
  if (database === undefined) {
    const file = join(data, 'store', 'cloud.db')
    const copy = join(folder, 'own.db')
    const db = new Database(file, { readonly: true })
    const taken = await seconds(() => db.backup(copy))
    db.close()
    const back = await seconds(() => copyAndHash(copy, join(folder, 'own-back.db')))
    return { name: 'online backup of better-sqlite3', seconds: taken, backName: 'cp and SHA-256', back }
  }
  const dump = join(server.folder, 'dump')
  const reach = ['-h', server.folder, '-U', 'zaojun']
  const taken = await seconds(async () => server.program('pg_dump', [...reach, '-Fc', '-Z', '1', '-f', dump, database]))
  const empty = server.createDatabase()
  const back = await seconds(async () => server.program('pg_restore', [...reach, '-d', empty, dump]))
  return { name: 'pg_dump -Fc -Z 1', seconds: taken, backName: 'pg_restore', back }
}

/** Seconds to copy a file or folder and hash the copy. */
function copyAndHash(from: string, to: string): Promise<number> {
  return seconds(async () => {
    await cp(from, to, { recursive: true })
    const files = statSync(to).isFile()
      ? [to]
      : readdirSync(to, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => join(parentPath, name))
    for (const file of files) await pipeline(createReadStream(file), createHash('sha256'))
  })
}
