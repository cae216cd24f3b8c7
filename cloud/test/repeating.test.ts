import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Repeating } from '../src/repeating.ts'

const HOUR_MS = 3_600_000

/** Work that ends when it is told to; `log` says what began and ended. */
function work() {
  const log: string[] = []
  const ends: (() => void)[] = []
  const failures: unknown[] = []
  let n = 0
  const repeating = new Repeating({
    place: 'test',
    everyMs: HOUR_MS,
    async work() {
      const mine = ++n
      log.push(`${mine} begins`)
      await new Promise<void>((resolve) => ends.push(resolve))
      log.push(`${mine} ends`)
      if (mine === 13) throw new Error('unlucky')
      return mine
    },
    onFailure: (_place, error) => failures.push(error),
  })
  const end = async () => {
    await turn()
    ends.shift()?.()
    await turn()
  }
  return { repeating, log, failures, end }
}

it('what is asked for by hand waits for what is under way', async () => {
  const { repeating, log, end } = work()
  repeating.start()
  repeating.wake()
  const asked = repeating.once()
  await turn()
  expect(log).toEqual(['1 begins'])
  await end()
  await end()
  expect(await asked).toBe(2)
  expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends'])
  await repeating.stop()
})

it('what is woken waits for what was asked for by hand', async () => {
  const { repeating, log, end } = work()
  repeating.start()
  const asked = repeating.once()
  repeating.wake()
  await turn()
  expect(log).toEqual(['1 begins'])
  await end()
  expect(await asked).toBe(1)
  await end()
  expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends'])
  await repeating.stop()
})

it('who asks learns of a failure, and the next time comes all the same', async () => {
  const { repeating, failures, end } = work()
  for (let n = 1; n < 13; n++) {
    const asked = repeating.once()
    await end()
    await asked
  }
  const asked = expect(repeating.once()).rejects.toThrow('unlucky')
  await end()
  await asked
  const next = repeating.once()
  await end()
  expect(await next).toBe(14)
  expect(failures).toEqual([])
})

it('a wake while it works brings one more time, and stopping waits for that', async () => {
  const { repeating, log, end } = work()
  repeating.start()
  repeating.wake()
  await turn()
  repeating.wake()
  repeating.wake()
  await end()
  const stopped = repeating.stop()
  await end()
  await stopped
  expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends'])
})
