import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { joinMachines, startCluster } from '../../../cloud/test/harness/citus-cluster.ts'
import { DURABLE_SETTINGS, PostgresServer } from '../../../cloud/test/harness/postgres-server.ts'
import type { Loaded } from './drive.ts'
import { InfluxServer } from './influx.ts'

export const BOXES = 6
export const READINGS = 5_000
const MICROSECONDS = 1_000_000

/**
 * What readings go to. `postgres-citus`: a coordinator and two workers; `rows`: plain rows in PostgreSQL; `no-log`: SQLite
 * without the Merkle log; `null` forgets.
 */
export type Target =
  | 'sqlite'
  | 'postgres'
  | 'postgres-sync-standby'
  | 'postgres-citus'
  | 'rows'
  | 'no-log'
  | 'null'
  | 'influx'
export type Run = Loaded & { serverCpuSeconds: number | null }

/** The PostgreSQL servers of a measurement; each is started when it is first needed. */
export class Databases {
  private readonly started: PostgresServer[] = []
  private alone: PostgresServer | undefined
  private followed: PostgresServer | undefined
  private spread: PostgresServer | undefined

  /** Address of an empty database; '' where the target needs none. */
  async urlFor(target: Target): Promise<string> {
    if (target === 'postgres-citus') return this.overMachines()
    if (target !== 'postgres' && target !== 'rows' && target !== 'postgres-sync-standby') return ''
    const server = target === 'postgres-sync-standby' ? await this.withStandby() : await this.single()
    return server.url(server.createDatabase())
  }

  async remove(): Promise<void> {
    for (const server of this.started.reverse()) await server.remove()
  }

  private async single(): Promise<PostgresServer> {
    this.alone ??= await this.start()
    return this.alone
  }

  private async withStandby(): Promise<PostgresServer> {
    if (this.followed === undefined) {
      this.followed = await this.start()
      this.started.push(await this.followed.synchronousStandby())
    }
    return this.followed
  }

  /** Whether PostgreSQL has the extension. */
  async hasCitus(): Promise<boolean> {
    const server = await this.single()
    return server.sql('postgres', `SELECT 1 FROM pg_available_extensions WHERE name = 'citus'`) === '1'
  }

  private async overMachines(): Promise<string> {
    if (this.spread === undefined) {
      const [coordinator] = await startCluster(DURABLE_SETTINGS)
      this.spread = coordinator
      this.started.push(coordinator)
    }
    const database = this.spread.createDatabase()
    joinMachines(this.spread, database)
    return this.spread.url(database)
  }

  private async start(): Promise<PostgresServer> {
    const server = await PostgresServer.start(DURABLE_SETTINGS)
    this.started.push(server)
    return server
  }
}

const script = (name: string): string => join(import.meta.dirname, name)

function message<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.once('message', (received) => resolve(received as Message))
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}`)))
  })
}

async function cpuSeconds(server: ChildProcess): Promise<number> {
  server.send('cpu')
  const { cpu } = await message<{ cpu: NodeJS.CpuUsage }>(server)
  return (cpu.user + cpu.system) / MICROSECONDS
}

export type Served = { url: string; codes: string[]; cpuSeconds(): Promise<number> }

/** A cloud in a process of its own while `work` goes on. */
export async function serving<Result>(
  target: Target,
  databases: Databases | undefined,
  work: (served: Served) => Promise<Result>,
): Promise<Result> {
  const data = await mkdtemp(join(tmpdir(), 'zaojun-bench-'))
  const kind = target.startsWith('postgres') ? 'postgres' : target
  const server = fork(script('server.ts'), [data, kind, String(BOXES), (await databases?.urlFor(target)) ?? ''])
  try {
    const { url, codes } = await message<{ url: string; codes: string[] }>(server)
    return await work({ url, codes, cpuSeconds: () => cpuSeconds(server) })
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    if (server.connected) server.send('stop')
    await ended
    await rm(data, { recursive: true, force: true })
  }
}

/** Fills a cloud. `serverCpuSeconds`: what it spent on that. */
export async function fill({ url, codes, cpuSeconds }: Served, points: number, batches: number): Promise<Run> {
  const load = fork(script('load.ts'), [url, String(points), String(batches), ...codes])
  await message(load)
  const before = await cpuSeconds()
  load.send('go')
  const loaded = await message<Loaded>(load)
  return { ...loaded, serverCpuSeconds: (await cpuSeconds()) - before }
}

/** One run in processes of its own. */
export const runOnce = (target: Target, points: number, batches: number, databases?: Databases): Promise<Run> =>
  target === 'influx'
    ? runInflux(points, batches)
    : serving(target, databases, (served) => fill(served, points, batches))

async function runInflux(points: number, batches: number): Promise<Run> {
  const server = await InfluxServer.start()
  try {
    const load = fork(script('load-lines.ts'), [server.writeUrl, String(points), String(batches), String(BOXES)])
    await message(load)
    load.send('go')
    const loaded = await message<Loaded>(load)
    const held = await server.count()
    if (held !== batches * READINGS) throw new Error(`InfluxDB holds ${held} of ${batches * READINGS} readings`)
    return { ...loaded, serverCpuSeconds: null }
  } finally {
    await server.remove()
  }
}
