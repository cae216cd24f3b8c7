import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startGatewayProcess } from '../../gateway-process.ts'
import type { Simulator } from '../../simulator/simulator.ts'

const PASSWORD = 'interlock-bench-password'
const KEY = 'gas-level-2.cooking'

/** The gateway as a process of its own on that simulated kitchen. `uplink`: where the cloud is. */
export function startGateway(
  folder: string,
  simulator: Simulator,
  { port, uplink }: { port: number; uplink: { url: string; code: string } },
): Promise<ChildProcess> {
  const kitchen = join(folder, 'kitchen.json')
  writeFileSync(kitchen, JSON.stringify(simulator.kitchen()))
  const place = ['--data', join(folder, 'box'), '--http.port', String(port), '--kitchen', kitchen]
  const cloud = ['--uplink.url', uplink.url, '--uplink.code', uplink.code]
  return startGatewayProcess([...place, ...cloud, '--login.password', PASSWORD, '--ledger.reserveMiB', '0'])
}

/** A caller of its API. */
export class Box {
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

  /** The cloud is back. Rejects where it was not let in. */
  async enrol({ url, code }: { url: string; code: string }): Promise<void> {
    const answer = await this.post('/api/uplink/enrolment', { url, code })
    if (!answer.ok) throw new Error(`enrolment: ${answer.status} ${await answer.text()}`)
  }

  /** Batches the cloud does not have yet. */
  async pending(): Promise<number> {
    const answer = await fetch(`${this.url}/api/home`)
    return ((await answer.json()) as { uplink: { pendingBatches: number } }).uplink.pendingBatches
  }

  /** What Node-RED shows when it connects. */
  flowToken = (folder: string): string => readFileSync(join(folder, 'box/secrets/flow-token'), 'utf8').trim()

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
