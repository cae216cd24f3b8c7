import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { type Guard, guardOf } from '../src/shared/guard.ts'

/** A node as far as a guard sees it. */
class BareNode extends EventEmitter {
  readonly errors: string[] = []
  error(text: string): void {
    this.errors.push(text)
  }
}

function guarded(): { node: BareNode; guard: Guard } {
  const node = new BareNode()
  return { node, guard: guardOf(node as never) }
}
const input = (node: BareNode, message: object) =>
  new Promise<{ error: unknown; count: number }>((resolve) => {
    let count = 0
    node.emit(
      'input',
      message,
      () => {},
      (error?: unknown) => {
        count += 1
        setImmediate(() => resolve({ error, count }))
      },
    )
  })

describe('a guard', () => {
  it('ends each message once, with nothing, when all went well', async () => {
    const { node, guard } = guarded()
    guard.onInput(async () => {})
    expect(await input(node, {})).toEqual({ error: undefined, count: 1 })
  })

  it('ends a message whose handler rejects with its error, and counts it', async () => {
    const { node, guard } = guarded()
    guard.onInput(() => Promise.reject(new Error('no valve')))
    expect(await input(node, {})).toEqual({ error: new Error('no valve'), count: 1 })
    expect(guard.failures()).toBe(1)
  })

  it('ends a message whose handler throws what is no error', async () => {
    const { node, guard } = guarded()
    guard.onInput(() => {
      throw 'text'
    })
    expect(await input(node, {})).toEqual({ error: new Error('text'), count: 1 })
  })

  it('keeps a listener or timer that fails, at once or later, from ending the process', async () => {
    const { node, guard } = guarded()
    guard.wrap(() => {
      throw new Error('at once')
    })()
    guard.wrap(async () => {
      await Promise.resolve()
      throw new Error('later')
    })()
    guard.settle(Promise.reject(new Error('nobody waits')))
    await new Promise((resolve) => setImmediate(resolve))
    expect(node.errors.toSorted()).toEqual(['at once', 'later', 'nobody waits'])
    expect(guard.failures()).toBe(3)
  })

  it('tells Node-RED that a node has closed, even when closing failed', async () => {
    const { node, guard } = guarded()
    guard.onClose(() => Promise.reject(new Error('stuck')))
    await new Promise<void>((resolve) => node.emit('close', true, resolve))
    expect(node.errors).toEqual(['stuck'])
  })
})
