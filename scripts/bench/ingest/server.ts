import { buildApp } from '../../../cloud/src/app.ts'
import { DEFAULTS } from '../../../cloud/src/config.ts'
import { createLog } from '../../../cloud/src/log.ts'
import { openCloud } from '../../../cloud/src/open.ts'
import { provision } from '../../../cloud/src/provision.ts'
import { createStore } from '../../../cloud/src/store/create.ts'
import type { Store } from '../../../cloud/src/store/store.ts'
import { PROCESS_PASSWORD } from '../../../cloud/test/harness/cloud-client.ts'
import { rowStore } from './row-store.ts'

/**
 * The cloud in a process of its own: `server.ts FOLDER STORE CODES [URL]`. STORE is `sqlite`, `postgres`, `rows` (plain
 * rows in PostgreSQL), `no-log`, where the Merkle log stands still, or `null`, which forgets.
 */
const [folder = '', kind = 'sqlite', codes = '1', databaseUrl = ''] = process.argv.slice(2)
const log = createLog('error')
const onPostgres = kind === 'postgres' || kind === 'rows'
const config = {
  ...DEFAULTS,
  data: folder,
  admin: { name: 'admin', password: PROCESS_PASSWORD },
  store: { ...DEFAULTS.store, ...(onPostgres ? { url: databaseUrl } : {}) },
}
const surroundings = { now: Date.now, onFailure: (place: string, error: unknown) => log.error({ err: error, place }) }

/** The same path but for what the store does. */
function forgetful(): Store {
  const store = createStore(config, surroundings)
  return { ...store, ingest: async ({ receivedAt }) => ({ status: 'stored', receivedAt, moved: [] }) }
}

/** The same path but for the log, which never gets anything to place. */
function unlogged(): Store {
  const nothing = { from: 0, size: 0, first: 0, entries: [], hashes: [], more: false, generation: 1, leads: true }
  return { ...createStore(config, surroundings), sequence: async () => nothing }
}

const store = {
  'no-log': unlogged,
  sqlite: () => createStore(config, surroundings),
  postgres: () => createStore(config, surroundings),
  rows: () => rowStore(createStore(config, surroundings), databaseUrl),
  null: forgetful,
}[kind]
if (store === undefined) throw new Error(`no such store: ${kind}`)
const cloud = await openCloud({ config, log, now: Date.now, store: await store() })
const app = await buildApp(cloud, { trustProxy: false, secureCookies: false })
const url = await app.listen({ host: '127.0.0.1', port: 0 })
const made: string[] = []
for (let i = 1; i <= Number(codes); i++)
  made.push((await provision(cloud, { id: `kitchen-${i}`, name: `厨房 ${i}`, timeZone: 'Asia/Shanghai' })).code)
process.send?.({ url, codes: made })

process.on('message', (message) => {
  if (message === 'cpu') process.send?.({ cpu: process.cpuUsage() })
  if (message === 'stop')
    app
      .close()
      .then(() => cloud.close())
      .then(() => process.exit(0))
})
