import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { CloudClient, PROCESS_PASSWORD } from '../../../cloud/test/harness/cloud-client.ts'
import { familyOf } from '../../../cloud/test/harness/supervised.ts'
import { freePort } from '../../../scripts/free-port.ts'
import { temporaryFolder } from '../harness/ledger.ts'

const SRC = join(import.meta.dirname, '..', '..', 'src')
const CLOUD = join(import.meta.dirname, '..', '..', '..', 'cloud', 'src', 'main.ts')
const END_MS = 10_000

/** A program, and what it says until nobody listens any more. */
class Talker {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  private readonly lines: string[] = []

  constructor(args: string[]) {
    this.child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.child.stdout, this.child.stderr])
      createInterface({ input: stream }).on('line', (line) => this.lines.push(line))
    onTestFinished(() => {
      if (this.child.exitCode === null) for (const pid of familyOf(this.child.pid ?? 0)) process.kill(pid, 'SIGKILL')
    })
  }

  /** The first group of what it said, once it said so. */
  async said(pattern: RegExp): Promise<string> {
    const found = () => this.lines.map((line) => pattern.exec(line)?.[1]).find((text) => text !== undefined)
    await expect.poll(found).toBeDefined()
    return found() ?? ''
  }

  /** As a terminal that is closed, or a log service that starts again. */
  hangUp(): void {
    this.child.stdout.destroy()
    this.child.stderr.destroy()
  }

  /** Resolves its exit code; `late` where it does not end. */
  async end(): Promise<unknown> {
    const late = new Promise((resolve) => setTimeout(() => resolve('late'), END_MS).unref())
    const ended = once(this.child, 'exit').then(([code]) => code)
    this.child.kill('SIGTERM')
    return Promise.race([ended, late])
  }
}

it('a box that nobody listens to goes on, restarts what ends, and ends when it is told to', async () => {
  const [data, port] = [temporaryFolder('unheard'), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const args = ['--data', data, '--http.port', String(port), '--log.level', 'trace', '--ledger.reserveMiB', '0']
  const options = { dataDir: data, gateway: { args }, nodeRed: { gatewayUrl: url } }
  const box = new Talker([join(SRC, 'supervisor', 'main.ts'), JSON.stringify(options)])
  const gateway = Number(await box.said(/^supervisor: gateway started: pid (\d+)/))
  const nodeRed = Number(await box.said(/^supervisor: node-red started: pid (\d+)/))
  await box.said(/^supervisor: node-red (ready)/)
  box.hangUp()
  process.kill(nodeRed, 'SIGKILL')
  const children = () => familyOf(box.child.pid ?? 0).slice(1)
  await expect.poll(() => children().filter((pid) => pid !== nodeRed)).toHaveLength(2)
  expect(children()).toContain(gateway)
  expect((await fetch(`${url}/api/home`)).status).toBe(200)
  expect(await box.end()).toBe(0)
})

it('a cloud that nobody listens to goes on, and ends when it is told to', async () => {
  const flags = ['--data', temporaryFolder('unheard-cloud'), '--http.port', '0', '--admin.password', PROCESS_PASSWORD]
  const cloud = new Talker([CLOUD, ...flags, '--log.level', 'trace'])
  const client = new CloudClient(await cloud.said(/^{"url":"([^"]+)"/))
  cloud.hangUp()
  for (let n = 0; n < 3; n++) expect(await client.login()).toMatch(/./)
  expect(await cloud.end()).toBe(0)
})
