import { fail } from '../errors.ts'
import { RESTORED } from '../store/entities/settings.ts'
import { KEPT_TABLES, type Keeping, type KeptTable } from '../store/kept-tables.ts'
import type { Restored } from '../store/store.ts'
import { CHECKED_STEP, type Row, refuseOtherBegun, type StoreLoader, type StoreSnapshot } from '../store/table-rows.ts'
import { MadeAgain } from './made-again.ts'
import { backupsIn, chainOf, type Manifest, type Section } from './manifest.ts'
import type { PartPool } from './pool.ts'
import { Counter, type Progress } from './progress.ts'
import { RemovedSince } from './removed-since.ts'
import { RowDigest } from './row-digest.ts'
import { encodeRow } from './rows-cbor.ts'
import { partRows, sectionRows, sectionsOf } from './section-rows.ts'
import { SiteNumbers } from './site-numbers.ts'

export type RestoreOptions = {
  pool: PartPool
  /** The full backup and the incremental ones upon it. */
  chain: Manifest[]
  loader: StoreLoader
  /** Puts in place what lies beside the store, once the tables are whole. */
  beside?(snapshot: StoreSnapshot): Promise<void>
  /** The store moves as it is, nothing being lost: the log stays under its name, and the store opens when this has found it the same. */
  isSame?(): Promise<void>
  progress: Progress
}

const DOUBLED = 'doubled/'

/** The chain up to a backup; unnamed, up to the one of which the store is being filled already, else the newest. Throws `BACKUP_…`. */
export async function chainFor(set: string, loader: StoreLoader, id?: string): Promise<Manifest[]> {
  const filling = await loader.filling()
  const wanted = id ?? backupsIn(set).find((each) => each === filling?.backup)
  const chain = chainOf(set, wanted)
  refuseOtherBegun(filling, chain.at(-1)?.id)
  return chain
}

/** Fills an empty store; goes on where one was interrupted. Every table is compared in the end. Throws `BACKUP_…`, `STORE_…`. */
export async function restore({ pool, chain, loader, beside, isSame, progress }: RestoreOptions): Promise<void> {
  const newest = chain.at(-1)
  if (newest === undefined) throw fail('BACKUP_NONE', { name: pool.folder })
  const numbers = new SiteNumbers(newest, loader.engine)
  const done = await loader.begin(newest.id, newest.schema[loader.engine])
  const removed = chain.length > 1 ? new RemovedSince(pool, newest) : undefined
  const loading = new Loading(pool, loader, numbers, done, removed, progress)
  const sections = (Object.keys(KEPT_TABLES) as KeptTable[]).flatMap((table) => sectionsToLoad(chain, table))
  const counter = new Counter(progress, 'restoring', 'rows', rowsIn(sections))
  for (const [manifest, section] of sections) await loading.section(manifest, section, chain, counter)
  if (!done.has(CHECKED_STEP)) {
    await checkTables(chain, loader, numbers, loading.doubled, progress)
    await loader.done(CHECKED_STEP)
  }
  // What is made of envelopes is made as this version makes it.
  await loader.upgrade()
  if (chain.length > 1) await loading.makeAgain(chain)
  if (beside !== undefined) {
    const snapshot = await loader.snapshot()
    await beside(snapshot).finally(() => snapshot.close())
  }
  await loader.finish(isSame === undefined ? { [RESTORED]: JSON.stringify(restoredOf(newest)) } : {})
  await isSame?.()
  await loader.open()
}

function restoredOf({ id, takenAt, log }: Manifest): Restored {
  const { generation, size, checkpoints } = log
  return {
    id,
    takenAt,
    generation,
    size,
    checkpoint: checkpoints.find((each) => each.generation === generation)?.note ?? null,
  }
}

const rowsIn = (sections: (readonly [Manifest, Section])[]): number =>
  sections.reduce((sum, [, { rows }]) => sum + rows, 0)

