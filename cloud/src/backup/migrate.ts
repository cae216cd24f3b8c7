import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ZaojunError } from '@zaojun/core'
import type { CloudConfig } from '../config.ts'
import { fail } from '../errors.ts'
import { createStore, isStoreInUse, openLoader, openSnapshot } from '../store/create.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import { backupsIn, chainOf } from './manifest.ts'
import { restoreBeside, sourcesIn } from './places.ts'
import { openPool } from './pool.ts'
import { digestOf, restore } from './restore.ts'
import { compareAnswers } from './same-answers.ts'
import { SiteNumbers } from './site-numbers.ts'
import { keptTables, type Progress, takeBackup } from './take.ts'

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
 * on where it was interrupted. Every table is compared with the source in the end, and so are answers. Throws `MIGRATE_…`,
 * `STORE_…`, `BACKUP_…`.
 */
export async function migrateStore({ from, to, software, now, progress, onFailure }: MigrateOptions): Promise<number> {
  if (await isStoreInUse(from)) throw fail('MIGRATE_IN_USE', { name: from.store.url === undefined ? from.data : '' })
  const { keys } = sourcesIn(from)
  await refuseOtherLog(to, keys.log)
  const work = join(from.data, 'migrate')
  const pool = openPool(work, undefined, true)
  if (backupsIn(work).length === 0) {
    const checkpoints = () => []
    const attachment = async () => undefined
    const snapshot = () => openSnapshot(from)
    await takeBackup({ kind: 'full', pool, snapshot, checkpoints, attachment, keys, software, now, progress })
  }
  const chain = chainOf(work)
  const newest = chain.at(-1)
  // Pictures that stand in a database become files; the other way the cloud takes files up when it starts.
  const beside = async (snapshot: StoreSnapshot) => {
    if (newest !== undefined) await restoreBeside(to.data, pool, newest, snapshot, progress)
  }
  const loader = openLoader(to)
  try {
    await restore({ pool, chain, loader, beside, isMove: true, progress })
  } finally {
    await loader.close()
  }
  const [source, target] = [await openSnapshot(from), await openSnapshot(to)]
  let rows = 0
  try {
    const numbers = newest && new SiteNumbers(newest, target.engine)
    for (const table of await keptTables(source)) {
      const [was, is] = [await digestOf(source, table), await digestOf(target, table, numbers, progress)]
      if (was.hex() !== is.hex()) throw fail('BACKUP_DIFFERS', { name: `table ${table}: ${is.rows} / ${was.rows}` })
      rows += is.rows
    }
  } finally {
    await Promise.all([source.close(), target.close()])
  }
  await answersAlike(from, to, now, onFailure)
  rmSync(work, { recursive: true })
  return rows
}

async function answersAlike(
  from: Where,
  to: Where,
  now: () => number,
  onFailure: MigrateOptions['onFailure'],
): Promise<void> {
  const at = now()
  const stores = [from, to].map((where) => createStore(where, { now: () => at, onFailure }))
  const [one, other] = stores
  try {
    for (const store of stores) await store.start()
    if (one !== undefined && other !== undefined) await compareAnswers(one, other)
  } finally {
    for (const store of stores) await store.stop()
  }
}

/** A target that is in use by another log, or by this one, is left alone; one that this move has begun on goes on. */
async function refuseOtherLog(to: Where, log: string): Promise<void> {
  if (to.store.url === undefined && !existsSync(join(to.data, 'store', 'cloud.db'))) return
  let target: StoreSnapshot
  try {
    target = await openSnapshot(to)
  } catch (error) {
    if (error instanceof ZaojunError && error.code === 'STORE_NONE') return
    throw error
  }
  try {
    const [owner] = await target.all<{ value: string }>(`SELECT value FROM setting WHERE key = 'log'`)
    if (owner !== undefined && owner.value !== log) throw fail('STORE_OTHER_LOG', { name: owner.value })
  } finally {
    await target.close()
  }
}
