import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ZaojunError } from '@zaojun/core'
import type { CloudConfig } from '../config.ts'
import { fail } from '../errors.ts'
import { createStore, isStoreInUse, openLoader, openSnapshot } from '../store/create.ts'
import { keepingOf } from '../store/kept-tables.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import { rowsOf } from './check.ts'
import { backupsIn, chainOf, type Manifest } from './manifest.ts'
import { restoreBeside, sourcesIn } from './places.ts'
import { openPool } from './pool.ts'
import { Counter, type Progress } from './progress.ts'
import { digestOf, restore } from './restore.ts'
import { compareAnswers } from './same-answers.ts'
import { SiteNumbers } from './site-numbers.ts'
import { refuseHalfRestored, refuseOtherLog, sizesOfLog } from './store-demands.ts'
import { keptTables, takeBackup } from './take.ts'

type Where = Pick<CloudConfig, 'data' | 'store'>
export type MigrateOptions = {
  /** The same data folder: the store moves, what lies beside it stays. */
  from: Where
  to: Where
  software: string
  now(): number
  progress: Progress
  onFailure(place: string, error: unknown): void
}

/**
 * Moves a store that no cloud is at work on to the other engine: by a backup in the data folder, so that either half goes
 * on where it was interrupted. Every table is compared with the source in the end, and so are answers; the target opens
 * after that. Throws `MIGRATE_…`, `STORE_…`, `BACKUP_…`.
 */
export async function migrateStore({ from, to, software, now, progress, onFailure }: MigrateOptions): Promise<number> {
  if (await isStoreInUse(from)) throw fail('MIGRATE_IN_USE', { name: from.store.url === undefined ? from.data : '' })
  const { keys } = sourcesIn(from)
  await refuseTargetOf(to, keys.log)
  const begun = await begunIn(to)
  const work = join(from.data, 'migrate')
  const pool = openPool(work, undefined, true)
  if (begun === undefined) {
    // Also where there is one: the store may have gone on since, and nothing of that one is in the target yet.
    const checkpoints = () => []
    const attachment = async () => undefined
    const snapshot = () => openSnapshot(from)
    await takeBackup({ kind: 'full', pool, snapshot, checkpoints, attachment, keys, software, now, progress })
  } else if (!backupsIn(work).includes(begun)) throw fail('BACKUP_OTHER_BEGUN', { name: begun })
  const chain = chainOf(work, begun)
  const [newest] = chain
  if (newest === undefined) throw fail('BACKUP_NONE', { name: work })
  if (begun !== undefined) await refuseChanged(from, newest, work)
  let rows = 0
  const isSame = async () => {
    rows = await compareTables(from, to, newest, progress)
    await answersAlike(from, to, now, onFailure)
  }
  // Pictures that stand in a database become files; the other way the cloud takes files up when it starts.
  const beside = (snapshot: StoreSnapshot) => restoreBeside(to.data, pool, newest, snapshot, progress)
  const loader = openLoader(to)
  try {
    await restore({ pool, chain, loader, beside, isSame, progress })
  } finally {
    await loader.close()
  }
  rmSync(work, { recursive: true })
  return rows
}

/** The backup of which the target is being filled; undefined where it is empty. Throws `BACKUP_TARGET_NOT_EMPTY`. */
async function begunIn(to: Where): Promise<string | undefined> {
  const loader = openLoader(to)
  try {
    return (await loader.filling())?.backup
  } finally {
    await loader.close()
  }
}

/** What the target has of the backup is worth nothing where the store has gone on since. Throws `MIGRATE_SOURCE_CHANGED`. */
async function refuseChanged(from: Where, { sections, log }: Manifest, work: string): Promise<void> {
  const changed = (name: string) => fail('MIGRATE_SOURCE_CHANGED', { name: `${work}: ${name}` })
  const snapshot = await openSnapshot(from)
  try {
    await refuseHalfRestored(snapshot)
    await refuseOtherLog(snapshot, log.id)
    const [newest = { generation: 0, size: 0 }] = await sizesOfLog(snapshot)
    if (newest.generation !== log.generation || newest.size !== log.size)
      throw changed(`log ${newest.generation}: ${newest.size} / ${log.size}`)
    for (const { table, digest } of sections) {
      if (keepingOf(table)?.keep !== 'whole') continue
      if ((await digestOf(snapshot, table)).hex() !== digest) throw changed(`table ${table}`)
    }
  } finally {
    await snapshot.close()
  }
}

/** Throws `BACKUP_DIFFERS` naming the first table that is not alike on both; resolves how many rows are. */
async function compareTables(from: Where, to: Where, newest: Manifest, progress: Progress): Promise<number> {
  const [source, target] = [await openSnapshot(from), await openSnapshot(to)]
  let rows = 0
  try {
    const numbers = new SiteNumbers(newest, target.engine)
    const counter = new Counter(progress, 'comparing', 'rows', 2 * rowsOf([newest]))
    for (const table of await keptTables(source)) {
      const [was, is] = [
        await digestOf(source, table, undefined, counter),
        await digestOf(target, table, numbers, counter),
      ]
      if (was.hex() !== is.hex()) throw fail('BACKUP_DIFFERS', { name: `table ${table}: ${is.rows} / ${was.rows}` })
      rows += is.rows
    }
    return rows
  } finally {
    await Promise.all([source.close(), target.close()])
  }
}

async function answersAlike(
  from: Where,
  to: Where,
  now: () => number,
  onFailure: MigrateOptions['onFailure'],
): Promise<void> {
  const at = now()
  const surroundings = { now: () => at, onFailure }
  const [one, other] = [createStore(from, surroundings), createStore(to, { ...surroundings, isBeingFilled: true })]
  const stores = [one, other]
  try {
    for (const store of stores) await store.start()
    await compareAnswers(one, other)
  } finally {
    for (const store of stores) await store.stop()
  }
}

/** Of another log. */
async function refuseTargetOf(to: Where, log: string): Promise<void> {
  if (to.store.url === undefined && !existsSync(join(to.data, 'store', 'cloud.db'))) return
  let target: StoreSnapshot
  try {
    target = await openSnapshot(to)
  } catch (error) {
    if (error instanceof ZaojunError && error.code === 'STORE_NONE') return
    throw error
  }
  try {
    await refuseOtherLog(target, log)
  } finally {
    await target.close()
  }
}
