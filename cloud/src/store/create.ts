import { join } from 'node:path'
import type { CloudConfig } from '../config.ts'
import { isDatabaseInUse, openPostgresSnapshot, postgresLoader } from './postgres/loader.ts'
import { seenIn } from './postgres/seen.ts'
import { createPostgresStore } from './postgres/store.ts'
import { isInUse, sqliteLoader } from './sqlite/loader.ts'
import { sqliteSnapshot } from './sqlite/snapshot.ts'
import { createSqliteStore } from './sqlite/store.ts'
import type { Store } from './store.ts'
import type { StoreLoader, StoreSnapshot } from './table-rows.ts'

type Surroundings = {
  now(): number
  onFailure(place: string, error: unknown): void
  /** To be asked, before it opens for use. */
  isBeingFilled?: boolean
}

/** The store that the settings name: PostgreSQL by its address, the embedded one without. */
export function createStore({ data, store }: Pick<CloudConfig, 'data' | 'store'>, surroundings: Surroundings): Store {
  const { url, readers, connections, statementSeconds, startSeconds } = store
  return url === undefined
    ? createSqliteStore({ folder: join(data, 'store'), readers, ...surroundings })
    : createPostgresStore({
        url,
        connections,
        threads: readers,
        statementSeconds,
        startSeconds,
        seen: seenIn(join(data, 'store-seen.json')),
        random: Math.random,
        ...surroundings,
      })
}

type Where = { data: string; store: Pick<CloudConfig['store'], 'url'> }

/** All tables as they are at this moment, whether or not a cloud is at work on them. Throws `STORE_…`. */
export const openSnapshot = async ({ data, store }: Where): Promise<StoreSnapshot> =>
  store.url === undefined ? sqliteSnapshot(join(data, 'store')) : openPostgresSnapshot(store.url)

/** Fills an empty store. */
export const openLoader = ({ data, store }: Where): StoreLoader =>
  store.url === undefined ? sqliteLoader(join(data, 'store')) : postgresLoader(store.url)

/** Whether a cloud is at work on the store. */
export const isStoreInUse = ({ data, store }: Where): Promise<boolean> =>
  store.url === undefined ? Promise.resolve(isInUse(join(data, 'store'))) : isDatabaseInUse(store.url)
