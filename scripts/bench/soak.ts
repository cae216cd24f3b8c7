import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { HotService } from '../../cloud/test/harness/hot-service.ts'
import { type LoadWindow, SteadyLoad } from '../../cloud/test/harness/steady-load.ts'
import { percentile, printFigure } from './figure.ts'
import { memoryOf } from './soak/memory.ts'
import { trendOf } from './soak/trend.ts'

const SITE = 'soak'
const LOOK_MS = 30_000
/** What a fresh process takes until it is warm is no leak: not in the slope. */
const WARM_UP_SHARE = 0.2
const READINGS = 50
const MS_PER_MINUTE = 60_000

type Sample = { seconds: number; memory: Record<string, number>; p50: number; p99: number }

/**
 * Two aggregators behind haproxy, PostgreSQL with a hot standby under pg_auto_failover, and boxes that send all the
 * time, for an hour: how memory and latency go (least squares), what was started again, and whether anything was lost.
 * `--minutes 60 --boxes 20 --every 10000`
 */
export default async function soak(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '60' },
      boxes: { type: 'string', default: '20' },
      every: { type: 'string', default: '10000' },
      note: { type: 'string', default: '' },
    },
  })
  const [minutes, boxes, everyMs] = [values.minutes, values.boxes, values.every].map(Number) as [number, number, number]
  const service = await HotService.start()
  const load = new SteadyLoad({ url: service.url, site: SITE, boxes, everyMs, readings: READINGS })
  try {
    await load.start()
    const { samples, windows, seconds } = await watch(service, load, minutes)
    await load.stop()
    const held = await load.compare()
    const about = `${(seconds / 60).toFixed(1)} min, ${boxes} boxes, ${READINGS} readings each ${everyMs} ms${values.note && `; ${values.note}`}`
    printTrends(samples, about)
    printWhole(service, load, windows, about)
    for (const what of ['lost', 'duplicated', 'wrong'] as const)
      printFigure({ name: `soak.${what}`, value: held[what], unit: 'readings', note: `of ${held.readings}` })
  } finally {
    await load.stop()
    await service.remove()
  }
}

const partsOf = ({ aggregators, balancer, store }: HotService): [string, number | undefined][] => [
  ...aggregators.map(({ process }, index): [string, number] => [`aggregator-${index + 1}`, process.pid]),
  ['haproxy', balancer.process.pid],
  ...store.nodes.map(({ name, postmaster }): [string, number | undefined] => [`postgres-${name}`, postmaster]),
  ['monitor', store.monitor.pid],
]

async function watch(service: HotService, load: SteadyLoad, minutes: number) {
  const samples: Sample[] = []
  const windows: LoadWindow[] = []
  const began = performance.now()
  while (performance.now() - began < minutes * MS_PER_MINUTE) {
    await sleep(LOOK_MS)
    await read(load)
    const window = load.look()
    const memory = Object.fromEntries(
      partsOf(service).map(([name, pid]) => [name, pid === undefined ? Number.NaN : memoryOf(pid)]),
    )
    const seconds = (performance.now() - began) / 1000
    const [p50, p99] = [50, 99].map((p) => percentile(window.latencies, p)) as [number, number]
    samples.push({ seconds, memory, p50, p99 })
    windows.push(window)
    console.error(JSON.stringify({ seconds: Math.round(seconds), p50, p99, ...memory, refused: window.refused }))
  }
  return { samples, windows, seconds: (performance.now() - began) / 1000 }
}

/** Somebody looks too: the newest values and an hour of one series. A failure is a finding and ends it. */
async function read({ client }: SteadyLoad): Promise<void> {
  const headers = { authorization: `Bearer ${await client.login()}` }
  await client.json(`/v1/sites/${SITE}/latest`, { headers })
  const now = Date.now()
  const query = `device=probe-1&point=core-temperature&from=${now - 3_600_000}&to=${now}&resolution=raw`
  await client.json(`/v1/sites/${SITE}/series?${query}`, { headers })
}

function printTrends(samples: Sample[], about: string): void {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE))
  const seconds = warm.map((sample) => sample.seconds)
  const print = (name: string, unit: string, values: number[]) => {
    const { perHour, within, mean } = trendOf(seconds, values)
    printFigure({ name: `soak.${name}`, value: mean, unit, note: `mean; ${about}` })
    const first = samples[0]?.memory[name.replace('.memory', '')]
    printFigure({
      name: `soak.${name}.slope`,
      value: perHour,
      unit: `${unit}/h`,
      note: `± ${within.toPrecision(3)} (95 %), least squares of ${values.length} samples after the first fifth${first === undefined ? '' : `; first sample ${first.toFixed(1)}, last ${values.at(-1)?.toFixed(1)}`}`,
    })
  }
  for (const name of Object.keys(samples[0]?.memory ?? {}))
    print(
      `${name}.memory`,
      'MB',
      warm.map(({ memory }) => memory[name] ?? Number.NaN),
    )
  print(
    'acknowledged-p50',
    'ms',
    warm.map(({ p50 }) => p50),
  )
  print(
    'acknowledged-p99',
    'ms',
    warm.map(({ p99 }) => p99),
  )
}

function printWhole(service: HotService, load: SteadyLoad, windows: LoadWindow[], about: string): void {
  const latencies = windows.flatMap((window) => window.latencies)
  const whole = (name: string, value: number, unit: string, note: string) =>
    printFigure({ name: `soak.${name}`, value, unit, note })
  whole('batches', load.total, 'batches', about)
  whole('latency-p50', percentile(latencies, 50), 'ms', 'of all, first try to acknowledgement')
  whole('latency-p99', percentile(latencies, 99), 'ms', 'of all')
  whole('longest-pause', Math.max(...windows.map(({ pauseMs }) => pauseMs)), 'ms', 'nothing acknowledged at all')
  const refused: Record<string, number> = {}
  for (const window of windows)
    for (const [outcome, count] of Object.entries(window.refused)) refused[outcome] = (refused[outcome] ?? 0) + count
  const answers = Object.entries(refused).map(([outcome, count]) => `${outcome}: ${count}`)
  whole(
    'refused',
    Object.values(refused).reduce((sum, count) => sum + count, 0),
    'requests',
    answers.join(', ') || 'none',
  )
  const { aggregators, balancer, store } = service
  const kept = [
    ...aggregators.map(({ process }) => process),
    balancer.process,
    store.monitor,
    ...store.nodes.map(({ keeper }) => keeper),
  ]
  whole(
    'restarts',
    kept.reduce((sum, { restarts }) => sum + restarts, 0),
    'restarts',
    'of all processes',
  )
  const said = aggregators.map(
    (aggregator) =>
      aggregator
        .said()
        .split('\n')
        .filter((line) => line !== '').length,
  )
  whole(
    'warnings',
    said.reduce((sum, lines) => sum + lines, 0),
    'lines',
    'of the aggregators’ logs at level warn',
  )
}
