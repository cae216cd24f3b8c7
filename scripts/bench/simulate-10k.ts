import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Aggregator } from '../../cloud/test/harness/aggregator.ts'
import { LoadBalancer } from '../../cloud/test/harness/load-balancer.ts'
import { DURABLE_SETTINGS, PostgresServer } from '../../cloud/test/harness/postgres-server.ts'
import { printFigure } from './figure.ts'
import { cpuSecondsOf } from './simulate-10k/cpu.ts'
import { enrolAll } from './simulate-10k/enrol.ts'
import type { FromBoxes, Look, ToBoxes } from './simulate-10k/messages.ts'
import { READINGS } from './simulate-10k/simulated-box.ts'

const BOXES = join(import.meta.dirname, 'simulate-10k/boxes.ts')
const LOADERS = 2
const MINUTE_MS = 60_000
const LOOK_MS = 5_000

/**
 * 10,000 simulated boxes, each a kitchen with its own key and chain, a batch of 50 readings a minute, before two
 * aggregators behind haproxy on one PostgreSQL. Steady, then an outage of the network, then all come back at once. CPU of
 * each process, acknowledgement, how long the storm takes to drain, and what was lost.
 * `--boxes 10000 --minutes 10 --outage 3 --standby`
 */
export default async function simulate(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      boxes: { type: 'string', default: '10000' },
      minutes: { type: 'string', default: '10' },
      outage: { type: 'string', default: '3' },
      standby: { type: 'boolean', default: false },
    },
  })
  const [count, minutes, outage] = [values.boxes, values.minutes, values.outage].map(Number) as [number, number, number]
  const database = await PostgresServer.start(DURABLE_SETTINGS)
  const servers = [database]
  const aggregators: Aggregator[] = []
  const loaders: ChildProcess[] = []
  let balancer: LoadBalancer | undefined
  try {
    if (values.standby) servers.push(await database.synchronousStandby())
    const name = database.createDatabase()
    const url = database.url(name)
    for (let i = 0; i < 2; i++) {
      aggregators.push(await Aggregator.start({ storeUrl: url }, aggregators[0]))
      await aggregators[i]?.ready()
    }
    const [one = '', two = ''] = aggregators.map(({ host }) => host)
    balancer = await LoadBalancer.start([one, two])
    const front = balancer
    for (let i = 0; i < LOADERS; i++)
      loaders.push(fork(BOXES, [front.url, String(Math.ceil(count / LOADERS)), String(i + 1)]))
    const ready = await Promise.all(loaders.map((loader) => heard(loader, 'ready')))
    const began = performance.now()
    const tokens = await enrolAll(
      url,
      ready.flatMap(({ boxes }) => boxes),
    )
    figure(
      'enrolled',
      tokens.length / ((performance.now() - began) / 1000),
      'boxes/s',
      'a site and a box each, through the store',
    )
    let at = 0
    ready.forEach(({ boxes }, index) => {
      tell(loaders[index], { do: 'tokens', tokens: tokens.slice(at, at + boxes.length) })
      at += boxes.length
    })
    const processes: [string, () => number][] = [
      ...aggregators.map(({ process }, index): [string, () => number] => [
        `aggregator-${index + 1}`,
        () => process.pid,
      ]),
      ...servers.map((server, index): [string, () => number] => [
        index === 0 ? 'postgres' : 'standby',
        () => server.pid,
      ]),
      ['haproxy', () => front.process.pid],
      ...loaders.map((loader, index): [string, () => number] => [`load-${index + 1}`, () => loader.pid ?? 0]),
    ]
    await run({ loaders, processes, count, minutes, outage })
    await verify(loaders, database, name)
    const warned = aggregators.flatMap((each) => warnings(each.said()))
    figure('warnings', warned.length, 'lines', `of the aggregators’ logs; ${counted(warned)}`)
  } finally {
    for (const loader of loaders) if (loader.connected) tell(loader, { do: 'end' })
    await balancer?.remove()
    for (const aggregator of aggregators) await aggregator.remove()
    for (const server of servers) await server.remove()
  }
}

