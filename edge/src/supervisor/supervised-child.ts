import { type ChildProcess, fork } from 'node:child_process'
import type { FromChild, ToChild } from './child.ts'
import { RestartPolicy, type SafeModeRule } from './restart-policy.ts'

/** A process the supervisor keeps running, described as data. */
export type ChildSpec = {
  name: string
  /** Absolute path of the module to run with this Node. */
  module: string
  args?: string[]
  /** Options of Node itself. */
  execArgv?: string[]
  /** Added to the supervisor's own environment. */
  env?: Record<string, string>
  /** Silent for so long: its event loop hangs, it is killed. Default 10 s; the first sign may take 60 s. */
  silentForMs?: number
  firstSignWithinMs?: number
  /** After so many failures the child is started with `ZAOJUN_SAFE_MODE=1`. */
  safeMode?: SafeModeRule
}

export type ChildState = {
  name: string
  state: 'stopped' | 'starting' | 'running' | 'waiting'
  pid: number | undefined
  /** Failures since the supervisor started. */
  failures: number
  safeMode: boolean
  lastFailure?: 'exit' | 'hung'
}

export type SupervisorDeps = {
  /** Monotonic ms. */
  now(): number
  random(): number
  log(line: { child: string; event: 'started' | 'ready' | 'failed' | 'stopped'; detail: string }): void
}

const SILENT_FOR_MS = 10_000
const FIRST_SIGN_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 20_000

export class SupervisedChild {
  #process: ChildProcess | undefined
  #wanted = false
  #startedAt = 0
  #watchdog: NodeJS.Timeout | undefined
  #restart: NodeJS.Timeout | undefined
  #hung = false
  #state: ChildState
  readonly #policy: RestartPolicy
  readonly #spec: ChildSpec
  readonly #deps: SupervisorDeps

  constructor(spec: ChildSpec, deps: SupervisorDeps) {
    this.#spec = spec
    this.#deps = deps
    this.#policy = new RestartPolicy(spec.safeMode)
    this.#state = { name: spec.name, state: 'stopped', pid: undefined, failures: 0, safeMode: false }
  }

  get state(): ChildState {
    return { ...this.#state }
  }

  start(): void {
    if (this.#wanted) return
    this.#wanted = true
    this.#launch()
  }

  /** Asks the child to end, and ends it after 20 s if it did not. */
  async stop(): Promise<void> {
    this.#wanted = false
    clearTimeout(this.#restart)
    clearTimeout(this.#watchdog)
    const child = this.#process
    if (child === undefined) return
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const order: ToChild = { type: 'stop' }
    if (child.connected) child.send(order, () => {})
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
    await gone
    clearTimeout(force)
  }

  /** For the supervisor's own end: at once, without waiting. */
  kill(): void {
    this.#wanted = false
    this.#process?.kill('SIGKILL')
  }

  #launch(): void {
    const { module, args = [], execArgv = [], env = {}, firstSignWithinMs = FIRST_SIGN_WITHIN_MS } = this.#spec
    const safe = this.#state.safeMode ? { ZAOJUN_SAFE_MODE: '1' } : {}
    const child = fork(module, args, {
      execArgv,
      env: { ...process.env, ...env, ...safe },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#process = child
    this.#startedAt = this.#deps.now()
    this.#hung = false
    this.#state = { ...this.#state, state: 'starting', pid: child.pid }
    this.#log('started', `pid ${child.pid}${this.#state.safeMode ? ', safe mode' : ''}`)
    this.#watch(firstSignWithinMs)
    child.on('error', (error) => this.#log('failed', error.message))
    child.on('message', (message) => this.#hear(message as FromChild | null))
    child.on('exit', (code, signal) => this.#gone(child, `${this.#hung ? 'hung' : 'exit'} ${signal ?? code}`))
    if (child.pid === undefined) this.#gone(child, 'could not be started')
  }

  #hear(message: FromChild | null): void {
    if (message?.type === 'ready') {
      this.#state.state = 'running'
      this.#log('ready', message.state)
    }
    this.#watch(this.#spec.silentForMs ?? SILENT_FOR_MS)
  }

  #watch(withinMs: number): void {
    clearTimeout(this.#watchdog)
    if (!this.#wanted) return
    this.#watchdog = setTimeout(() => {
      this.#hung = true
      this.#process?.kill('SIGKILL')
    }, withinMs)
  }

  #gone(child: ChildProcess, detail: string): void {
    if (this.#process !== child) return
    clearTimeout(this.#watchdog)
    this.#process = undefined
    this.#state = { ...this.#state, state: 'stopped', pid: undefined }
    if (!this.#wanted) {
      this.#log('stopped', detail)
      return
    }
    const { waitMs, safeMode } = this.#policy.afterFailure(this.#startedAt, this.#deps.now(), this.#deps.random())
    const { failures } = this.#state
    const lastFailure = this.#hung ? 'hung' : 'exit'
    this.#state = { ...this.#state, state: 'waiting', failures: failures + 1, safeMode, lastFailure }
    this.#log('failed', `${detail}; again in ${Math.round(waitMs)} ms${safeMode ? ' in safe mode' : ''}`)
    this.#restart = setTimeout(() => this.#launch(), waitMs)
  }

  #log(event: 'started' | 'ready' | 'failed' | 'stopped', detail: string): void {
    this.#deps.log({ child: this.#spec.name, event, detail })
  }
}