/** What is whole each time comes from the last backup alone; what grows, from each. */
function sectionsToLoad(chain: Manifest[], table: KeptTable): [Manifest, Section][] {
  const { keep }: Keeping = KEPT_TABLES[table]
  const grows = keep === 'by-id' || keep === 'log' || keep === 'envelopes'
  const rows = grows ? chain : keep === 'telemetry' ? chain.slice(0, 1) : chain.slice(-1)
  const of = (manifest: Manifest, what: Section['what']) =>
    sectionsOf(manifest, table, what).map((section): [Manifest, Section] => [manifest, section])
  const [own, open] = [
    rows.flatMap((manifest) => of(manifest, 'rows')),
    chain.slice(-1).flatMap((last) => of(last, 'open')),
  ]
  return standsFirst(chain, table) ? [...open, ...own] : [...own, ...open]
}

/** Whether what the newest backup says of hours takes the place of what the full one says. */
function standsFirst(chain: Manifest[], table: KeptTable): boolean {
  const keeping: Keeping = KEPT_TABLES[table]
  return chain.length > 1 && keeping.keep === 'telemetry' && keeping.sums === true
}

class Loading {
  private readonly pool: PartPool
  private readonly loader: StoreLoader
  private readonly numbers: SiteNumbers
  private readonly done: Set<string>
  private readonly removed: RemovedSince | undefined
  private readonly progress: Progress
  /** Tables of which two backups brought the same row: a batch that was lost behind the cloud's back and sent again. */
  readonly doubled: Set<string>

  constructor(
    pool: PartPool,
    loader: StoreLoader,
    numbers: SiteNumbers,
    done: Set<string>,
    removed: RemovedSince | undefined,
    progress: Progress,
  ) {
    this.pool = pool
    this.loader = loader
    this.numbers = numbers
    this.done = done
    const noted = [...done].filter((step) => step.startsWith(DOUBLED))
    this.doubled = new Set(noted.map((step) => step.slice(DOUBLED.length)))
    this.removed = removed
    this.progress = progress
  }

  async section(manifest: Manifest, section: Section, chain: Manifest[], counter: Counter): Promise<void> {
    const { table, columns, what } = section
    const isFirst = manifest === chain[0] && what === 'rows' && !standsFirst(chain, table as KeptTable)
    let from = 0
    let bytes = 0
    for (const [index, part] of section.parts.entries()) {
      const step = `${manifest.id}/${table}/${what}/${index}`
      if (!this.done.has(step)) {
        const all = partRows(this.pool, section, part, from)
        const rows = what === 'rows' ? (this.removed?.remaining(table, columns, all) ?? all) : all
        const again = !isFirst && KEPT_TABLES[table as KeptTable].keep !== 'whole'
        const added = await this.loader.load(step, table, columns, this.numbers.moved(table, columns, rows, 1), again)
        if (added < rows.length) await this.noteDoubled(table)
      }
      from += part.rows
      bytes += part.bytes
      counter.tell(table, from, bytes)
    }
    counter.end(section.rows)
  }

  /** Also for a run that goes on after this one. */
  private async noteDoubled(table: string): Promise<void> {
    if (this.doubled.has(table)) return
    this.doubled.add(table)
    await this.loader.done(`${DOUBLED}${table}`)
  }

