import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const DEBIAN = '/usr/lib/postgresql'
const USER = 'postgres'
const OWNER = 'zaojun'
/** Database with the schema and nothing in it, where a run has made it: copied in less time than made. */
export const READY = 'ready'
const IN_STEP_WITHIN_MS = 60_000
const IN_STEP_POLL_MS = 50
/** Of one program: a dump, or a row of each of many batches. */
const MOST_SAID_BYTES = 2 ** 29
/** Tests kill the cloud, not the machine: nothing needs the disk. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  listen_addresses: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_prepared_transactions: '0',
}

/** As a server is set up that is measured: durable, with room for its log. */
export const DURABLE_SETTINGS = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  wal_compression: 'on',
}

/** Folder of the server's programs, the newest version of Debian's; undefined where it is not installed. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .map(Number)
        .filter((version) => version >= 15)
    : []
  const newest = Math.max(0, ...versions)
  const folder = join(DEBIAN, String(newest), 'bin')
  return newest > 0 && existsSync(join(folder, 'initdb')) ? folder : undefined
}

/** A real PostgreSQL of its own in a temporary folder, reached by a socket there. Under root it runs as `postgres`. */
export class PostgresServer {
  private readonly programs: string
  readonly folder: string
  private readonly settings: Record<string, string>

  private constructor(programs: string, folder: string, settings: Record<string, string>) {
    this.programs = programs
    this.folder = folder
    this.settings = settings
  }

  /** The server that another process started in this folder. */
  static at(folder: string): PostgresServer {
    return new PostgresServer(postgresPrograms() ?? '', folder, {})
  }

  /** In a temporary folder, or in one that is kept: what an earlier server left there it goes on with. */
  static async start(settings: Record<string, string> = {}, kept?: string): Promise<PostgresServer> {
    const programs = postgresPrograms()
    if (programs === undefined) throw new Error('PostgreSQL is not installed')
    const folder = kept === undefined ? await ownFolder() : await given(kept)
    const server = new PostgresServer(programs, folder, { ...SETTINGS, ...settings })
    if (existsSync(server.data)) {
      server.up()
      return server
    }
    server.program('initdb', [
      '-D',
      server.data,
      '-U',
      OWNER,
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-sync',
      '--locale=C.UTF-8',
    ])
    server.up()
    return server
  }

  /** A streaming standby of this server, following it. */
  async standby(): Promise<PostgresServer> {
    const folder = await ownFolder()
    const standby = new PostgresServer(this.programs, folder, this.settings)
    standby.program('pg_basebackup', [
      '-h',
      this.folder,
      '-U',
      OWNER,
      '-D',
      standby.data,
      '-R',
      '-X',
      'stream',
      '-c',
      'fast',
      '--no-sync',
    ])
    standby.up()
    return standby
  }

  /** A standby that every commit of this server waits for: nothing is acknowledged that is not on the disk of both. */
  async synchronousStandby(): Promise<PostgresServer> {
    const standby = await this.standby()
    this.sql('postgres', `ALTER SYSTEM SET synchronous_standby_names = '*'`)
    this.sql('postgres', 'SELECT pg_reload_conf()')
    const standing = `SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'`
    const until = Date.now() + IN_STEP_WITHIN_MS
    while (this.sql('postgres', standing) !== '1') {
      if (Date.now() > until) throw new Error('the standby does not follow')
      await sleep(IN_STEP_POLL_MS)
    }
    return standby
  }

  /** From now on it takes writes. */
  promote(): void {
    this.program('pg_ctl', ['-D', this.data, '-w', 'promote'])
  }

