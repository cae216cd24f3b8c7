import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CloudClient, PROCESS_PASSWORD } from './cloud-client.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')

/** The real cloud in a process of its own, on a folder that outlives it. */
export class CloudProcess extends CloudClient {
  private readonly child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    super(url)
    this.child = child
  }

  static async start(folder: string, storeUrl?: string, more: string[] = []): Promise<CloudProcess> {
    const flags = ['--data', folder, '--http.port', '0', '--log.level', 'error', '--admin.password', PROCESS_PASSWORD]
    if (storeUrl !== undefined) flags.push('--store.url', storeUrl)
    flags.push(...more)
    const child = spawn(process.execPath, [MAIN, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout ?? process.stdin })
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the cloud ended before it listened')))
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
    ended.catch(() => {})
    return new CloudProcess(child, (JSON.parse(line) as { url: string }).url)
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.kill(signal)
    await ended
  }
}
