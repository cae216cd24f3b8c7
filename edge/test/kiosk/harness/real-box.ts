import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Entry } from '@zaojun/core'
import { stringify } from 'yaml'
import { Simulator } from '../../../../scripts/simulator/simulator.ts'

export const PASSWORD = 'hearth-and-home'
const MAIN = join(import.meta.dirname, '../../../src/gateway/main.ts')
const LOOK_EVERY_MS = 50
const HOURS = 24
export type Registered = { number: string; role: 'staff' | 'supervisor' | 'manager'; pin: string; badge?: string }

/** A time zone in which it is that hour now. */
export function zoneAt(hour: number): string {
  const ahead = ((hour - new Date().getUTCHours() + HOURS + 12) % HOURS) - 12
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A real gateway process on a simulated kitchen: real sockets below, its one HTTP port above. */
export class RealBox {
  readonly kitchen = new Simulator({ serial: false })
  #folder = ''
  #port = 0
  #more: Record<string, string> = {}
  #process: ChildProcess | undefined

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`
  }

  async start(more: Record<string, string> = {}): Promise<void> {
    this.#more = more
    this.#folder = await mkdtemp(join(tmpdir(), 'zaojun-box-'))
    this.#port = await freePort()
    await this.kitchen.start()
    await writeFile(join(this.#folder, 'kitchen.yaml'), stringify(this.kitchen.kitchen()))
    await this.startGateway()
  }

  /** Starts it where it was before, with the ledger it left. */
  async startGateway(): Promise<void> {
    const flags = {
      data: join(this.#folder, 'data'),
      kitchen: join(this.#folder, 'kitchen.yaml'),
      'site.name': '第一食堂后厨',
      'http.port': String(this.#port),
      'log.level': 'silent',
      'login.password': PASSWORD,
      'ledger.reserveMiB': '0',
      'ledger.groupCommitMs': '50',
      ...this.#more,
    }
    const args = Object.entries(flags).flatMap(([key, value]) => [`--${key}`, value])
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
    this.#process = child
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`)
      await pause(LOOK_EVERY_MS)
    }
  }

  /** Ends it as a power cut does. */
  async killGateway(): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  async stop(): Promise<void> {
    await this.killGateway()
    await this.kitchen.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Registers people with the installer's login, which is over afterwards. */
  async register(people: readonly Registered[]): Promise<void> {
    const login = await this.#send('POST', 'api/login', { password: PASSWORD })
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    for (const { number, role, pin, badge } of people) {
      await this.#send('PUT', `api/people/${number}`, { role, pin }, cookie)
      if (badge !== undefined) await this.#send('POST', `api/people/${number}/badges`, { code: badge }, cookie)
    }
    await this.#send('POST', 'api/logout', undefined, cookie)
  }

  async #send(method: string, path: string, body?: unknown, cookie = ''): Promise<Response> {
    const headers = { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    const init: RequestInit = { method, headers }
    if (body !== undefined) init.body = JSON.stringify(body)
    const answer = await fetch(`${this.url}${path}`, init)
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
    return answer
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await (await fetch(`${this.url}${path}`)).json()) as Answer
  }

  /** The entries of one type as they stand in the ledger. */
  async entries(type: Entry['type']): Promise<Entry[]> {
    const answer = await fetch(`${this.url}api/entries?after=0&limit=1000&types=${type}`)
    return ((await answer.json()) as { entries: Entry[] }).entries
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}api/health`)).ok
    } catch {
      return false
    }
  }
}
