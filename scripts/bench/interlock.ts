import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { connectAsync } from 'mqtt'
import { freePort } from '../free-port.ts'
import { startGatewayProcess } from '../gateway-process.ts'
import { type KitchenPlan, largePlan } from '../simulator/plan.ts'
import { Simulator } from '../simulator/simulator.ts'
import { percentile, printFigure } from './figure.ts'

const PASSWORD = 'interlock-bench-password'
const KEY = 'gas-level-2.cooking'
const POLLED = 200
const SCREENS = 5
const FLOOD_A_SECOND = 500
const WRITE_COIL = 5
const SAFE = 2
const LEVEL_2 = 60
const HOLD_MS = 250

/**
 * From the answer that carries a gas value over level 2 to the frame that closes the valve, both as the units see them
 * on the wire. First with nothing else to do, then with 200 devices polled, the uplink down, a flow client that reads
 * nothing, an MQTT flood and five open screens. Hold: p99 ≤ 250 ms plus the transaction in flight. `--trips 100`
 */
export default async function interlock(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { trips: { type: 'string', default: '100' } } })
  const trips = Number(values.trips)
  const idle = await measure(trips, false)
  const busy = await measure(trips, true)
  const ratio = percentile(busy.ms, 99) / percentile(idle.ms, 99)
  const note = `${trips} trips; ${POLLED} devices polled, uplink down, ${FLOOD_A_SECOND} MQTT messages/s, ${SCREENS} screens; hold ${HOLD_MS}`
  printFigure({ name: 'interlock.idle.p99', value: percentile(idle.ms, 99), unit: 'ms' })
  printFigure({ name: 'interlock.p50', value: percentile(busy.ms, 50), unit: 'ms', note })
  printFigure({
    name: 'interlock.p99',
    value: percentile(busy.ms, 99),
    unit: 'ms',
    baseline: percentile(idle.ms, 99),
    ratio,
    note,
  })
  printFigure({ name: 'interlock.event-loop-p99', value: busy.loopMs, unit: 'ms', note })
}

async function measure(trips: number, busy: boolean): Promise<{ ms: number[]; loopMs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-interlock-'))
  const seen = new Wire()
  const simulator = new Simulator({ plan: planOf(busy), serial: false, onRequest: (unit, pdu) => seen.note(unit, pdu) })
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true }), () => simulator.stop()]
  try {
    await simulator.start()
    simulator.set('gas', 'combustible-gas', SAFE)
    const port = await freePort()
    const box = new Box(port, await startGateway(folder, simulator, port))
    undo.push(() => box.stop())
    await box.login()
    if (busy) undo.push(await load(box, simulator))
    await sleep(busy ? 5_000 : 1_000)
    const ms: number[] = []
    for (let trip = 0; trip < trips; trip++) {
      // Crossings come at any moment of the poll.
      await sleep(Math.random() * 300)
      seen.watch()
      simulator.set('gas', 'combustible-gas', LEVEL_2)
      ms.push(await seen.took())
      simulator.set('gas', 'combustible-gas', SAFE)
      await box.reset()
    }
    return { ms, loopMs: await box.loopMs() }
  } finally {
    for (const each of undo.reverse()) await each()
  }
}

function planOf(busy: boolean): KitchenPlan {
  const own = (id: string, unit: KitchenPlan['buses'][number]['units'][number]) => ({
    id,
    name: id,
    transport: 'modbus-tcp' as const,
    units: [unit],
  })
  const params = { 'poll-ms': 200 }
  const stove: KitchenPlan = {
    buses: [
      own('gas-line', { id: 'gas', profile: 'pemtech-pt495', address: 1, params: { resolution: 0.1, ...params } }),
      own('valve-line', { id: 'valve', profile: 'waveshare-relay-8ch', address: 1, params }),
    ],
    devices: [
      { id: 'stove-gas', kind: 'gas-monitor', name: 'gas', zone: 'cooking', unit: 'gas' },
      { id: 'main-valve', kind: 'safety-valve', name: 'valve', zone: 'cooking', unit: 'valve', position: 1 },
    ],
  }
  if (!busy) return stove
  const large = largePlan(POLLED, 1)
  // Only the valve under test stands beside the detector.
  const devices = large.devices.map((device) => ({ ...device, zone: 'warehouse' }))
  const air = { id: 'air', name: 'air', transport: 'mqtt' as const, units: [floor] }
  return { buses: [...stove.buses, ...large.buses, air], devices: [...stove.devices, ...devices] }
}

