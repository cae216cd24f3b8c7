import { setTimeout as sleep } from 'node:timers/promises'
import type { HotService } from '../../../cloud/test/harness/hot-service.ts'
import type { StandbyNode } from '../../../cloud/test/harness/hot-standby.ts'
import { familyOf, kill } from '../../../cloud/test/harness/supervised.ts'

/** How long a dead machine stays dead, a frozen one frozen. */
const AWAY_MS = 20_000

/**
 * One thing that goes wrong while batches come, and how it is mended where nobody mends it by itself. What `run` resolves
 * is a note on what was seen. Every process is a unit of a supervisor that starts it again after 1 s.
 */
export type Case = { name: string; what: string; run(service: HotService): Promise<string> }

const statesOf = ({ store }: HotService): string =>
  store
    .standings()
    .map(({ name, state, goal }) => `${name} ${state}${goal === state ? '' : ` → ${goal}`}`)
    .join(', ')

async function killAggregator(service: HotService, index: number): Promise<string> {
  const before = service.sequencer()
  service.aggregators[index]?.process.kill()
  await sleep(AWAY_MS / 2)
  return service.sequencer() === before ? 'the other one orders the log' : 'it ordered the log; the other took over'
}

/** Gone for a while, then started again under the tool. */
async function away(service: HotService, node: StandbyNode): Promise<string> {
  await node.killMachine()
  await sleep(AWAY_MS)
  const meanwhile = statesOf(service)
  node.keeper.start()
  await service.store.settled()
  return `meanwhile: ${meanwhile}; after: ${statesOf(service)}`
}

/** SIGSTOP: it holds its connections and says nothing, as one whose power or network is gone does to its clients. */
async function frozen(service: HotService, node: StandbyNode): Promise<string> {
  const { postmaster } = node
  const all = [node.keeper.pid, ...(postmaster === undefined ? [] : [postmaster])].flatMap(familyOf)
  for (const pid of all) kill(pid, 'SIGSTOP')
  await sleep(AWAY_MS)
  const meanwhile = statesOf(service)
  for (const pid of all) kill(pid, 'SIGCONT')
  await service.store.settled()
  return `meanwhile: ${meanwhile}; after: ${statesOf(service)}`
}

export const CASES: Case[] = [
  { name: 'aggregator-1', what: 'kill -9 of an aggregator', run: (service) => killAggregator(service, 0) },
  { name: 'aggregator-2', what: 'kill -9 of the other aggregator', run: (service) => killAggregator(service, 1) },
  {
    name: 'primary-server',
    what: 'kill -9 of the primary’s PostgreSQL; its keeper lives',
    async run(service) {
      service.store.roles().primary.killServer()
      await sleep(AWAY_MS / 2)
      await service.store.settled()
      return statesOf(service)
    },
  },
  {
    name: 'primary-machine',
    what: 'kill -9 of the primary’s PostgreSQL and keeper, back after 20 s',
    run: (service) => away(service, service.store.roles().primary),
  },
  {
    name: 'primary-frozen',
    what: 'the primary’s machine says nothing any more for 20 s, then goes on where it was',
    run: (service) => frozen(service, service.store.roles().primary),
  },
  {
    name: 'primary-keeper',
    what: 'kill -9 of the primary’s pg_autoctl alone',
    async run(service) {
      service.store.roles().primary.keeper.kill()
      await sleep(AWAY_MS / 2)
      await service.store.settled()
      return statesOf(service)
    },
  },
  {
    name: 'standby-machine',
    what: 'kill -9 of the standby’s PostgreSQL and keeper, back after 20 s',
    run: (service) => away(service, service.store.roles().standby),
  },
  {
    name: 'standby-frozen',
    what: 'the standby’s machine says nothing any more for 20 s',
    run: (service) => frozen(service, service.store.roles().standby),
  },
  {
    name: 'monitor',
    what: 'kill -9 of the monitor and its PostgreSQL, back after 20 s',
    async run(service) {
      await service.store.monitor.killAll()
      await sleep(AWAY_MS)
      service.store.monitor.start()
      await service.store.settled()
      return statesOf(service)
    },
  },
  {
    name: 'load-balancer',
    what: 'kill -9 of haproxy',
    async run({ balancer }) {
      for (const pid of familyOf(balancer.process.pid)) kill(pid, 'SIGKILL')
      await sleep(AWAY_MS / 4)
      return 'started again by its supervisor after 1 s'
    },
  },
  {
    name: 'redis',
    what: 'kill -9 of Redis, back after 10 s with nothing in it',
    async run(service) {
      await service.redis.kill()
      await sleep(AWAY_MS / 2)
      const meanwhile = await service.redisStandings()
      await service.redis.up()
      await sleep(AWAY_MS / 4)
      return `meanwhile: ${meanwhile.join(', ')}; after: ${(await service.redisStandings()).join(', ')}`
    },
  },
  {
    name: 'old-primary-by-hand',
    what: 'the primary’s machine dies for good; later its PostgreSQL is started by hand, without the tool',
    async run(service) {
      const { primary: old, standby } = service.store.roles()
      await old.killMachine()
      await service.store.until(() => standby.sql('SELECT pg_is_in_recovery()') === 'f')
      old.startBare()
      const count = () => Number(old.sql('SELECT count(*) FROM batch'))
      const before = count()
      await sleep(AWAY_MS / 2)
      const written = count() - before
      old.stopBare()
      old.keeper.start()
      await service.store.settled()
      return `batches written to the old one: ${written}; under the tool again: ${statesOf(service)}`
    },
  },
]
