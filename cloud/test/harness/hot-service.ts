import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../scripts/free-port.ts'
import { CloudClient, PROCESS_PASSWORD } from './cloud-client.ts'
import { HotStandby, hotStandbyIsInstalled } from './hot-standby.ts'
import { LoadBalancer, loadBalancerIsInstalled } from './load-balancer.ts'
import { Supervised } from './supervised.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
const READY_WITHIN_MS = 60_000
const POLL_MS = 100
const AGGREGATORS = 2

/** What is not there of the programs this needs, by Debian's names. */
export const missingPrograms = (): string[] => [
  ...(hotStandbyIsInstalled() ? [] : ['pg-auto-failover-cli', 'postgresql-15-auto-failover']),
  ...(loadBalancerIsInstalled() ? [] : ['haproxy']),
]

/** An aggregator in a process of its own that is started again when it dies. */
class Aggregator {
  readonly client: CloudClient
  readonly process: Supervised
  readonly folder: string
  readonly log: string

  constructor(folder: string, port: number, storeUrl: string) {
    this.folder = folder
    this.log = join(folder, 'output.log')
    this.client = new CloudClient(`http://127.0.0.1:${port}`)
    const flags = { data: folder, 'http.port': port, 'log.level': 'warn', 'store.url': storeUrl }
    const given = Object.entries({ ...flags, 'admin.password': PROCESS_PASSWORD })
    const args = given.flatMap(([name, value]) => [`--${name}`, String(value)])
    this.process = new Supervised({ command: [process.execPath, MAIN, ...args], log: this.log })
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

/** The whole of it on one machine: two aggregators behind haproxy, PostgreSQL with a hot standby. */
export class HotService {
  readonly store: HotStandby
  readonly aggregators: Aggregator[]
  readonly balancer: LoadBalancer

  private constructor(store: HotStandby, aggregators: Aggregator[], balancer: LoadBalancer) {
    this.store = store
    this.aggregators = aggregators
    this.balancer = balancer
  }

  static async start(): Promise<HotService> {
    const store = await HotStandby.start()
    const aggregators: Aggregator[] = []
    const balancers: LoadBalancer[] = []
    try {
      for (let i = 0; i < AGGREGATORS; i++) {
        const folder = await mkdtemp(join(tmpdir(), 'zaojun-aggregator-'))
        const first = aggregators[0]
        if (first !== undefined) await cp(join(first.folder, 'keys'), join(folder, 'keys'), { recursive: true })
        const aggregator = new Aggregator(folder, await freePort(), store.url)
        aggregators.push(aggregator)
        aggregator.process.start()
        await aggregator.ready()
      }
      const [one = '', two = ''] = aggregators.map(({ client }) => new URL(client.url).host)
      const balancer = await LoadBalancer.start([one, two])
      balancers.push(balancer)
      const service = new HotService(store, aggregators, balancer)
      await service.ready()
      return service
    } catch (error) {
      await removeAll(store, aggregators, balancers)
      throw error
    }
  }

  get url(): string {
    return this.balancer.url
  }

  /** Once it answers through the front door. */
  async ready(): Promise<void> {
    const client = new CloudClient(this.url)
    for (const end = Date.now() + READY_WITHIN_MS; ; await sleep(POLL_MS)) {
      const answer = await client.json<{ status: string }>('/v1/health').catch(() => null)
      if (answer?.status === 'ok') return
      if (Date.now() > end) throw new Error('the service is not ready')
    }
  }

  /** Which aggregator orders the log: of the one that holds the lease only its own name for itself is known. */
  sequencer(): string {
    return this.store.roles().primary.sql(`SELECT holder FROM lease WHERE name = 'sequencer'`)
  }

  remove(): Promise<void> {
    return removeAll(this.store, this.aggregators, [this.balancer])
  }
}

async function removeAll(store: HotStandby, aggregators: Aggregator[], balancers: LoadBalancer[]): Promise<void> {
  for (const balancer of balancers) await balancer.remove()
  for (const { process, folder } of aggregators) {
    await process.killAll()
    await rm(folder, { recursive: true, force: true })
  }
  await store.remove()
}
