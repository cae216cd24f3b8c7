import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../scripts/free-port.ts'
import { Supervised } from './supervised.ts'

const PROGRAM = '/usr/sbin/haproxy'
export const loadBalancerIsInstalled = (): boolean => existsSync(PROGRAM)

const settings = (port: number, servers: string[]) => `
global
  maxconn 4000
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  retries 2
  retry-on conn-failure
  option redispatch
frontend cloud
  bind 127.0.0.1:${port}
  default_backend aggregators
backend aggregators
  balance leastconn
  option httpchk GET /v1/health
  http-check expect string '"status":"ok"'
  default-server check inter 500ms fastinter 250ms fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down
${servers.map((server, index) => `  server aggregator-${index + 1} ${server}`).join('\n')}
`

/** haproxy in front of several aggregators; one that is not ready gets nothing. */
export class LoadBalancer {
  private readonly folder: string
  readonly process: Supervised
  readonly url: string

  private constructor(folder: string, port: number) {
    this.folder = folder
    this.url = `http://127.0.0.1:${port}`
    this.process = new Supervised({
      command: [PROGRAM, '-W', '-db', '-f', join(folder, 'haproxy.cfg')],
      log: join(folder, 'log'),
    })
  }

  /** `servers`: `host:port` of each. */
  static async start(servers: string[]): Promise<LoadBalancer> {
    const folder = await mkdtemp(join(tmpdir(), 'zaojun-haproxy-'))
    const port = await freePort()
    await writeFile(join(folder, 'haproxy.cfg'), settings(port, servers))
    const balancer = new LoadBalancer(folder, port)
    balancer.process.start()
    return balancer
  }

  async remove(): Promise<void> {
    await this.process.killAll()
    await rm(this.folder, { recursive: true, force: true })
  }
}
