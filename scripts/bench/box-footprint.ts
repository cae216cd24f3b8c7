import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort } from '../free-port.ts'
import { printFigure } from './figure.ts'

const ROOT = join(import.meta.dirname, '../..')
const WARM_UP_MS = 10_000
/** Linux counts CPU time in these (USER_HZ). */
const TICKS_A_SECOND = 100
const PAGE_BYTES = 4096
const MIB = 1024 * 1024

/**
 * RSS and CPU of gateway and Node-RED while they read a simulated kitchen, and the gateway's event-loop delay.
 * `--devices 100 --hz 1 --seconds 120`; `--mixed` takes every model of the catalogue. Hold: together ≤ 350 MB and ≤ 25 % of one core.
 */
export default async function boxFootprint(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      devices: { type: 'string', default: '100' },
      hz: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '120' },
      mixed: { type: 'boolean', default: false },
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-footprint-'))
  const children: ChildProcess[] = []
  const run = (main: string[]) => {
    const child = spawn(process.execPath, main, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    return child
  }
  try {
    const simulator = run([
      'scripts/main.ts',
      'simulate',
      '--json',
      '--devices',
      values.devices,
      '--hz',
      values.hz,
      ...(values.mixed ? ['--mixed'] : []),
      '--port-base',
      '0',
      '--control',
      '0',
    ])
    const kitchen = join(folder, 'kitchen.json')
    writeFileSync(kitchen, await untilBrace(simulator))
    const port = await freePort()
    const startBox = () =>
      run([
        'scripts/main.ts',
        'edge',
        '--data',
        join(folder, 'box'),
        '--http.port',
        String(port),
        '--kitchen',
        kitchen,
        '--log.level',
        'warn',
      ])
    // A box starts once and then runs for months: what is measured is a start with its code already compiled.
    await stop(await started(startBox()))
    const box = startBox()
    const [spawned, named] = [gatewaySpawned(box), childPids(box)]
    const gatewayMs = (await answering(port)) - (await spawned)
    const pids = await named
    if (pids.size < 2) throw new Error(`the supervisor named ${pids.size} processes, not two`)
    await sleep(WARM_UP_MS)
    const note = `${values.devices} ${values.mixed ? 'mixed ' : ''}devices, ${values.hz} Hz, ${values.seconds} s`
    printFigure({
      name: 'box-footprint.start',
      value: gatewayMs,
      unit: 'ms',
      note: `${values.devices} ${values.mixed ? 'mixed ' : ''}devices, gateway process to its first answer; hold 3000`,
    })
    await measure(pids, Number(values.seconds), note)
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    const lag = Number(/^zaojun_nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1])
    printFigure({ name: 'box-footprint.gateway.event-loop-p99', value: lag * 1000, unit: 'ms', note })
    const reads = Number(/^zaojun_bus_transactions (\S+)/m.exec(metrics)?.[1])
    printFigure({ name: 'box-footprint.transactions', value: reads, unit: 'transactions', note: 'since start' })
  } finally {
    for (const child of children.reverse()) await stop(child)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Monotonic ms at which the supervisor started the gateway's process. */
function gatewaySpawned(box: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    for (const stream of [box.stdout, box.stderr])
      if (stream !== null)
        createInterface({ input: stream }).on('line', (line) => {
          if (line.startsWith('supervisor: gateway started')) resolve(performance.now())
        })
  })
}

/** Monotonic ms at which the gateway first answered with its devices. */
async function answering(port: number): Promise<number> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/home`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return performance.now()
    await sleep(10)
  }
}

async function started(box: ChildProcess): Promise<ChildProcess> {
  await childPids(box)
  return box
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function untilBrace(child: ChildProcess): Promise<string> {
  const lines: string[] = []
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line === '}') break
  }
  child.stdout.resume()
  return lines.join('\n')
}

/** The supervisor names its children's process ids; ready when Node-RED is. */
function childPids(box: ChildProcess): Promise<Map<string, number>> {
  const pids = new Map<string, number>()
  return new Promise((resolve, reject) => {
    box.on('exit', () => reject(new Error('the box ended')))
    for (const stream of [box.stdout, box.stderr]) {
      if (stream === null) continue
      createInterface({ input: stream }).on('line', (line) => {
        const [, name, pid] = /^supervisor: (\S+) started: pid (\d+)/.exec(line) ?? []
        if (name !== undefined) pids.set(name, Number(pid))
        if (line.startsWith('supervisor: node-red ready')) resolve(pids)
      })
    }
  })
}

async function measure(pids: Map<string, number>, seconds: number, note: string): Promise<void> {
  const before = new Map([...pids].map(([name, pid]) => [name, cpuSeconds(pid)]))
  const highest = new Map<string, number>()
  for (let second = 0; second < seconds; second++) {
    await sleep(1_000)
    for (const [name, pid] of pids) highest.set(name, Math.max(highest.get(name) ?? 0, rssBytes(pid)))
  }
  let rss = 0
  let cpu = 0
  for (const [name, pid] of pids) {
    const share = ((cpuSeconds(pid) - (before.get(name) ?? 0)) / seconds) * 100
    const bytes = highest.get(name) ?? 0
    rss += bytes
    cpu += share
    printFigure({ name: `box-footprint.${name}.rss`, value: bytes / MIB, unit: 'MiB', note: `highest, ${note}` })
    printFigure({ name: `box-footprint.${name}.cpu`, value: share, unit: '% of one core', note })
  }
  printFigure({ name: 'box-footprint.rss', value: rss / MIB, unit: 'MiB', note: 'gateway + Node-RED, hold 350' })
  printFigure({ name: 'box-footprint.cpu', value: cpu, unit: '% of one core', note: 'gateway + Node-RED, hold 25' })
}

/** utime + stime of /proc/<pid>/stat (proc(5), fields 14 and 15). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

const rssBytes = (pid: number): number => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES
