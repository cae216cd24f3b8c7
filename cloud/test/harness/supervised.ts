import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readdirSync, readFileSync } from 'node:fs'

/** As a unit of systemd with `Restart=always` and `RestartSec=1`. */
const RESTART_MS = 1_000
const STOP_MS = 10_000

type Options = { command: string[]; env?: NodeJS.ProcessEnv; cwd?: string; log: string }

/** A program that is started again whenever it ends, until it is told to rest. */
export class Supervised {
  private readonly options: Options
  private child: ChildProcess | undefined
  private timer: NodeJS.Timeout | undefined
  private resting = true
  /** How often it was started again. */
  restarts = 0

  constructor(options: Options) {
    this.options = options
  }

  get pid(): number {
    const { pid } = this.child ?? {}
    if (pid === undefined) throw new Error(`${this.options.command.join(' ')} does not run`)
    return pid
  }

  start(): void {
    this.resting = false
    this.spawn()
  }

  /** kill -9 of the one process; its supervisor starts it again. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL')
  }

  /** kill -9 of it and all that it started, as when the machine loses power. Nobody starts it again until `start`. */
  async killAll(others: number[] = []): Promise<void> {
    this.rest()
    const { child } = this
    const all = [...(child?.pid === undefined ? [] : familyOf(child.pid)), ...others.flatMap(familyOf)]
    for (const pid of all) kill(pid, 'SIGKILL')
    if (child !== undefined && !hasEnded(child)) await once(child, 'exit')
    this.child = undefined
  }

  async stop(): Promise<void> {
    this.rest()
    const { child } = this
    if (child?.pid === undefined || hasEnded(child)) return
    const late = setTimeout(() => void this.killAll(), STOP_MS)
    child.kill('SIGTERM')
    await once(child, 'exit')
    clearTimeout(late)
    this.child = undefined
  }

  private rest(): void {
    this.resting = true
    clearTimeout(this.timer)
  }

  private spawn(): void {
    const { command, log, ...where } = this.options
    const [file = '', ...args] = command
    const out = openSync(log, 'a')
    const child = spawn(file, args, { ...where, stdio: ['ignore', out, out] })
    this.child = child
    child.once('error', (error) => console.error(error))
    child.once('exit', () => {
      if (this.resting) return
      this.timer = setTimeout(() => {
        this.restarts += 1
        this.spawn()
      }, RESTART_MS)
    })
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}

/** A process and all that descend from it, by what Linux says under `/proc`. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(name)
    if (parent !== undefined) parents.set(parent, [...(parents.get(parent) ?? []), Number(name)])
  }
  const family = [pid]
  for (const each of family) family.push(...(parents.get(each) ?? []))
  return family
}

function parentOf(name: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    // The program's name stands in brackets and may hold anything.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
