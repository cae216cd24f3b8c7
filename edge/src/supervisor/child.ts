import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'

/** What a child says to its supervisor over IPC. */
export type FromChild = { type: 'alive' } | { type: 'ready'; state: string }
export type ToChild = { type: 'stop' }

const BEAT_EVERY_MS = 1_000

/**
 * Makes this process a child of the supervisor: beats as long as the event loop turns, stops cleanly when told to,
 * and never outlives its parent. Without a parent (started by hand) it only handles signals.
 * `stop` must end by itself; the process then exits.
 */
export function becomeChild(stop: () => Promise<void>): { ready(state: string): void } {
  let stopping = false
  const say = (message: FromChild): void => {
    if (process.connected) process.send?.(message, () => {})
  }
  const end = (code: number): void => {
    if (stopping) return
    stopping = true
    stop().then(
      () => process.exit(code),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', () => end(0))
  process.on('SIGINT', () => end(0))
  if (process.send !== undefined) {
    process.on('disconnect', () => end(0))
    process.on('message', (message) => {
      if ((message as ToChild | null)?.type === 'stop') end(0)
    })
    setInterval(() => say({ type: 'alive' }), BEAT_EVERY_MS).unref()
    say({ type: 'alive' })
  }
  return {
    ready: (state) => {
      // A box seldom ends cleanly: what was compiled is kept now, not at exit.
      flushCompileCache()
      // From now on the heap is kept near what lives in it. At the start that would cost a second.
      setFlagsFromString('--optimize-for-size')
      say({ type: 'ready', state })
    },
  }
}

/** For a child whose event loop may hang: a thread ends the process when its parent is gone, even then. */
export function dieWithParent(): void {
  const watch = `
    const { workerData: parent } = require('node:worker_threads')
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 1000)
  `
  const worker = new Worker(watch, {
    eval: true,
    workerData: process.ppid,
    stdout: false,
    stderr: false,
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  })
  worker.on('error', () => {})
  worker.unref()
}
