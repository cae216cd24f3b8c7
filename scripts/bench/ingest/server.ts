import { buildApp } from '../../../cloud/src/app.ts'
import { DEFAULTS } from '../../../cloud/src/config.ts'
import { createLog } from '../../../cloud/src/log.ts'
import { openCloud } from '../../../cloud/src/open.ts'
import { provision } from '../../../cloud/src/provision.ts'
import { createSqliteStore } from '../../../cloud/src/store/sqlite/store.ts'
import type { Store } from '../../../cloud/src/store/store.ts'

/** The cloud in a process of its own, with the embedded store or one that forgets (`null`): `server.ts FOLDER STORE CODES`. */
const [folder = '', kind = 'sqlite', codes = '1'] = process.argv.slice(2)
const config = { ...DEFAULTS, data: folder, admin: { name: 'admin', password: 'not used here' } }
const log = createLog('error')

/** The same path but for what the store does. */
function forgetful(): Store {
  const onFailure = (place: string, error: unknown) => log.error({ err: error, place })
  const store = createSqliteStore({ folder: `${folder}/store`, readers: 1, now: Date.now, onFailure })
  return { ...store, ingest: async ({ receivedAt }) => ({ status: 'stored', receivedAt, moved: [] }) }
}

const cloud = await openCloud({ config, log, now: Date.now, ...(kind === 'null' ? { store: forgetful() } : {}) })
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
