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

  it('gives up an event that never ends instead of holding it for ever', () => {
    const reader = new EventText()
    const endless = 'x'.repeat(1024 * 1024)
    expect(() => {
      for (let megabytes = 0; megabytes < 20; megabytes++) reader.take(endless)
    }).toThrow('has no end')
  })

  it('makes of any text only events whose data holds whole lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\n', '\r', ':', ' ', 'data', 'event', 'x') }), (text) => {
        for (const { data } of new EventText().take(`${text}\n\n`)) expect(data?.includes('\r') ?? false).toBe(false)
      }),
    )
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
