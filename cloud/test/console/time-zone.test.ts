import { fromZone, zoneOffset } from '@zaojun/core/local-time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTime, isoInZone } from '../../console/src/time-zone.ts'

const HOUR_MS = 3_600_000
const moment = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) })

describe('The clock of a site', () => {
  it('is shown whatever the zone of the browser', () => {
    expect(formatTime(Date.UTC(2026, 0, 1, 4), 'zh-CN', 'Asia/Shanghai', 'clock')).toBe('12:00:00')
  })

  it('knows summer time', () => {
    expect(zoneOffset(Date.UTC(2026, 6, 1), 'Europe/Berlin')).toBe(2 * HOUR_MS)
  })

  it('is read back to the moment it showed', () => {
    fc.assert(
      fc.property(moment, (at) => {
        expect(fromZone(at + zoneOffset(at, 'Asia/Shanghai'), 'Asia/Shanghai')).toBe(at)
      }),
    )
  })

  it('stands in files with its offset, and means the same moment', () => {
    fc.assert(
      fc.property(moment, (at) => {
        expect(Date.parse(isoInZone(at, 'America/St_Johns'))).toBe(at)
      }),
    )
  })
})
