import type { Node, NodeMessage } from 'node-red'

/**
 * The one place where everything of ours that can fail ends: an async handler that rejects would otherwise end the
 * whole Node-RED process. A failure is logged on the node and counted; it never spreads.
 */
export type Guard = {
  /** Wraps a listener or timer callback, sync or async. */
  wrap<Args extends unknown[]>(work: (...args: Args) => unknown): (...args: Args) => void
  /** Ends a promise nobody awaits. */
  settle(promise: Promise<unknown>): void
  /** Handles each input message; `done` is called exactly once, with the error if `handle` fails. */
  onInput(handle: (message: Message, send: Send) => Promise<void> | void): void
  /** Runs once when the node stops; Node-RED is told when it has finished, whatever happens. */
  onClose(work: () => Promise<void> | void): void
  /** Failures so far. */
  failures(): number
}

export type Message = NodeMessage & Record<string, unknown>
export type Send = (message: unknown) => void

export function guardOf(node: Pick<Node, 'on' | 'error'>): Guard {
  let failures = 0
  const fail = (error: unknown): void => {
    failures += 1
    node.error(textOf(error))
  }
  const attempt = async (work: () => unknown): Promise<void> => {
    await work()
  }
  return {
    wrap:
      (work) =>
      (...args) => {
        attempt(() => work(...args)).catch(fail)
      },
    settle: (promise) => {
      promise.catch(fail)
    },
    onInput: (handle) => {
      node.on('input', (message, send, done) => {
        attempt(() => handle(message as Message, send as Send)).then(
          () => done(),
          (error: unknown) => {
            failures += 1
            done(error instanceof Error ? error : new Error(textOf(error)))
          },
        )
      })
    },
    onClose: (work) => {
      node.on('close', (_removed: boolean, done: () => void) => {
        attempt(work).catch(fail).finally(done)
      })
    },
    failures: () => failures,
  }
}

export const textOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
