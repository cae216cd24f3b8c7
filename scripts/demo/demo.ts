import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../run.ts'
import { DemoChild } from './child.ts'

const SITE = { id: 'demo-kitchen', name: '示范厨房', timeZone: 'Asia/Shanghai' }
const FIRST_READINGS_WITHIN_MS = 60_000

export type DemoOptions = { data: string; cloudPort: number; boxPort: number; simulatorPort: number }
export type DemoUrls = { cloud: string; box: string; password: string }

/** A cloud, a box and a simulated kitchen on this machine, each as it would run alone, wired together. */
export class Demo {
  private readonly options: DemoOptions
  private readonly children: DemoChild[] = []
  private stopping = false

  constructor(options: DemoOptions) {
    this.options = options
  }

  /** `onEnd` hears of a part that ended without being told to. */
  async start(onEnd: (name: string, lastLines: string[]) => void): Promise<DemoUrls> {
    const { data, cloudPort, boxPort, simulatorPort } = this.options
    mkdirSync(data, { recursive: true, mode: 0o700 })
    const password = demoPassword(data)
    const run = (name: string, args: string[], env: Record<string, string> = {}) => {
      const child = new DemoChild(name, args, env)
      this.children.push(child)
      child.onEnd((lastLines) => this.stopping || onEnd(name, lastLines))
      return child
    }

    const simulator = run('simulator', [
      'scripts/main.ts',
      'simulate',
      '--json',
      '--port-base',
      String(simulatorPort),
      '--control',
      String(simulatorPort - 10),
      '--lines',
      join(data, 'lines'),
    ])
    const kitchenFile = join(data, 'kitchen.json')
    writeFileSync(kitchenFile, await jsonOf(simulator))

    const cloud = run('cloud', ['cloud/src/main.ts', '--data', join(data, 'cloud'), '--http.port', String(cloudPort)], {
      ZAOJUN_CLOUD_ADMIN_PASSWORD: password,
      ZAOJUN_CLOUD_LOG_LEVEL: 'warn',
    })
    const cloudUrl = await cloud.until((line) => /^\{"url":"([^"]+)"/.exec(line)?.[1])

    const boxData = join(data, 'box')
    layFlows(boxData)
    const enrolled = existsSync(join(boxData, 'enrolment.json'))
    const code = enrolled ? undefined : await enrolmentCode(cloudUrl, password)
    const box = run(
      'box',
      ['scripts/main.ts', 'edge', '--data', boxData, '--http.port', String(boxPort), '--kitchen', kitchenFile],
      {
        ZAOJUN_EDGE_LOGIN_PASSWORD: password,
        ZAOJUN_EDGE_SITE_NAME: SITE.name,
        ZAOJUN_EDGE_LOG_LEVEL: 'warn',
        ...(code === undefined ? {} : { ZAOJUN_EDGE_UPLINK_URL: cloudUrl, ZAOJUN_EDGE_UPLINK_CODE: code }),
      },
    )
    const boxUrl = await box.until((line) => /gateway ready: (\S+)/.exec(line)?.[1])
    return { cloud: cloudUrl, box: boxUrl, password }
  }

  /** Resolves with the seconds it took until the cloud shows a reading; undefined when it took too long. */
  async firstReadings({ cloud, password }: DemoUrls): Promise<number | undefined> {
    const start = performance.now()
    const headers = await login(cloud, password)
    while (!this.stopping && performance.now() - start < FIRST_READINGS_WITHIN_MS) {
      const answer = await fetch(`${cloud}/v1/sites/${SITE.id}/latest`, { headers }).catch(() => undefined)
      const { latest = [] } = answer?.ok ? ((await answer.json()) as { latest?: unknown[] }) : {}
      if (latest.length > 0) return (performance.now() - start) / 1000
      await sleep(500)
    }
    return undefined
  }

  /** In reverse order: what others depend on goes last. */
  async stop(): Promise<void> {
    this.stopping = true
    for (const child of this.children.splice(0).reverse()) await child.stop()
  }
}

/** One password for both logins, made at the first start and kept beside the data. */
function demoPassword(data: string): string {
  const file = join(data, 'login.txt')
  if (!existsSync(file)) writeFileSync(file, randomBytes(6).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

/** The ready-made kitchen flow, unless the installer already has one. */
function layFlows(boxData: string): void {
  const folder = join(boxData, 'node-red')
  const file = join(folder, 'flows.json')
  const readyMade = join(ROOT, 'flows/kitchen.json')
  if (existsSync(file) || !existsSync(readyMade)) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  cpSync(readyMade, file)
}

async function jsonOf(child: DemoChild): Promise<string> {
  const lines: string[] = []
  return child.until((line) => {
    lines.push(line)
    return line === '}' ? lines.join('\n') : undefined
  })
}

async function login(cloud: string, password: string): Promise<Record<string, string>> {
  const { token } = await post<{ token: string }>(`${cloud}/v1/login`, { name: 'admin', password })
  return { authorization: `Bearer ${token}` }
}

async function enrolmentCode(cloud: string, password: string): Promise<string> {
  const headers = await login(cloud, password)
  const sites = (await (await fetch(`${cloud}/v1/sites`, { headers })).json()) as { sites: { id: string }[] }
  if (!sites.sites.some(({ id }) => id === SITE.id)) await post(`${cloud}/v1/sites`, SITE, headers)
  return (await post<{ code: string }>(`${cloud}/v1/sites/${SITE.id}/enrolment-codes`, {}, headers)).code
}

async function post<T>(url: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as T & { code?: string; message?: string }
  if (!response.ok) throw new Error(`${url}: ${answer.code} ${answer.message}`)
  return answer
}
