import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { loadCloudConfig } from '../../../cloud/src/config.ts'
import { createLog } from '../../../cloud/src/log.ts'
import { type CloudServer, startServer } from '../../../cloud/src/server.ts'
import { type KitchenPlan, readPlan } from '../../../scripts/simulator/plan.ts'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { loadEdgeConfig } from '../../src/config.ts'
import { Gateway, type GatewayHooks } from '../../src/gateway/gateway.ts'

export const PASSWORD = 'a password for tests'
export const SITE = { id: 'test-kitchen', name: '测试厨房', timeZone: 'Asia/Shanghai' }

/** Answers of either API: `get`, `send` return parsed JSON and keep the status. */
export type Answer<T> = { status: number; body: T }

/** A caller of an HTTP API with its credentials. */
export class Caller {
  readonly url: string
  readonly headers: Record<string, string>

  constructor(url: string, headers: Record<string, string> = {}) {
    this.url = url
    this.headers = headers
  }

  get = <T>(path: string): Promise<Answer<T>> => this.send('GET', path)

  async send<T>(method: string, path: string, body?: unknown, mediaType = 'application/json'): Promise<Answer<T>> {
    const init: RequestInit = { method, headers: { ...this.headers } }
    if (body !== undefined) {
      init.headers = { ...this.headers, 'content-type': mediaType }
      init.body = body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
    }
    const response = await fetch(this.url + path, init)
    const text = await response.text()
    return { status: response.status, body: parsed(text) as T }
  }

  /** Asks again until `pick` finds what the test waits for. The test's own time limit ends it. */
  async until<T, Found>(path: string, pick: (body: T) => Found | undefined | false): Promise<Found> {
    for (;;) {
      const { body } = await this.get<T>(path)
      const found = pick(body)
      if (found !== undefined && found !== false) return found
      await sleep(50)
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Where cleanups go: the end of the test, unless several tests share what was started. */
type AtEnd = (cleanup: () => Promise<unknown>) => void
const withTest: AtEnd = (cleanup) =>
  onTestFinished(async () => {
    await cleanup()
  })

export async function startCloud(
  folder: string,
  port = 0,
  atEnd: AtEnd = withTest,
): Promise<{ server: CloudServer; admin: Caller }> {
  const flags = [
    '--data',
    join(folder, 'cloud'),
    '--http.port',
    String(port),
    '--admin.password',
    PASSWORD,
    '--log.level',
    'silent',
  ]
  const server = await startServer(loadCloudConfig(flags, {}), createLog('silent'))
  atEnd(() => server.stop().catch(() => {}))
  const { body } = await new Caller(server.url).send<{ token: string }>('POST', '/v1/login', {
    name: 'admin',
    password: PASSWORD,
  })
  return { server, admin: new Caller(server.url, { authorization: `Bearer ${body.token}` }) }
}

/** The simulated kitchen, or a part of it: the buses named. */
export const startSimulator = (only?: string[]): Promise<Simulator> =>
  simulated(readPlan().buses.filter(({ id }) => only === undefined || only.includes(id)))

/** Of the simulated kitchen the units named, each asked five times a second. */
export const startUnits = (...wanted: string[]): Promise<Simulator> =>
  simulated(
    readPlan()
      .buses.map((bus) => ({
        ...bus,
        units: bus.units
          .filter(({ id }) => wanted.includes(id))
          .map((unit) => ({ ...unit, params: { ...unit.params, 'poll-ms': 200 } })),
      }))
      .filter(({ units }) => units.length > 0),
  )

async function simulated(buses: KitchenPlan['buses']): Promise<Simulator> {
  const simulator = new Simulator({ serial: false, plan: { ...readPlan(), buses } })
  await simulator.start()
  onTestFinished(() => simulator.stop())
  return simulator
}

/** A caller of a box, logged in. */
export async function logIn(url: string): Promise<Caller> {
  const response = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password: PASSWORD }),
  })
  return new Caller(url, { cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' })
}

/** A gateway on a real ledger, logged in. Without `kitchen` nothing is wired. */
export async function startBox(
  folder: string,
  {
    simulator,
    uplink = [],
    hooks = {},
    atEnd = withTest,
  }: { simulator?: Pick<Simulator, 'kitchen'>; uplink?: string[]; hooks?: GatewayHooks; atEnd?: AtEnd } = {},
): Promise<{ gateway: Gateway; box: Caller }> {
  const kitchen = join(folder, 'kitchen.json')
  if (simulator !== undefined) writeFileSync(kitchen, JSON.stringify(simulator.kitchen()))
  const flags = [
    '--data',
    join(folder, 'box'),
    '--http.port',
    '0',
    '--login.password',
    PASSWORD,
    '--log.level',
    'silent',
  ]
  const tuning = ['--ledger.groupCommitMs', '10', '--ledger.sealSeconds', '1', '--ledger.reserveMiB', '0']
  const wired = simulator === undefined ? [] : ['--kitchen', kitchen]
  const gateway = new Gateway(loadEdgeConfig([...flags, ...tuning, ...wired, ...uplink], {}), hooks)
  await gateway.start()
  atEnd(() => gateway.stop())
  return { gateway, box: await logIn(gateway.address) }
}

/** Cloud, simulated kitchen and enrolled box, as a kitchen runs them. */
export async function startKitchen(folder: string, only?: string[]) {
  const cloud = await startCloud(folder)
  const { code } = await cloud.server.provision(SITE)
  const simulator = await startSimulator(only)
  const { gateway, box } = await startBox(folder, {
    simulator,
    uplink: ['--uplink.url', cloud.server.url, '--uplink.code', code],
  })
  return { ...cloud, simulator, gateway, box }
}
