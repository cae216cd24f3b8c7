import { describe, expect, it } from 'vitest'
import { csvOf } from '../../console/src/csv.ts'
import { seriesCsv } from '../../console/src/series-csv.ts'

const heads = {
  utc: 'utc',
  time: 'time',
  value: 'value',
  unit: 'unit',
  quality: 'quality',
  min: 'min',
  max: 'max',
  resolution: 'resolution',
}

describe('The CSV export', () => {
  it('quotes what would break a row', () => {
    expect(csvOf([['a,b', 'c"d', 'e\nf']])).toBe('\ufeff"a,b","c""d","e\nf"\r\n')
  })

  it('lets no text run as a formula', () => {
    expect(csvOf([['=1+1']])).toBe("\ufeff'=1+1\r\n")
  })

  it('keeps negative numbers numbers', () => {
    expect(csvOf([[-18.5]])).toBe('\ufeff-18.5\r\n')
  })

  it('has a row for every sample, the bad ones with an empty value', () => {
    const at = Date.UTC(2026, 0, 1)
    const series = { resolution: 'raw' as const, t: [at, null], v: [3.25, null], q: ['good', 'bad'] }
    const [, first, second] = seriesCsv(series, heads, { timeZone: 'Asia/Shanghai', unit: '°C' }).split('\r\n')
    expect(first).toBe('2026-01-01T00:00:00.000Z,2026-01-01T08:00:00.000+08:00,3.25,°C,good,raw')
    expect(second).toBe(',,,°C,bad,raw')
  })
})