  /** Of the server's first process. */
  get pid(): number {
    return Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0])
  }

  private get data(): string {
    return join(this.folder, 'data')
  }

  up(): void {
    const options = Object.entries({ ...this.settings, unix_socket_directories: this.folder })
      .map(([name, value]) => `-c ${name}='${value}'`)
      .join(' ')
    this.program('pg_ctl', ['-D', this.data, '-w', '-l', join(this.folder, 'log'), '-o', options, 'start'])
  }

  /** `immediate` is as good as a power cut. */
  down(how: 'fast' | 'immediate' = 'fast'): void {
    this.program('pg_ctl', ['-D', this.data, '-w', '-m', how, 'stop'])
  }

  async remove(): Promise<void> {
    for (const worker of this.workers) await worker.remove()
    this.attempt('pg_ctl', ['-D', this.data, '-w', '-m', 'immediate', 'stop'])
    await rm(this.folder, { recursive: true, force: true })
  }

  /** Where this is the coordinator of a Citus cluster, the others: what is made or dropped here is so there. */
  get workers(): PostgresServer[] {
    const folders = existsSync(this.workerList) ? (JSON.parse(readFileSync(this.workerList, 'utf8')) as string[]) : []
    return folders.map(PostgresServer.at)
  }

  leads(workers: PostgresServer[]): void {
    writeFileSync(this.workerList, JSON.stringify(workers.map(({ folder }) => folder)))
  }

  private get workerList(): string {
    return join(this.folder, 'workers.json')
  }

  /** Address of a database. */
  url(database: string): string {
    return `postgres://${OWNER}@localhost/${database}?host=${encodeURIComponent(this.folder)}`
  }

  /** Address of a database that may be at any of several servers. */
  static urlOfAny(servers: PostgresServer[], database: string): string {
    return `postgres://${OWNER}@${servers.map(({ folder }) => encodeURIComponent(folder)).join(',')}/${database}`
  }

  /** Makes a database that nobody else uses, as a copy where another is named; returns its name. */
  createDatabase(template = 'template1'): string {
    const name = `cloud_${randomBytes(6).toString('hex')}`
    const servers = [this, ...this.workers]
    const isInUse = servers.length > 1 && ![READY, 'template1'].includes(template)
    for (const server of servers) {
      if (isInUse) server.empty(template)
      server.sql('postgres', `CREATE DATABASE ${name} TEMPLATE ${template}`)
      if (isInUse) server.sql('postgres', `ALTER DATABASE ${template} ALLOW_CONNECTIONS true`)
    }
    return name
  }

  /** A database that is copied has nobody in it, and Citus has a process of its own in each. It takes nobody until told to. */
  empty(database: string): void {
    this.sql('postgres', `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`)
    this.sql('postgres', `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${database}'`)
  }

  dropDatabase(name: string): void {
    for (const server of [this, ...this.workers]) server.sql('postgres', `DROP DATABASE ${name} WITH (FORCE)`)
  }

  /** All rows of all tables, as text. */
  dump(database: string): string {
    return this.program('pg_dump', ['-h', this.folder, '-U', OWNER, '--data-only', database])
  }

  /** What `psql` prints, unaligned. */
  sql(database: string, statement: string): string {
    return this.program('psql', ['-h', this.folder, '-U', OWNER, '-d', database, '-qAtX', '-c', statement])
  }

  /** Runs one of the server's programs; throws with what it said. */
  program(name: string, args: string[]): string {
    const { status, stdout, stderr } = this.attempt(name, args)
    if (status !== 0) throw new Error(`${name}: ${stderr || stdout}`)
    return (stdout ?? '').trim()
  }

  private attempt(name: string, args: string[]): SpawnSyncReturns<string> {
    const [file = '', ...rest] = asOwner([join(this.programs, name), ...args])
    return spawnSync(file, rest, {
      encoding: 'utf8',
      maxBuffer: MOST_SAID_BYTES,
      cwd: this.folder,
      stdio: ['ignore', name === 'pg_ctl' ? 'ignore' : 'pipe', 'pipe'],
    })
  }
}

const idOf = (which: '-u' | '-g'): number => Number(execFileSync('id', [which, USER], { encoding: 'utf8' }))

/** A command as PostgreSQL's own user where this is root, who may not run it. */
export const asOwner = (command: string[]): string[] =>
  process.getuid?.() === 0 ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', ...command] : command

/** A temporary folder of that user's. */
export async function ownFolder(): Promise<string> {
  return given(await mkdtemp(join(tmpdir(), 'zaojun-pg-')))
}

/** The folder, made where it is not there, as that user's. */
async function given(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  if (process.getuid?.() === 0) await chown(folder, idOf('-u'), idOf('-g'))
  return folder
}
