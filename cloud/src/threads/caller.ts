import { type Transferable, Worker } from 'node:worker_threads'
import { ZaojunError } from '@zaojun/core/plain'
import { fail } from '../errors.ts'
import { diskFailure } from '../store/disk-failures.ts'

export type Call = { id: number; method: string; argument: unknown }
export type AnsweredError = { code?: string; status?: number; message: string; place?: string; zh?: string }
export type Answer = { id: number; result: unknown } | { id: number; error: AnsweredError }

type Waiting = { resolve(result: unknown): void; reject(error: Error): void }
type Thread = { worker: Worker; waiting: Map<number, Waiting> }
export type CallerOptions = {
  module: URL
  threads: number
  data: unknown
  onFailure(place: string, error: unknown): void
}

const RESTART_MS = 500

/** Calls methods of a module that runs in worker threads (`answerCalls`). A thread that dies is replaced; its callers get `BUSY`. */
export class Caller {
  private readonly options: CallerOptions
  private readonly threads: Thread[] = []
  private readonly timers = new Set<NodeJS.Timeout>()
  private nextId = 1
  private stopping = false

  constructor(options: CallerOptions) {
    this.options = options
  }

  async start(): Promise<void> {
    this.stopping = false
    const { threads } = this.options
    await Promise.all(Array.from({ length: threads }, () => this.spawn()))
  }

  /** Lets what is under way finish, then ends the threads. */
  async stop(): Promise<void> {
    this.stopping = true
    for (const timer of this.timers) clearTimeout(timer)
    await Promise.all(
      this.threads.splice(0).map(async (thread) => {
        await this.callOn(thread, 'stop', undefined, []).catch(() => {})
        await thread.worker.terminate()
      }),
    )
  }

  get alive(): boolean {
    return this.threads.length > 0
  }

  get underWay(): number {
    return this.threads.reduce((sum, { waiting }) => sum + waiting.size, 0)
  }

  /** Runs on the least busy thread. What is named in `transfer` moves there and is of no use here afterwards. */
  call<Result>(method: string, argument: unknown, transfer: Transferable[] = []): Promise<Result> {
    const [first, ...others] = this.threads
    if (first === undefined || this.stopping) return Promise.reject(fail('BUSY'))
    const idlest = others.reduce((least, thread) => (thread.waiting.size < least.waiting.size ? thread : least), first)
    return this.callOn(idlest, method, argument, transfer) as Promise<Result>
  }

  private callOn(thread: Thread, method: string, argument: unknown, transfer: Transferable[]): Promise<unknown> {
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject })
      thread.worker.postMessage({ id, method, argument } satisfies Call, transfer)
    })
  }

  /** Resolves when the thread has said `ready`. */
  private spawn(): Promise<void> {
    const worker = new Worker(this.options.module, { workerData: this.options.data })
    const thread: Thread = { worker, waiting: new Map() }
    return new Promise((resolve, reject) => {
      let cause: unknown = new Error('the thread ended')
      worker.on('error', (error) => {
        cause = endedBy(error)
      })
      worker.on('exit', () => {
        this.lost(thread, cause)
        reject(cause instanceof Error ? cause : new Error(String(cause)))
      })
      worker.on('message', (message: Answer | 'ready') => {
        if (message !== 'ready') return settle(thread, message)
        // Stopped while it was starting: nobody would end it any more.
        if (this.stopping) return void worker.terminate()
        this.threads.push(thread)
        resolve()
      })
    })
  }

  private lost(thread: Thread, cause: unknown): void {
    const index = this.threads.indexOf(thread)
    if (index >= 0) this.threads.splice(index, 1)
    for (const { reject } of thread.waiting.values()) reject(fail('BUSY'))
    thread.waiting.clear()
    if (this.stopping || index < 0) return
    this.options.onFailure('thread', cause)
    this.respawnLater()
  }

  private respawnLater(): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      this.spawn().catch((error) => {
        this.options.onFailure('thread', error)
        if (!this.stopping) this.respawnLater()
      })
    }, RESTART_MS)
    this.timers.add(timer)
  }
}

function asThrown({ code, status, message, place, zh }: AnsweredError): Error {
  return code === undefined ? new Error(message) : new ZaojunError(code, status ?? 500, message, place, zh)
}

/** What a thread could not start with lost its class on the way here; a code of ours is told by its status. */
function endedBy(error: unknown): unknown {
  const { code, status, message, place, zh } = error as AnsweredError
  return status === undefined || code === undefined
    ? (diskFailure(error) ?? error)
    : asThrown({
        code,
        status,
        message,
        ...(place === undefined ? {} : { place }),
        ...(zh === undefined ? {} : { zh }),
      })
}

function settle(thread: Thread, answer: Answer): void {
  const waiting = thread.waiting.get(answer.id)
  thread.waiting.delete(answer.id)
  if ('result' in answer) waiting?.resolve(answer.result)
  else waiting?.reject(asThrown(answer.error))
}
