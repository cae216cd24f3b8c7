import { setTimeout as sleep } from 'node:timers/promises'
import { Aggregator } from './aggregator.ts'
import { CloudClient } from './cloud-client.ts'
import { HotStandby, hotStandbyIsInstalled } from './hot-standby.ts'
import { LoadBalancer, loadBalancerIsInstalled } from './load-balancer.ts'
import { RedisServer, redisIsInstalled } from './redis-server.ts'

const READY_WITHIN_MS = 60_000
const POLL_MS = 100
const AGGREGATORS = 2

/** What is not there of the programs this needs, by Debian's names. */
export const missingPrograms = (): string[] => [
  ...(hotStandbyIsInstalled() ? [] : ['pg-auto-failover-cli', 'postgresql-15-auto-failover']),
  ...(loadBalancerIsInstalled() ? [] : ['haproxy']),
  ...(redisIsInstalled() ? [] : ['redis-server']),
]

/** The whole of it on one machine: two aggregators behind haproxy, PostgreSQL with a hot standby, Redis. */
export class HotService {
  readonly store: HotStandby
  readonly aggregators: Aggregator[]
  readonly balancer: LoadBalancer
  readonly redis: RedisServer

  private constructor(store: HotStandby, aggregators: Aggregator[], balancer: LoadBalancer, redis: RedisServer) {
    this.store = store
    this.redis = redis
    this.aggregators = aggregators
    this.balancer = balancer
  }

  static async start(): Promise<HotService> {
    const store = await HotStandby.start()
    const redis = await RedisServer.start()
    const aggregators: Aggregator[] = []
    const balancers: LoadBalancer[] = []
    try {
      for (let i = 0; i < AGGREGATORS; i++) {
        const aggregator = await Aggregator.start({ storeUrl: store.url, redisUrl: redis.url }, aggregators[0])
        aggregators.push(aggregator)
        await aggregator.ready()
      }
      const [one = '', two = ''] = aggregators.map(({ host }) => host)
      const balancer = await LoadBalancer.start([one, two])
      balancers.push(balancer)
      const service = new HotService(store, aggregators, balancer, redis)
      await service.ready()
      return service
    } catch (error) {
      await removeAll(store, aggregators, balancers, redis)
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

  /** How each aggregator finds Redis. */
  redisStandings(): Promise<string[]> {
    const health = ({ client }: Aggregator) => client.json<{ redis: string }>('/v1/health')
    return Promise.all(this.aggregators.map(async (aggregator) => (await health(aggregator)).redis))
  }

  /** Which aggregator orders the log: of the one that holds the lease only its own name for itself is known. */
  sequencer(): string {
    return this.store.roles().primary.sql(`SELECT holder FROM lease WHERE name = 'sequencer'`)
  }

  remove(): Promise<void> {
    return removeAll(this.store, this.aggregators, [this.balancer], this.redis)
  }
}

async function removeAll(
  store: HotStandby,
  aggregators: Aggregator[],
  balancers: LoadBalancer[],
  redis: RedisServer,
): Promise<void> {
  for (const balancer of balancers) await balancer.remove()
  for (const aggregator of aggregators) await aggregator.remove()
  await redis.kill()
  await store.remove()
}
