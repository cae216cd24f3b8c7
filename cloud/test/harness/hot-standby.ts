import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { appendFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../scripts/free-port.ts'
import { asOwner, ownFolder, postgresPrograms } from './postgres-server.ts'
import { familyOf, kill, Supervised } from './supervised.ts'

const PROGRAM = '/usr/bin/pg_autoctl'
const DATABASE = 'zaojun'
const MONITOR_DATABASE = 'pg_auto_failover'
const WITHIN_MS = 60_000
const POLL_MS = 200

/** A dead primary is noticed in 3 s and given up 2 s later; as shipped these are 20 s and 30 s. Milliseconds. */
export const MONITOR_SETTINGS = {
  health_check_period: 1_000,
  health_check_timeout: 1_000,
  health_check_max_retries: 1,
  health_check_retry_delay: 500,
  node_considered_unhealthy_timeout: 3_000,
  primary_demote_timeout: 2_000,
  startup_grace_period: 3_000,
}
/** Seconds after which a primary that reaches neither monitor nor standby stops itself: before the other is promoted. */
export const PARTITION_SECONDS = 4
/** The tool takes a quarter of the machine for each server otherwise. */
const SERVER_SETTINGS = {
  shared_buffers: '256MB',
  maintenance_work_mem: '64MB',
  wal_keep_size: '512MB',
  max_wal_size: '1GB',
  max_connections: '100',
}

export function hotStandbyIsInstalled(): boolean {
  const version = basename(join(postgresPrograms() ?? '', '..'))
  return existsSync(PROGRAM) && existsSync(`/usr/share/postgresql/${version}/extension/pgautofailover.control`)
}

type Standing = { name: string; state: string; goal: string; health: number }

/** One of the two servers, kept by `pg_autoctl run`. */
export class StandbyNode {
  readonly name: string
  readonly port: number
  readonly data: string
  readonly keeper: Supervised
  private bare = false

  constructor(name: string, port: number, data: string, keeper: Supervised) {
    this.name = name
    this.port = port
    this.data = data
    this.keeper = keeper
  }

  /** The server itself, whoever started it. */
  get postmaster(): number | undefined {
    const file = join(this.data, 'postmaster.pid')
    const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : Number.NaN
    return existsSync(`/proc/${pid}`) ? pid : undefined
  }

  /** kill -9 of the server; its keeper lives. */
  killServer(): void {
    const { postmaster } = this
    if (postmaster !== undefined) for (const pid of familyOf(postmaster)) kill(pid, 'SIGKILL')
  }

  /** As if the machine lost power: server and keeper are gone and stay so. */
  async killMachine(): Promise<void> {
    const { postmaster } = this
    await this.keeper.killAll(postmaster === undefined ? [] : [postmaster])
  }

  /** Starts the server by hand, without the tool, as it was when it died. */
  startBare(): void {
    this.bare = true
    pgCtl(['-D', this.data, '-w', '-l', `${this.data}.bare.log`, '-o', `-p ${this.port} -h 127.0.0.1`, 'start'])
  }

  stopBare(): void {
    if (this.bare) pgCtl(['-D', this.data, '-w', '-m', 'immediate', 'stop'])
    this.bare = false
  }

  sql(statement: string): string {
    return psql(this.port, DATABASE, statement)
  }
}

/**
 * PostgreSQL with a hot standby under pg_auto_failover: a monitor and two servers, real processes on loopback ports in a
 * temporary folder. Every commit waits for the standby; where one server dies the monitor has the other promoted.
 */
export class HotStandby {
  private readonly folder: string
  readonly monitor: Supervised
  private readonly monitorPort: number
  readonly nodes: StandbyNode[]

  private constructor(folder: string, monitor: Supervised, monitorPort: number, nodes: StandbyNode[]) {
    this.folder = folder
    this.monitor = monitor
    this.monitorPort = monitorPort
    this.nodes = nodes
  }

  static async start(): Promise<HotStandby> {
    const folder = await ownFolder()
    const environment = { ...process.env, ...homeIn(folder) }
    const keeper = (data: string) =>
      new Supervised({
        command: asOwner([PROGRAM, 'run', '--pgdata', data]),
        env: environment,
        cwd: folder,
        log: `${folder}/pg_autoctl.log`,
      })
    const create = (what: string, data: string, port: number, rest: string[]) => {
      const common = [
        '--pgdata',
        data,
        '--pgport',
        String(port),
        '--hostname',
        '127.0.0.1',
        '--auth',
        'trust',
        '--no-ssl',
      ]
      const pgctl = ['--pgctl', join(postgresPrograms() ?? '', 'pg_ctl')]
      run([PROGRAM, 'create', what, ...common, ...pgctl, ...rest], folder, environment)
    }
    run(['mkdir', '-p', join(folder, 'run')], folder, environment)
    const monitorData = join(folder, 'monitor')
    const monitorPort = await freePort()
    create('monitor', monitorData, monitorPort, [])
    run(
      [PROGRAM, 'config', 'set', 'postgresql.listen_addresses', '127.0.0.1', '--pgdata', monitorData],
      folder,
      environment,
    )
    const settings = Object.entries(MONITOR_SETTINGS).map(([name, value]) => `pgautofailover.${name} = ${value}`)
    await appendFile(join(monitorData, 'postgresql.auto.conf'), `${settings.join('\n')}\nshared_buffers = '32MB'\n`)
    const cluster = new HotStandby(folder, keeper(monitorData), monitorPort, [])
    try {
      cluster.monitor.start()
      await cluster.until(() => psql(monitorPort, MONITOR_DATABASE, 'SELECT 1') === '1')
      const address = `postgres://autoctl_node@127.0.0.1:${monitorPort}/${MONITOR_DATABASE}?sslmode=prefer`
      for (const name of ['one', 'two']) {
        const data = join(folder, name)
        const port = await freePort()
        const own = ['--name', name, '--listen', '127.0.0.1', '--username', DATABASE, '--dbname', DATABASE]
        create('postgres', data, port, [...own, '--monitor', address])
        if (cluster.nodes.length === 0) {
          const lines = Object.entries(SERVER_SETTINGS).map(([setting, value]) => `${setting} = '${value}'`)
          await appendFile(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`)
        }
        const partition = ['timeout.network_partition_timeout', String(PARTITION_SECONDS), '--pgdata', data]
        run([PROGRAM, 'config', 'set', ...partition], folder, environment)
        const node = new StandbyNode(name, port, data, keeper(data))
        cluster.nodes.push(node)
        node.keeper.start()
        await cluster.until(() => node.sql('SELECT 1') === '1')
      }
      await cluster.settled()
      return cluster
    } catch (error) {
      await cluster.remove()
      throw error
    }
  }

  /** Address of the store: both servers. */
  get url(): string {
    return `postgres://${DATABASE}@${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${DATABASE}`
  }

  standings(): Standing[] {
    const rows = psql(
      this.monitorPort,
      MONITOR_DATABASE,
      'SELECT nodename, reportedstate, goalstate, health FROM pgautofailover.node ORDER BY nodename',
    )
    return rows.split('\n').map((row) => {
      const [name = '', state = '', goal = '', health = ''] = row.split('|')
      return { name, state, goal, health: Number(health) }
    })
  }

  /** Once there is a primary whose every commit waits for the other. */
  settled(): Promise<void> {
    return this.until(() => {
      const states = this.standings()
      return ['primary', 'secondary'].every((role) => states.some(({ state, goal }) => state === role && goal === role))
    })
  }

  /** The server that takes writes, and the other. */
  roles(): { primary: StandbyNode; standby: StandbyNode } {
    const [one, two] = this.nodes
    if (one === undefined || two === undefined) throw new Error('two servers are needed')
    const first = this.standings().find(({ name }) => name === one.name)
    // What one that is dead said last does not count, but what the monitor made of it.
    return /primary/.test(first?.goal ?? '') ? { primary: one, standby: two } : { primary: two, standby: one }
  }

  async until(isSo: () => boolean): Promise<void> {
    const end = Date.now() + WITHIN_MS
    for (;;) {
      try {
        if (isSo()) return
      } catch (error) {
        if (Date.now() > end) throw error
      }
      if (Date.now() > end) throw new Error('the servers do not settle')
      await sleep(POLL_MS)
    }
  }

  async remove(): Promise<void> {
    for (const node of this.nodes) {
      node.stopBare()
      await node.killMachine()
    }
    await this.monitor.killAll()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** The tool keeps its settings and state under these. */
const homeIn = (folder: string) => ({
  HOME: folder,
  XDG_CONFIG_HOME: join(folder, 'config'),
  XDG_DATA_HOME: join(folder, 'share'),
  XDG_RUNTIME_DIR: join(folder, 'run'),
  LC_ALL: 'C.UTF-8',
})

function run(command: string[], cwd: string, env?: NodeJS.ProcessEnv): void {
  const [file = '', ...args] = asOwner(command)
  const { status, stderr } = spawnSync(file, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
}

/** A server goes on holding what it was given to write to: nothing is piped. */
function pgCtl(args: string[]): void {
  const [file = '', ...rest] = asOwner([join(postgresPrograms() ?? '', 'pg_ctl'), ...args])
  const { status } = spawnSync(file, rest, { stdio: 'ignore', cwd: '/' })
  if (status !== 0) throw new Error(`pg_ctl ${args.join(' ')} ended with ${status}`)
}

const superuser = (): string => (process.getuid?.() === 0 ? 'postgres' : execFileSync('id', ['-un']).toString().trim())

function psql(port: number, database: string, statement: string): string {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-U', superuser(), '-d', database, '-qAtX', '-c', statement]
  return execFileSync('psql', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}
