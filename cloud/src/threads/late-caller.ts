import type { Transferable } from 'node:worker_threads'
import { fail } from '../errors.ts'
import { Caller, type CallerOptions } from './caller.ts'

/** A `Caller` whose threads start with the first call: for work that is long in coming, so that nobody waits for them. */
export class LateCaller {
  private readonly caller: Caller
  private isOpen = false
  private started: Promise<void> | undefined

  constructor(options: CallerOptions) {
    this.caller = new Caller(options)
  }

  /** From now on calls are taken. */
  open(): void {
    this.isOpen = true
  }

  async stop(): Promise<void> {
    this.isOpen = false
    await this.caller.stop()
    this.started = undefined
  }

  async call<Result>(method: string, argument: unknown, transfer: Transferable[] = []): Promise<Result> {
    if (!this.isOpen) throw fail('BUSY')
    this.started ??= this.caller.start().catch((error) => {
      this.started = undefined
      throw error
    })
    await this.started
    return this.caller.call<Result>(method, argument, transfer)
  }
}
