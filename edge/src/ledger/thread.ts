import { Worker } from 'node:worker_threads'
import { reasonOf, ZaojunError } from '@zaojun/core/plain'

/** Operations of a thread: name → [argument, result]. */
export type Operations = Record<string, [argument: unknown, result: unknown]>
export type Handlers<Ops extends Operations> = { [Op in keyof Ops]: (argument: Ops[Op][0]) => Ops[Op][1] }

type Request = { id: number; op: string; argument: unknown }
type Failure = { code: string; status: number; message: string; place?: string | undefined; zh?: string | undefined }
type Answer = { id: number; result?: unknown; error?: Failure }

/** The calling side of a worker thread: one promise a call, answered in the order they were made. */
export class Thread<Ops extends Operations> {
  private readonly file: URL
  private readonly data: unknown
  private readonly onDeath: (reason: string) => void
  private worker: Worker | undefined
  private readonly waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>()
  private lastId = 0
  private stopping = false

  /** `onDeath` is called when the thread ends without having been stopped. */
  constructor(file: URL, data: unknown, onDeath: (reason: string) => void) {
    this.file = file
    this.data = data
    this.onDeath = onDeath
  }

  start(): void {
    this.stopping = false
    const worker = new Worker(this.file, { workerData: this.data })
    worker.on('message', (answer: Answer) => this.answer(answer))
    worker.on('error', (error) => this.died(reasonOf(error)))
    worker.on('exit', (code) => this.died(`exit ${code}`))
    this.worker = worker
  }

  call<Op extends keyof Ops & string>(op: Op, argument: Ops[Op][0]): Promise<Ops[Op][1]> {
    const { worker } = this
    if (worker === undefined)
      return Promise.reject(new ZaojunError('THREAD_STOPPED', 503, 'the ledger thread is not running', op))
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      worker.postMessage({ id, op, argument } satisfies Request)
    })
  }

  async stop(): Promise<void> {
    this.stopping = true
    await this.worker?.terminate()
    this.worker = undefined
  }

  private answer({ id, result, error }: Answer): void {
    const call = this.waiting.get(id)
    this.waiting.delete(id)
    if (error === undefined) call?.resolve(result as never)
    else call?.reject(new ZaojunError(error.code, error.status, error.message, error.place, error.zh))
  }

  private died(reason: string): void {
    if (this.worker === undefined) return
    this.worker = undefined
    for (const { reject } of this.waiting.values()) reject(new ZaojunError('THREAD_DIED', 503, reason))
    this.waiting.clear()
    if (!this.stopping) this.onDeath(reason)
  }
}

/** The answering side: runs `handlers` inside the worker; a handler that throws answers with the error. */
export function serve<Ops extends Operations>(
  port: { on(event: 'message', listener: (message: Request) => void): void; postMessage(answer: Answer): void },
  handlers: Handlers<Ops>,
): void {
  port.on('message', ({ id, op, argument }) => {
    try {
      port.postMessage({ id, result: handlers[op]?.(argument as never) })
    } catch (error) {
      const code = error instanceof ZaojunError ? error.code : ((error as { code?: string }).code ?? 'UNEXPECTED')
      const status = error instanceof ZaojunError ? error.status : 500
      const { place, zh } = error instanceof ZaojunError ? error : {}
      port.postMessage({ id, error: { code, status, message: reasonOf(error), place, zh } })
    }
  })
}
