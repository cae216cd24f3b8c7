import type { Node, NodeAPI } from 'node-red'
import { type Guard, guardOf } from './guard.ts'
import { type Status, StatusLine, type Translate } from './status.ts'

/** What every node of ours is given: its guard, its status line, its timers and its language. */
export type NodeKit = {
  guard: Guard
  translate: Translate
  language: string
  show(status: Status): void
  now(): number
  random(): number
  after(ms: number, work: () => void): () => void
  every(ms: number, work: () => void): () => void
}

/** All timers are cleared when the node closes. */
export function kitOf(RED: NodeAPI, node: Node): NodeKit {
  const guard = guardOf(node)
  const running = new Set<() => void>()
  const keep = (clear: () => void) => {
    const undo = () => {
      clear()
      running.delete(undo)
    }
    running.add(undo)
    return undo
  }
  const after = (ms: number, work: () => void) => {
    const guarded = guard.wrap(work)
    const timer = setTimeout(() => {
      undo()
      guarded()
    }, ms)
    const undo = keep(() => clearTimeout(timer))
    return undo
  }
  const every = (ms: number, work: () => void) => {
    const timer = setInterval(guard.wrap(work), ms)
    return keep(() => clearInterval(timer))
  }
  const line = new StatusLine({ show: (status) => node.status(status), now: () => performance.now(), after })
  guard.onClose(() => {
    for (const undo of [...running]) undo()
  })
  const translate: Translate = (key, values) => String(RED._(`${key}`, { ...values }))
  return {
    guard,
    translate,
    language: languageOf(RED),
    show: (status) => line.set(status),
    now: () => Date.now(),
    random: () => Math.random(),
    after,
    every,
  }
}

const languageOf = (RED: NodeAPI): string => {
  const settings = RED.settings as unknown as { lang?: unknown }
  return typeof settings.lang === 'string' ? settings.lang : 'zh-CN'
}