/** What a log says at level warn and above. */
function warnings(log: string): string[] {
  const lines = log.split('\n').filter((line) => line.startsWith('{"level":'))
  return lines.map((line) => {
    const { msg, place, err } = JSON.parse(line) as { msg?: string; place?: string; err?: { message?: string } }
    return [place, err?.message ?? msg].filter((part) => part !== undefined).join(': ')
  })
}

/** The most frequent, with how often. */
function counted(messages: string[]): string {
  const times = Map.groupBy(messages, (message) => message.slice(0, 120))
  const most = [...times].toSorted(([, a], [, b]) => b.length - a.length).slice(0, 3)
  return most.map(([message, all]) => `${all.length}× ${message}`).join(', ') || 'none'
}

type Running = {
  loaders: ChildProcess[]
  processes: [string, () => number][]
  count: number
  minutes: number
  outage: number
}

/** Half of what is no outage is steady, after a minute to warm up; the rest is the storm and what comes after it. */
async function run({ loaders, processes, count, minutes, outage }: Running): Promise<void> {
  const all = (message: ToBoxes) => loaders.map((loader) => tell(loader, message))
  const steadyMs = ((minutes - outage) / 2) * MINUTE_MS
  const warmUpMs = Math.min(MINUTE_MS, steadyMs / 2)
  all({ do: 'go' })
  await sleep(warmUpMs)
  await looked(loaders)
  const steady = await phase(loaders, processes, steadyMs - warmUpMs)
  printPhase('steady', steady, `${count} boxes, ${READINGS} readings a minute each`)
  all({ do: 'offline' })
  await sleep(outage * MINUTE_MS)
  const before = await looked(loaders)
  const backlog = sum(before.map((look) => look.backlog))
  all({ do: 'online' })
  const storm = await phase(loaders, processes, steadyMs, count / 60)
  printPhase('storm', storm, `${backlog} batches kept over ${outage} min without a network, and what comes meanwhile`)
  figure(
    'storm.drained',
    storm.drainedS ?? Number.NaN,
    's',
    'until the backlog was no more than a second’s batches; boxes pause up to 60 s between tries',
  )
}

type Phase = { seconds: number; looks: Look[]; cpu: [string, number][]; drainedS: number | undefined }

async function phase(
  loaders: ChildProcess[],
  processes: [string, () => number][],
  ms: number,
  drainedAt = -1,
): Promise<Phase> {
  const began = performance.now()
  const before = processes.map(([, pid]) => cpuSecondsOf(pid()))
  const looks: Look[] = []
  let drainedS: number | undefined
  while (performance.now() - began < ms) {
    await sleep(Math.min(LOOK_MS, Math.max(0, ms - (performance.now() - began))))
    const now = await looked(loaders)
    looks.push(...now)
    const backlog = sum(now.map((look) => look.backlog))
    if (drainedS === undefined && backlog <= drainedAt) drainedS = (performance.now() - began) / 1000
    console.error(
      JSON.stringify({
        s: Math.round((performance.now() - began) / 1000),
        sent: sum(now.map((look) => look.sent)),
        backlog,
        looks: now,
      }),
    )
  }
  const seconds = (performance.now() - began) / 1000
  const cpu = processes.map(([name, pid], index): [string, number] => [
    name,
    (cpuSecondsOf(pid()) - (before[index] ?? 0)) / seconds,
  ])
  return { seconds, looks, cpu, drainedS }
}

