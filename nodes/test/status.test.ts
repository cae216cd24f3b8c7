import { describe, expect, it } from 'vitest'
import {
  ageText,
  MAX_STATUS_CHARACTERS,
  type Status,
  StatusLine,
  statusOf,
  type Translate,
} from '../src/shared/status.ts'

const plain: Translate = (key, values) => `${key}${values === undefined ? '' : ` ${Object.values(values).join(' ')}`}`

/** Time that only moves when told. */
function clock() {
  let now = 0
  const due: { at: number; work: () => void }[] = []
  return {
    now: () => now,
    after: (ms: number, work: () => void) => {
      const entry = { at: now + ms, work }
      due.push(entry)
      return () => {
        due.splice(due.indexOf(entry), 1)
      }
    },
    pass: (ms: number) => {
      now += ms
      for (const entry of due.filter(({ at }) => at <= now)) {
        due.splice(due.indexOf(entry), 1)
        entry.work()
      }
    },
  }
}

describe('the status grammar', () => {
  it('gives each state its colour and shape', () => {
    const looks = ({ fill, shape }: Status) => `${fill} ${shape}`
    expect(looks(statusOf.unset(plain, 'no-gateway'))).toBe('grey ring')
    expect(looks(statusOf.connecting(plain, 2))).toBe('yellow ring')
    expect(looks(statusOf.good('5 kg'))).toBe('green dot')
    expect(looks(statusOf.doubtful('−'))).toBe('yellow dot')
    expect(looks(statusOf.offline(plain, 'device-offline', 0))).toBe('red ring')
    expect(looks(statusOf.wrong(plain, 'duplicate'))).toBe('red dot')
  })

  it('never says more than 32 characters', () => {
    const { text } = statusOf.wrong(() => '长'.repeat(80), 'duplicate')
    expect([...text]).toHaveLength(MAX_STATUS_CHARACTERS)
    expect(text.endsWith('…')).toBe(true)
  })

  it('tells the age of a value in coarse steps', () => {
    const ages = [0, 9_999, 10_000, 29_000, 61_000, 7_200_000].map((ms) => ageText(plain, ms))
    expect(ages).toEqual(['age.now', 'age.now', 'age.seconds 10', 'age.seconds 20', 'age.minutes 1', 'age.hours 2'])
  })
})

describe('a status line', () => {
  const watched = () => {
    const time = clock()
    const shown: string[] = []
    const line = new StatusLine({ ...time, show: ({ text }) => shown.push(text) })
    return { time, shown, line }
  }

  it('shows only what changed', () => {
    const { time, shown, line } = watched()
    for (const text of ['1 kg', '1 kg', '1 kg']) {
      line.set(statusOf.good(text))
      time.pass(2000)
    }
    expect(shown).toEqual(['1 kg'])
  })

  it('shows at most one change a second, and the last one always', () => {
    const { time, shown, line } = watched()
    for (const text of ['1 kg', '2 kg', '3 kg', '4 kg']) line.set(statusOf.good(text))
    expect(shown).toEqual(['1 kg'])
    time.pass(999)
    expect(shown).toEqual(['1 kg'])
    time.pass(1)
    expect(shown).toEqual(['1 kg', '4 kg'])
  })

  it('shows nothing more once it is stopped', () => {
    const { time, shown, line } = watched()
    line.set(statusOf.good('1 kg'))
    line.set(statusOf.good('2 kg'))
    line.stop()
    time.pass(5000)
    expect(shown).toEqual(['1 kg'])
  })
})