const floor = { id: 'floor', profile: 'aqara-sjcgq11lm', address: 'floor' }

/** What the units saw on the wire: the first answer of the detector after a crossing, and the frame to the valve. */
class Wire {
  private answered: number | undefined
  private done: ((ms: number) => void) | undefined
  private taken: Promise<number> = Promise.resolve(0)

  watch(): void {
    this.answered = undefined
    this.taken = new Promise((resolve) => {
      this.done = resolve
    })
  }

  note(unit: string, pdu: Uint8Array): void {
    if (unit === 'gas') this.answered ??= performance.now()
    if (unit !== 'valve' || pdu[0] !== WRITE_COIL || this.answered === undefined) return
    this.done?.(performance.now() - this.answered)
  }

  took(): Promise<number> {
    return this.taken
  }
}

function startGateway(folder: string, simulator: Simulator, port: number): Promise<ChildProcess> {
  const kitchen = join(folder, 'kitchen.json')
  writeFileSync(kitchen, JSON.stringify(simulator.kitchen()))
  const place = ['--data', join(folder, 'box'), '--http.port', String(port), '--kitchen', kitchen]
  // Nothing listens there: the uplink tries, fails and backs off all the time.
  const uplink = ['--uplink.url', 'http://127.0.0.1:9', '--uplink.code', 'NONE-NONE']
  return startGatewayProcess([...place, ...uplink, '--login.password', PASSWORD, '--ledger.reserveMiB', '0'])
}

class Box {
  readonly url: string
  readonly port: number
  private readonly process: ChildProcess
  private headers: Record<string, string> = { 'content-type': 'application/json' }

  constructor(port: number, process: ChildProcess) {
    this.port = port
    this.url = `http://127.0.0.1:${port}`
    this.process = process
  }

  async login(): Promise<void> {
    const answer = await this.post('/api/login', { password: PASSWORD })
    this.headers = { ...this.headers, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }

  /** Once the gas is gone; until then it is refused. */
  async reset(): Promise<void> {
    while (!(await this.post(`/api/interlocks/${KEY}/reset`, {})).ok) await sleep(50)
  }

  async secret(name: string, value: string): Promise<void> {
    await fetch(`${this.url}/api/secrets/${name}`, {
      method: 'PUT',
      headers: this.headers,
      body: JSON.stringify({ value }),
    })
  }

  async loopMs(): Promise<number> {
    const metrics = await (await fetch(`${this.url}/metrics`)).text()
    return Number(/^zaojun_nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1]) * 1000
  }

  async stop(): Promise<void> {
    this.process.kill('SIGTERM')
    await once(this.process, 'exit')
  }

  private post(path: string, body: object): Promise<Response> {
    return fetch(this.url + path, { method: 'POST', headers: this.headers, body: JSON.stringify(body) })
  }
}

/** Screens that read, a client that reads nothing, and a radio that never stops. Returns what ends it. */
async function load(box: Box, simulator: Simulator): Promise<() => Promise<void>> {
  const ending = new AbortController()
  const screens = Array.from({ length: SCREENS }, () => watch(`${box.url}/api/stream`, ending.signal).catch(() => {}))
  const deaf = await deafScreen(box.port)
  const { buses } = simulator.kitchen()
  const { port } = buses.find(({ id }) => id === 'air') ?? {}
  const flood = await connectAsync(`mqtt://127.0.0.1:${port}`, { username: 'floor', password: '', reconnectPeriod: 0 })
  const timer = setInterval(() => {
    for (let n = 0; n < FLOOD_A_SECOND / 20; n++)
      flood.publish('zigbee2mqtt/floor', JSON.stringify({ water_leak: false, battery: 80 + Math.random() }))
  }, 50)
  return async () => {
    clearInterval(timer)
    ending.abort()
    deaf.destroy()
    await flood.endAsync(true)
    await Promise.all(screens)
  }
}

/** Reads a stream until it is told to end, which rejects. */
async function watch(url: string, signal: AbortSignal): Promise<void> {
  const { body } = await fetch(url, { signal })
  const reader = body?.getReader()
  while (reader !== undefined && !(await reader.read()).done);
}

/** Asks for the stream and never reads it. */
async function deafScreen(port: number): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write('GET /api/stream HTTP/1.1\r\nHost: box\r\n\r\n')
  socket.pause()
  return socket
}
