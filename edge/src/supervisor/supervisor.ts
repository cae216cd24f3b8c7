import { type ChildSpec, type ChildState, SupervisedChild, type SupervisorDeps } from './supervised-child.ts'

/** Keeps a set of children running. Each fails and restarts alone; none outlives the supervisor. */
export class Supervisor {
  readonly #children: SupervisedChild[]
  readonly #onExit = (): void => {
    for (const child of this.#children) child.kill()
  }

  constructor(specs: ChildSpec[], deps: SupervisorDeps) {
    this.#children = specs.map((spec) => new SupervisedChild(spec, deps))
  }

  start(): void {
    process.on('exit', this.#onExit)
    for (const child of this.#children) child.start()
  }

  /** Stops the children in reverse order: what others depend on goes last. */
  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) await child.stop()
    process.removeListener('exit', this.#onExit)
  }

  children(): ChildState[] {
    return this.#children.map((child) => child.state)
  }
}
