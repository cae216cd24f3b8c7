import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ROOT } from '../run.ts'

const LONGEST_STOP_MS = 15_000
/** A part that has not said so by then is taken for broken, and its last words are shown. */
const LONGEST_START_MS = 90_000

/** A part of the demonstration as a process of its own. What it says goes to `onLine`; `ready` picks the line to wait for. */
export class DemoChild {
  readonly name: string
  private readonly process: ChildProcess
  private readonly ended: Promise<void>
  private readonly lastLines: string[] = []

  constructor(name: string, args: string[], env: Record<string, string>) {
    this.name = name
    this.process = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.ended = new Promise((resolve) => {
      this.process.on('error', () => resolve())
      this.process.on('exit', () => resolve())
    })
  }

  /** Resolves with what `pick` finds in the child's output; rejects with its last words if it ends before. */
  until<T>(pick: (line: string) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      for (const stream of [this.process.stdout, this.process.stderr]) {
        if (stream === null) continue
        createInterface({ input: stream }).on('line', (line) => {
          this.lastLines.push(line)
          if (this.lastLines.length > 20) this.lastLines.shift()
          const found = pick(line)
          if (found !== undefined) resolve(found)
        })
      }
      const fail = () => reject(new Error(`${this.name} 未能启动 / did not start:\n${this.lastLines.join('\n')}`))
      setTimeout(fail, LONGEST_START_MS).unref()
      void this.ended.then(fail)
    })
  }

  onEnd(listener: (lastLines: string[]) => void): void {
    void this.ended.then(() => listener(this.lastLines))
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.kill('SIGTERM')
    const hard = setTimeout(() => this.process.kill('SIGKILL'), LONGEST_STOP_MS)
    await this.ended
    clearTimeout(hard)
  }
}
