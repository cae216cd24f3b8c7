import { join } from 'node:path'
import type { CloudConfig } from '../config.ts'
import { seenIn } from './postgres/seen.ts'
import { createPostgresStore } from './postgres/store.ts'
import { createSqliteStore } from './sqlite/store.ts'
import type { Store } from './store.ts'

type Surroundings = { now(): number; onFailure(place: string, error: unknown): void }

/** The store that the settings name: PostgreSQL by its address, the embedded one without. */
export function createStore({ data, store }: Pick<CloudConfig, 'data' | 'store'>, surroundings: Surroundings): Store {
  const { url, readers, connections, statementSeconds, startSeconds } = store
  return url === undefined
    ? createSqliteStore({ folder: join(data, 'store'), readers, ...surroundings })
    : createPostgresStore({
        url,
        connections,
        statementSeconds,
        startSeconds,
        seen: seenIn(join(data, 'store-seen.json')),
        random: Math.random,
        ...surroundings,
      })
}
