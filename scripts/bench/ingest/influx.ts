import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../free-port.ts'

const PROGRAM = '/usr/bin/influxd'
const UP_WITHIN_MS = 30_000
const UP_POLL_MS = 50

export const influxInstalled = (): boolean => existsSync(PROGRAM)

/** An InfluxDB 1.x of its own. As it comes: every write is on the disk before it is answered (`wal-fsync-delay` 0). */
export class InfluxServer {
  private readonly folder: string
  private readonly process: ChildProcess
  readonly url: string

  private constructor(folder: string, process: ChildProcess, url: string) {
    this.folder = folder
    this.process = process
    this.url = url
  }

  static async start(): Promise<InfluxServer> {
    const folder = await mkdtemp(join(tmpdir(), 'zaojun-influx-'))
    const [http, backup] = [await freePort(), await freePort()]
    const config = join(folder, 'influxdb.conf')
    await writeFile(
      config,
      `reporting-disabled = true
bind-address = "127.0.0.1:${backup}"
[meta]
dir = "${folder}/meta"
logging-enabled = false
[data]
dir = "${folder}/data"
wal-dir = "${folder}/wal"
query-log-enabled = false
max-series-per-database = 0
[http]
bind-address = "127.0.0.1:${http}"
log-enabled = false
max-body-size = 0
[monitor]
store-enabled = false
`,
    )
    const child = spawn(PROGRAM, ['-config', config], { stdio: 'ignore' })
    const server = new InfluxServer(folder, child, `http://127.0.0.1:${http}`)
    try {
      await server.answers(child)
      await fetch(`${server.url}/query?q=${encodeURIComponent('CREATE DATABASE readings')}`, { method: 'POST' })
      return server
    } catch (error) {
      await server.remove()
      throw error
    }
  }

  /** Where lines are posted to. */
  get writeUrl(): string {
    return `${this.url}/write?db=readings&precision=ms`
  }

  /** Readings it holds. */
  async count(): Promise<number> {
    const answer = await fetch(
      `${this.url}/query?db=readings&q=${encodeURIComponent('SELECT count(value) FROM reading')}`,
    )
    const { results } = (await answer.json()) as { results: { series?: { values: [string, number][] }[] }[] }
    return results[0]?.series?.[0]?.values[0]?.[1] ?? 0
  }

  async remove(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once('exit', resolve))
      this.process.kill('SIGKILL')
      await ended
    }
    await rm(this.folder, { recursive: true, force: true })
  }

  private async answers(child: ChildProcess): Promise<void> {
    const until = Date.now() + UP_WITHIN_MS
    while (Date.now() < until && child.exitCode === null) {
      const up = await fetch(`${this.url}/ping`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (up) return
      await sleep(UP_POLL_MS)
    }
    throw new Error('InfluxDB did not start')
  }
}
