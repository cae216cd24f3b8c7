import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../scripts/free-port.ts'
import { Supervised } from './supervised.ts'

const PROGRAM = '/usr/sbin/haproxy'
const SETTINGS = join(import.meta.dirname, '../../../deploy/haproxy.cfg')
/** A test's machine may not allow as many open files as the shipped settings ask for. */
const MAX_CONNECTIONS = '4000'
export const loadBalancerIsInstalled = (): boolean => existsSync(PROGRAM)

/** haproxy in front of two aggregators, as it is shipped; one that is not ready gets nothing. */
export class LoadBalancer {
  private readonly folder: string
  readonly process: Supervised
  readonly url: string

  private constructor(folder: string, process: Supervised, url: string) {
    this.folder = folder
    this.process = process
    this.url = url
  }

  /** `servers`: `host:port` of each. */
  static async start(servers: [string, string]): Promise<LoadBalancer> {
    const folder = await mkdtemp(join(tmpdir(), 'zaojun-haproxy-'))
    const bind = `127.0.0.1:${await freePort()}`
    const addresses = {
      ZAOJUN_BIND: bind,
      ZAOJUN_STATUS: `127.0.0.1:${await freePort()}`,
      ZAOJUN_CLOUD_1: servers[0],
      ZAOJUN_CLOUD_2: servers[1],
    }
    const haproxy = new Supervised({
      command: [PROGRAM, '-W', '-db', '-n', MAX_CONNECTIONS, '-f', SETTINGS],
      env: { ...process.env, ...addresses },
      log: join(folder, 'log'),
    })
    haproxy.start()
    return new LoadBalancer(folder, haproxy, `http://${bind}`)
  }

  async remove(): Promise<void> {
    await this.process.killAll()
    await rm(this.folder, { recursive: true, force: true })
  }
}
