import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventText, type StreamEvent } from '../../console/src/event-text.ts'
import { LONGEST_RETRY_MS, retryDelayMs } from '../../console/src/retry-delay.ts'

describe('The live stream', () => {
  it('reads the same events however the bytes are cut', () => {
    const text = 'retry: 3000\n\nevent: latest\ndata: [1]\n\n: here\n\nevent: boxes\ndata: {"a":\ndata: 2}\n\n'
    const whole = new EventText().take(text)
    expect(whole.map(({ event, data }) => [event, data])).toEqual([
      ['message', undefined],
      ['latest', '[1]'],
      ['message', undefined],
      ['boxes', '{"a":\n2}'],
    ])
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = new EventText()
        const edges = [0, ...cuts.sort((a, b) => a - b), text.length]
        const events: StreamEvent[] = edges.flatMap((edge, index) => reader.take(text.slice(edge, edges[index + 1])))
        expect(events).toEqual(whole)
      }),
    )
  })

  it('takes any text without falling over', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(Array.isArray(new EventText().take(text))).toBe(true)))
  })

  it('waits longer after each failure, up to a cap', () => {
    expect([0, 1, 2, 3, 20].map((attempt) => retryDelayMs(attempt, 1))).toEqual([
      1000,
      2000,
      4000,
      8000,
      LONGEST_RETRY_MS,
    ])
  })

  it('spreads its attempts so that screens do not all come back at once', () => {
    expect(retryDelayMs(3, 0)).toBe(retryDelayMs(3, 1) / 2)
  })
})
