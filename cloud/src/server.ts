import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import type { Cloud } from './cloud.ts'
import type { CloudConfig } from './config.ts'
import { createLog } from './log.ts'
import { openCloud } from './open.ts'
import { type Provision, provision } from './provision.ts'

const MS_PER_SECOND = 1000

export type CloudServer = {
  /** `http://host:port` as bound. */
  url: string
  cloud: Cloud
  admin: { name: string; madePassword: string | null }
  /** Adds the site if there is none by that id, and makes a one-time code for one box. */
  provision(site: Provision): Promise<{ code: string; expiresAt: number }>
  /** Tells the load balancer first, and still answers for `http.drainSeconds`; called again it ends at once. */
  drain(): Promise<void>
  stop(): Promise<void>
}

/** Opens the cloud of `config` and listens. `stop` ends requests under way and closes the store. */
export async function startServer(
  config: CloudConfig,
  log: Logger = createLog(config.log.level),
): Promise<CloudServer> {
  const cloud = await openCloud({ config, log, now: Date.now })
  try {
    const app = await buildApp(cloud, config.http)
    const url = await app.listen({ host: config.http.host, port: config.http.port })
    log.info({ url, log: cloud.keys.log }, 'listening')
    return {
      url,
      cloud,
      admin: { name: config.admin.name, madePassword: cloud.madePassword },
      provision: (site) => provision(cloud, site),
      drain: () => cloud.readiness.drain(config.http.drainSeconds * MS_PER_SECOND),
      async stop() {
        await app.close()
        await cloud.close()
      },
    }
  } catch (error) {
    await cloud.close()
    throw error
  }
}
