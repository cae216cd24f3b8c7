import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DueHours, isItsTurn } from '../src/rollup/due.ts'

const HOUR_MS = 3_600_000
const NOON = Date.UTC(2027, 2, 1, 12)
const EVERY = { intervalMs: 10_000, openHourMs: 300_000 }
const sites = Array.from({ length: 100 }, (_, index) => index + 1)

it('every site has its turn once in the time an hour in progress may wait, however irregular the passes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 60 }), (pauses) => {
      const hours = new DueHours(EVERY)
      const last = new Map<number, number>()
      let now = NOON
      hours.next(now)
      for (const site of sites) last.set(site, now)
      for (const pause of pauses) {
        now += pause
        const due = hours.next(now)
        for (const site of sites) if (isItsTurn(site, due)) last.set(site, now)
        const longest = Math.max(...sites.map((site) => now - (last.get(site) ?? 0)))
        expect(longest).toBeLessThanOrEqual(EVERY.openHourMs + EVERY.intervalMs)
      }
    }),
  )
})

it('one pass takes no more than its share of the sites', () => {
  const hours = new DueHours(EVERY)
  hours.next(NOON)
  const taken = [10, 20, 30].map((seconds) => {
    const due = hours.next(NOON + seconds * 1000)
    return sites.filter((site) => isItsTurn(site, due)).length
  })
  expect(Math.max(...taken)).toBeLessThanOrEqual(4)
})

it('the first pass, and one after the clock was set back, takes all of them', () => {
  const hours = new DueHours(EVERY)
  for (const now of [NOON, NOON - HOUR_MS]) {
    const due = hours.next(now)
    expect(sites.every((site) => isItsTurn(site, due))).toBe(true)
  }
})

it('an hour that is over is due at once when the last of the sites has had its turn at it', () => {
  const settledAt = (now: number) => new DueHours(EVERY).next(now).settled
  expect(settledAt(NOON + 299_999)).toBe(NOON / HOUR_MS - 1)
  expect(settledAt(NOON + 300_000)).toBe(NOON / HOUR_MS)
})

it('where an hour in progress need not wait, all are due each time', () => {
  const hours = new DueHours({ intervalMs: 10_000, openHourMs: 1_000 })
  for (const seconds of [0, 10, 20, 35]) {
    const due = hours.next(NOON + seconds * 1000)
    expect(sites.every((site) => isItsTurn(site, due))).toBe(true)
  }
})
