import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Registry as MetricsRegistry } from 'prom-client'
import { BoxClock, systemTime } from '../../edge/src/clock.ts'
import { Ledger } from '../../edge/src/ledger/ledger.ts'
import { createLogger, createReport } from '../../edge/src/report.ts'
import { freePort } from '../free-port.ts'
import { Simulator } from '../simulator/simulator.ts'
import { fill, startCloud } from './backlog.ts'
import { percentile, printFigure } from './figure.ts'
import { Box, startGateway } from './interlock/box.ts'
import { hungNodeRed } from './interlock/hung-node-red.ts'
import { FLOOD_A_SECOND, load, SCREENS } from './interlock/load.ts'
import { POLLED, planOf, Wire } from './interlock/stove.ts'

const SAFE = 2
const LEVEL_2 = 60
const HOLD_MS = 250
/** Nothing listens there: the uplink tries, fails and backs off all the time. */
const NOWHERE = { url: 'http://127.0.0.1:9', code: 'NONE-NONE' }
type How = 'idle' | 'busy' | 'draining'
type Measured = { ms: number[]; loopMs: number; during: number }

/**
 * From the answer that carries a gas value over level 2 to the frame that closes the valve, both as the units see them
 * on the wire. `idle`: nothing else to do. `busy`: 200 devices polled, the uplink down, Node-RED in an endless loop, a
 * screen that reads nothing, an MQTT flood and five open screens. `draining`: all that, but the cloud is back and a
 * backlog goes to it meanwhile. Hold: p99 ≤ 250 ms plus the transaction in flight. `--trips 100 --backlog 1500000`
 */
export default async function interlock(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { trips: { type: 'string', default: '100' }, backlog: { type: 'string', default: '1500000' } },
  })
  const trips = Number(values.trips)
  const idle = await measure('idle', trips, 0)
  const all = `${POLLED} devices polled, Node-RED in an endless loop, ${FLOOD_A_SECOND} MQTT messages/s, ${SCREENS} screens`
  const baseline = percentile(idle.ms, 99)
  printFigure({ name: 'interlock.idle.p99', value: baseline, unit: 'ms', note: `${trips} trips` })
  for (const how of ['busy', 'draining'] as const) {
    const { ms, loopMs, during } = await measure(how, trips, how === 'draining' ? Number(values.backlog) : 0)
    const uplink = how === 'busy' ? 'uplink down' : `${during} trips while ${values.backlog} readings drain`
    const note = `${ms.length} trips; ${all}, ${uplink}; hold ${HOLD_MS}`
    const name = how === 'busy' ? 'interlock' : 'interlock.draining'
    const p99 = percentile(ms, 99)
    printFigure({ name: `${name}.p50`, value: percentile(ms, 50), unit: 'ms', note })
    printFigure({ name: `${name}.p99`, value: p99, unit: 'ms', baseline, ratio: p99 / baseline, note })
    printFigure({ name: `${name}.event-loop-p99`, value: loopMs, unit: 'ms', note })
  }
}

async function measure(how: How, trips: number, backlog: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-interlock-'))
  const seen = new Wire()
  const busy = how !== 'idle'
  const simulator = new Simulator({ plan: planOf(busy), serial: false, onRequest: (unit, pdu) => seen.note(unit, pdu) })
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true }), () => simulator.stop()]
  try {
    await simulator.start()
    simulator.set('gas', 'combustible-gas', SAFE)
    const cloud = how === 'draining' ? await startCloud(folder) : undefined
    if (cloud !== undefined) {
      undo.push(cloud.stop)
      await leaveBacklog(join(folder, 'box'), backlog)
    }
    const port = await freePort()
    const box = new Box(port, await startGateway(folder, simulator, { port, uplink: NOWHERE }))
    undo.push(() => box.stop())
    await box.login()
    if (busy) {
      undo.push(await hungNodeRed(folder, { url: box.url, token: box.flowToken(folder) }))
      undo.push(await load(box, simulator))
    }
    await sleep(busy ? 3_000 : 1_000)
    if (cloud !== undefined) await box.enrol(cloud)
    const ms: number[] = []
    let during = 0
    // With a backlog only what happens while it drains counts.
    while (ms.length < trips && (how !== 'draining' || during === ms.length)) {
      // Crossings come at any moment of the poll.
      await sleep(Math.random() * 300)
      seen.watch()
      simulator.set('gas', 'combustible-gas', LEVEL_2)
      ms.push(await seen.took())
      simulator.set('gas', 'combustible-gas', SAFE)
      await box.reset()
      if (how === 'draining' && (await box.pending()) > 1) during += 1
    }
    return { ms, loopMs: await box.loopMs(), during }
  } finally {
    for (const each of undo.reverse()) await each()
  }
}

/** The ledger of a box that was cut off for days. */
async function leaveBacklog(folder: string, readings: number): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const report = createReport(createLogger('bench', 'error'), new MetricsRegistry())
  const ledger = new Ledger({ folder, reserveMiB: 0, groupCommitMs: 20 }, report, (reason) => {
    console.error(reason)
    process.exit(1)
  })
  const { lastEra } = await ledger.start()
  const clock = new BoxClock(systemTime(), (era) => ledger.declareEra(era))
  clock.start(lastEra)
  ledger.useClock(clock)
  await fill(ledger, readings)
  await ledger.stop()
}
