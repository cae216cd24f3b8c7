import { describe, expect, it } from 'vitest'
import { freshnessOf, needsAttention } from '../../console/src/freshness.ts'

const NOW = Date.UTC(2026, 0, 1)
const MINUTE_MS = 60_000

describe('A current value', () => {
  it('is good while its point may be silent', () => {
    expect(freshnessOf({ quality: 'good', at: NOW - 6 * MINUTE_MS }, NOW)).toBe('good')
  })

  it('is overdue once nothing followed for longer, though it was good', () => {
    expect(freshnessOf({ quality: 'good', at: NOW - 8 * MINUTE_MS }, NOW)).toBe('silent')
  })

  it('is overdue sooner where its kind says so', () => {
    expect(freshnessOf({ quality: 'good', at: NOW - 3 * MINUTE_MS }, NOW, 10)).toBe('silent')
  })

  it('stays stale however young the reading that said so', () => {
    expect(freshnessOf({ quality: 'stale', at: NOW }, NOW)).toBe('stale')
  })

  it('of unknown time is taken at its word', () => {
    expect(freshnessOf({ quality: 'uncertain', at: null }, NOW)).toBe('uncertain')
  })

  it('asks for a look when it is bad, stale or overdue, and not when it is uncertain', () => {
    const asking = (['good', 'uncertain', 'bad', 'stale', 'silent'] as const).filter(needsAttention)
    expect(asking).toEqual(['bad', 'stale', 'silent'])
  })
})