  /** Telemetry of the batches that came after the full backup. */
  async makeAgain(chain: Manifest[]): Promise<void> {
    const { pool, loader, numbers, done } = this
    const [full, ...later] = chain
    const newest = chain.at(-1)
    if (full === undefined || newest === undefined) return
    const key = (columns: string[], row: Row) =>
      ['site', 'box', 'n'].map((name) => row[columns.indexOf(name)]).join('/')
    const columnsOf = (manifest: Manifest, table: string) => sectionsOf(manifest, table)[0]?.columns ?? []
    const batch = columnsOf(full, 'batch')
    const inFull = new Set([...sectionRows(pool, full, 'batch', 'open')].map((row) => key(batch, row)))
    const series = new Map<string, number>()
    const at = (name: string) => columnsOf(newest, 'series').indexOf(name)
    for (const row of sectionRows(pool, newest, 'series'))
      series.set(`${row[at('site')]}/${row[at('device')]}/${row[at('point')]}`, Number(row[at('no')]))
    const numberOf = (site: number, name: string): number => {
      const no = series.get(`${site}/${name}`)
      if (no === undefined) throw fail('BACKUP_DAMAGED', { name: `series ${name} of site ${site} is in no backup` })
      return no
    }
    const sections = [
      ...later.flatMap((manifest) => sectionsOf(manifest, 'batch').map((section) => [manifest, section] as const)),
      ...sectionsOf(newest, 'batch', 'open').map((section) => [newest, section] as const),
    ]
    const counter = new Counter(this.progress, 'making-again', 'rows', rowsIn(sections))
    for (const [manifest, section] of sections) {
      let from = 0
      for (const [index, part] of section.parts.entries()) {
        const step = `made/${manifest.id}/${section.what}/${index}`
        if (!done.has(step)) {
          const made = new MadeAgain(numberOf)
          for (const row of partRows(pool, section, part, from)) {
            if (inFull.has(key(section.columns, row))) continue
            const cell = (name: string) => row[section.columns.indexOf(name)]
            made.add(Number(cell('site')), Number(cell('box')), cell('envelope') as Uint8Array)
          }
          for (const [table, { columns, rows: all }] of Object.entries(made.rows)) {
            const rows = this.removed?.unfolded(table, columns, all) ?? all
            const own = `${step}/${table}`
            if (!done.has(own)) await loader.load(own, table, columns, numbers.moved(table, columns, rows, 1), true)
          }
          await loader.done(step)
        }
        from += part.rows
        counter.tell('batch', from)
      }
      counter.end(section.rows)
    }
  }
}

/** Rows and digest that a table should have, or undefined where the backup does not say it: it is made again. */
function expected(chain: Manifest[], table: KeptTable): RowDigest | undefined {
  if (KEPT_TABLES[table].keep === 'telemetry' && chain.length > 1) return undefined
  const sum = new RowDigest()
  for (const [, { digest, rows }] of sectionsToLoad(chain, table)) sum.addHex(digest, rows)
  return sum
}

async function checkTables(
  chain: Manifest[],
  loader: StoreLoader,
  numbers: SiteNumbers,
  doubled: Set<string>,
  progress: Progress,
): Promise<void> {
  const tables = (Object.keys(KEPT_TABLES) as KeptTable[]).flatMap((table) => {
    const should = doubled.has(table) || sectionsToLoad(chain, table).length === 0 ? undefined : expected(chain, table)
    return should === undefined ? [] : [{ table, should }]
  })
  const total = tables.reduce((sum, { should }) => sum + should.rows, 0)
  const counter = new Counter(progress, 'comparing', 'rows', total)
  const snapshot = await loader.snapshot()
  try {
    for (const { table, should } of tables) {
      const is = await digestOf(snapshot, table, numbers, counter)
      if (is.rows !== should.rows || is.hex() !== should.hex())
        throw fail('BACKUP_DIFFERS', { name: `table ${table}: ${is.rows} rows, ${should.rows} in the backup` })
    }
  } finally {
    await snapshot.close()
  }
}

/** Rows and digest of a table as it is. */
export async function digestOf(
  snapshot: StoreSnapshot,
  table: string,
  numbers?: SiteNumbers,
  counter?: Counter,
): Promise<RowDigest> {
  const digest = new RowDigest()
  const columns = await snapshot.columns(table)
  for await (const rows of snapshot.rows(table)) {
    for (const row of numbers?.moved(table, columns, rows, -1) ?? rows) digest.add(encodeRow(row))
    counter?.tell(table, digest.rows)
  }
  counter?.end(digest.rows)
  return digest
}
