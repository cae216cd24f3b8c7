import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, describe, expect, it } from 'vitest'
import { hostileInput, INPUTS, seeded } from './inputs.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** What a parser may hold between inputs, and the heap may grow over all of them. */
const MOST_HELD_BYTES = 4096
const MOST_GROWTH_BYTES = 32 * 2 ** 20
/** All of it is work for the processor, which others may be using too. */
const PATIENCE_MS = 300_000
/** So many pieces of what never ends. */
const ENDLESS_PIECES = 1_000

/**
 * A parser of bytes from outside. `feed` gives it one input; where it keeps bytes for the next one it returns how many
 * it holds now, which may never be more than `most`. `good`: frames it takes, to be spoiled; without any it gets noise
 * alone. `endless`: a piece of a frame that never ends, fed again and again.
 */
export type Row = {
  name: string
  feed(bytes: Uint8Array): number | undefined
  good?: readonly Uint8Array[]
  most?: number
  endless?: Uint8Array
}

/** A test for each parser; how many inputs each has borne is printed. */
export function bearHostileInputs(rows: readonly Row[]): void {
  describe('hostile inputs', () => {
    const counts: string[] = []
    afterAll(() => console.info(`hostile inputs without a throw: ${counts.join(', ')}`))

    it.each(rows)(
      'do $name no harm',
      ({ name, feed, good = [], most: allowed = MOST_HELD_BYTES, endless }) => {
        const random = seeded(0x5eed)
        collect()
        const before = process.memoryUsage().heapUsed
        let most = 0
        for (let index = 0; index < INPUTS; index++) most = Math.max(most, feed(hostileInput(random, index, good)) ?? 0)
        for (let n = 0; endless !== undefined && n < ENDLESS_PIECES; n++) most = Math.max(most, feed(endless) ?? 0)
        collect()
        expect(most).toBeLessThanOrEqual(allowed)
        expect(process.memoryUsage().heapUsed - before).toBeLessThan(MOST_GROWTH_BYTES)
        counts.push(`${name} ${INPUTS + (endless === undefined ? 0 : ENDLESS_PIECES)} (held ${most})`)
      },
      PATIENCE_MS,
    )
  })
}