function printPhase(name: string, { seconds, looks, cpu }: Phase, about: string): void {
  const sent = sum(looks.map((look) => look.sent))
  const worst = (of: 'live' | 'all', index: 0 | 1) =>
    Math.max(...looks.map((look) => look[of][index]).filter(Number.isFinite))
  const refused: Record<string, number> = {}
  for (const look of looks)
    for (const [outcome, times] of Object.entries(look.refused)) refused[outcome] = (refused[outcome] ?? 0) + times
  figure(`${name}.batches`, sent / seconds, 'batches/s', `${about}; ${seconds.toFixed(0)} s`)
  figure(`${name}.acknowledged-p50`, middle(looks.map((look) => look.all[0])), 'ms', 'median over windows of 5 s')
  figure(
    `${name}.acknowledged-p99`,
    middle(looks.map((look) => look.all[1])),
    'ms',
    `median over windows of 5 s; worst window ${worst('all', 1).toFixed(0)}`,
  )
  figure(
    `${name}.live-p99`,
    middle(looks.map((look) => look.live[1]).filter(Number.isFinite)),
    'ms',
    `the newest batch of each box; worst window ${worst('live', 1).toFixed(0)}`,
  )
  figure(
    `${name}.refused`,
    sum(Object.values(refused)),
    'requests',
    Object.entries(refused)
      .map(([outcome, times]) => `${outcome}: ${times}`)
      .join(', ') || 'none',
  )
  for (const [process, cores] of cpu) figure(`${name}.cpu.${process}`, cores, 'cores', 'user and system')
}

/** What the store holds against what was acknowledged, batch by batch; and what it holds against itself, by readings. */
async function verify(loaders: ChildProcess[], database: PostgresServer, name: string): Promise<void> {
  for (const loader of loaders) tell(loader, { do: 'finish' })
  const ended = await Promise.all(loaders.map((loader) => heard(loader, 'held')))
  const lines = (statement: string) => database.sql(name, statement).split('\n')
  const stored = new Set(lines('SELECT id, n, digest FROM batch JOIN box ON box.no = batch.box'))
  const boxes = ended.flatMap((each) => each.boxes)
  const acknowledged = boxes.flatMap((box) => box.acknowledged.map(([n, digest]) => `${box.id}|${n}|${digest}`))
  const lost = acknowledged.filter((batch) => !stored.has(batch))
  // At one moment: what a box gave up waiting for may still be stored.
  const counts = 'SELECT (SELECT coalesce(sum(readings), 0) FROM batch), (SELECT coalesce(sum(n), 0) FROM segment)'
  const [readings = 0, inSegments = 0] = (lines(counts)[0] ?? '').split('|').map(Number)
  figure(
    'lost',
    lost.length,
    'batches',
    `of ${acknowledged.length} acknowledged, each looked up by box, number and digest`,
  )
  figure(
    'readings-that-differ',
    inSegments - readings,
    'readings',
    `in segments, against ${readings} in ${stored.size} batches; below 0: lost, above: held twice`,
  )
  figure('left-at-the-boxes', sum(ended.map(({ backlog }) => backlog)), 'batches', 'a minute after the last was sealed')
}

const figure = (name: string, value: number, unit: string, note: string): void =>
  printFigure({ name: `simulate-10k.${name}`, value, unit, note })
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
const middle = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const tell = (loader: ChildProcess | undefined, message: ToBoxes) => loader?.send(message)

async function heard<Said extends FromBoxes['say']>(
  loader: ChildProcess,
  said: Said,
): Promise<Extract<FromBoxes, { say: Said }>> {
  const done = new AbortController()
  const { signal } = done
  const ended = once(loader, 'exit', { signal }).then(() => Promise.reject(new Error('a load process ended')))
  ended.catch(() => {})
  try {
    for (;;) {
      const [message] = (await Promise.race([once(loader, 'message', { signal }), ended])) as [FromBoxes]
      if (message.say === said) return message as Extract<FromBoxes, { say: Said }>
    }
  } finally {
    done.abort()
  }
}

function looked(loaders: ChildProcess[]): Promise<Look[]> {
  return Promise.all(
    loaders.map(async (loader) => {
      const answer = heard(loader, 'look')
      tell(loader, { do: 'look' })
      return (await answer).look
    }),
  )
}
