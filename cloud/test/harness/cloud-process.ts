import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { CloudClient, PROCESS_PASSWORD } from './cloud-client.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')
/** The same, which ends itself at a step of its sequencer. */
const KILLED = join(import.meta.dirname, 'killed-cloud.ts')
export const STEPS = ['tile', 'signed', 'stored', 'published', 'cosigned'] as const
export type Step = (typeof STEPS)[number]

/** The real cloud in a process of its own, on a folder that outlives it. */
export class CloudProcess extends CloudClient {
  private readonly child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    super(url)
    this.child = child
  }

  static async start(folder: string, storeUrl?: string, more: string[] = [], step?: Step): Promise<CloudProcess> {
    const flags = ['--data', folder, '--http.port', '0', '--log.level', 'error', '--admin.password', PROCESS_PASSWORD]
    if (storeUrl !== undefined) flags.push('--store.url', storeUrl)
    flags.push(...more)
    const program = step === undefined ? [MAIN] : [KILLED, step]
    const child = spawn(process.execPath, [...program, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout ?? process.stdin })
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the cloud ended before it listened')))
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
    ended.catch(() => {})
    return new CloudProcess(child, (JSON.parse(line) as { url: string }).url)
  }

  /** It is to end itself at its step from now on; resolves whether it did within that time. */
  async endsAtStep(withinMs: number): Promise<boolean> {
    const ended = once(this.child, 'exit')
    this.child.kill('SIGUSR2')
    await Promise.race([ended, sleep(withinMs)])
    return this.child.signalCode === 'SIGKILL'
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.kill(signal)
    await ended
  }
}
