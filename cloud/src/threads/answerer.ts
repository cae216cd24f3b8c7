import { flushCompileCache } from 'node:module'
import { type MessagePort, parentPort } from 'node:worker_threads'
import { reasonOf, ZaojunError } from '@zaojun/core/plain'
import { diskFailure } from '../store/disk-failures.ts'
import type { Answer, AnsweredError, Call } from './caller.ts'

/** The port of this worker thread to its `Caller`. */
export function callerPort(): MessagePort {
  if (parentPort === null) throw new Error('runs as a worker thread only')
  return parentPort
}

/** What crosses over to the caller: an error of ours whole, of another what it says. A disk that is full has a code of ours. */
export function errorOf(thrown: unknown): AnsweredError {
  const error = diskFailure(thrown) ?? thrown
  if (!(error instanceof ZaojunError))
    return { message: error instanceof Error ? (error.stack ?? error.message) : reasonOf(error) }
  const { zh, status } = error
  return { ...error.toJSON(), status, ...(zh === undefined ? {} : { zh }) }
}

/** What a method gives back: a result, and buffers that move rather than being copied. */
export class Moved<Result> {
  readonly result: Result
  readonly transfer: ArrayBuffer[]
  constructor(result: Result, transfer: ArrayBuffer[]) {
    this.result = result
    this.transfer = transfer
  }
}

// biome-ignore lint/suspicious/noExplicitAny: each method types its own argument; `Caller.call` names the pair
type Methods = Record<string, (argument: any) => unknown>

/** Answers calls as they come; a method that throws or rejects answers with the error. */
export function answerCalls(port: MessagePort, methods: Methods): void {
  const answer = async ({ id, method, argument }: Call) => {
    try {
      const result = await methods[method]?.(argument)
      if (result instanceof Moved) port.postMessage({ id, result: result.result } satisfies Answer, result.transfer)
      else port.postMessage({ id, result } satisfies Answer)
    } catch (error) {
      port.postMessage({ id, error: errorOf(error) } satisfies Answer)
    }
  }
  port.on('message', (call: Call) => void answer(call))
  port.postMessage('ready')
  flushCompileCache()
}
