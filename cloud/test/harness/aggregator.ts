import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../scripts/free-port.ts'
import { FEW_ARENAS, SMALL_NURSERY } from '../../src/node-flags.ts'
import { CloudClient, PROCESS_PASSWORD } from './cloud-client.ts'
import { Supervised } from './supervised.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
const READY_WITHIN_MS = 60_000
const POLL_MS = 100

/** What aggregators share. */
type Shared = { storeUrl: string; redisUrl?: string }

/** An aggregator in a process of its own that is started again when it dies. */
export class Aggregator {
  readonly client: CloudClient
  readonly process: Supervised
  readonly folder: string
  readonly log: string

  private constructor(folder: string, port: number, { storeUrl, redisUrl }: Shared) {
    this.folder = folder
    this.log = join(folder, 'output.log')
    this.client = new CloudClient(`http://127.0.0.1:${port}`)
    const flags = {
      data: folder,
      'http.port': port,
      'log.level': 'warn',
      'store.url': storeUrl,
      ...(redisUrl === undefined ? {} : { 'redis.url': redisUrl }),
    }
    const given = Object.entries({ ...flags, 'admin.password': PROCESS_PASSWORD })
    const args = given.flatMap(([name, value]) => [`--${name}`, String(value)])
    const command = [process.execPath, ...SMALL_NURSERY, MAIN, ...args]
    this.process = new Supervised({ command, env: { ...FEW_ARENAS, ...process.env }, log: this.log })
  }

  /** In a folder of its own; with the keys of another where it is not the first. */
  static async start(shared: Shared, other?: Aggregator): Promise<Aggregator> {
    const folder = await mkdtemp(join(tmpdir(), 'zaojun-aggregator-'))
    if (other !== undefined) await cp(join(other.folder, 'keys'), join(folder, 'keys'), { recursive: true })
    const aggregator = new Aggregator(folder, await freePort(), shared)
    aggregator.process.start()
    return aggregator
  }

  get host(): string {
    return new URL(this.client.url).host
  }

  async remove(): Promise<void> {
    await this.process.killAll()
    await rm(this.folder, { recursive: true, force: true })
  }

  async ready(): Promise<void> {
    for (const end = Date.now() + READY_WITHIN_MS; ; await sleep(POLL_MS)) {
      const answer = await this.client.json<{ status: string }>('/v1/health').catch(() => null)
      if (answer?.status === 'ok') return
      if (Date.now() > end) throw new Error(`the aggregator is not ready: ${this.said()}`)
    }
  }

  said(): string {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8') : ''
  }
}
