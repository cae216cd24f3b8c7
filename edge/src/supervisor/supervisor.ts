import { type ChildSpec, type ChildState, SupervisedChild, type SupervisorDeps } from './supervised-child.ts'

/** What comes next waits for what others depend on, but no longer than this. */
const NEXT_WITHIN_MS = 10_000

/**
 * Keeps a set of children running. Each fails and restarts alone; none outlives the supervisor. At first one starts
 * after the other, as soon as the one before is ready: two that start at once each take twice as long.
 */
export class Supervisor {
  readonly #children: SupervisedChild[]
  readonly #waiting: SupervisedChild[] = []
  #next: NodeJS.Timeout | undefined
  readonly #onExit = (): void => {
    for (const child of this.#children) child.kill()
  }

  constructor(specs: ChildSpec[], deps: SupervisorDeps) {
    const log: SupervisorDeps['log'] = (line) => {
      deps.log(line)
      if (line.event === 'ready') this.#startNext()
    }
    this.#children = specs.map((spec) => new SupervisedChild(spec, { ...deps, log }))
  }

  start(): void {
    process.on('exit', this.#onExit)
    this.#waiting.push(...this.#children)
    this.#startNext()
  }

  #startNext(): void {
    clearTimeout(this.#next)
    this.#waiting.shift()?.start()
    if (this.#waiting.length > 0) this.#next = setTimeout(() => this.#startNext(), NEXT_WITHIN_MS)
  }

  /** Stops the children in reverse order: what others depend on goes last. */
  async stop(): Promise<void> {
    clearTimeout(this.#next)
    this.#waiting.length = 0
    for (const child of this.#children.toReversed()) await child.stop()
    process.removeListener('exit', this.#onExit)
  }

  children(): ChildState[] {
    return this.#children.map((child) => child.state)
  }
}
