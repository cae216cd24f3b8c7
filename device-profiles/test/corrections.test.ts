import { type Correction, corrected } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../src/catalogue.ts'
import { planBlocks } from '../src/modbus/blocks.ts'
import { paramsOf } from '../src/params.ts'
import { UnitDecoder } from '../src/unit-decoder.ts'
import { good } from '../src/value.ts'

const catalogue = loadCatalogue()

function decoderOf(id: string, channel: string, correction: Correction): UnitDecoder {
  const profile = catalogue.profiles.get(id)
  if (profile === undefined) throw new Error(id)
  return new UnitDecoder(profile, paramsOf(profile).params, () => new Map([[channel, correction]]))
}

describe('a correction', () => {
  it('goes to its channel alone, which then says by which calibration', () => {
    const decoder = decoderOf('xy-md02', 'air-temperature', { id: 'cal-1', gain: 1, offset: -0.6 })
    const [block] = planBlocks(catalogue.profiles.get('xy-md02') as never)
    const values = decoder.block(block as never, Uint8Array.from([0x01, 0x31, 0x02, 0x6c]), 0)
    expect(values['air-temperature']).toEqual({ value: 29.9, quality: 'good', calibration: 'cal-1' })
    expect(values['relative-humidity']).toEqual({ value: 62, quality: 'good' })
  })

  it('reaches what is worked out from the channel', () => {
    const correction = { id: 'cal-2', gain: 1.01, offset: 0 }
    const values = decoderOf('yaohua-xk3190-a9', 'displayed', correction).message({ weight: good(10) }, 0)
    expect(corrected(correction, 10)).toBe(10.1)
    expect(values.net).toEqual({ value: 10.1, quality: 'good', calibration: 'cal-2' })
    expect(values.tare?.calibration).toBeUndefined()
  })

  it('makes nothing of a value that is not there', () => {
    const decoder = decoderOf('yaohua-xk3190-a9', 'displayed', { id: 'cal-3', gain: 1, offset: 5 })
    const lost = { value: null, quality: 'bad' as const, reason: 'not-a-number' }
    expect(decoder.message({ weight: lost }, 0).displayed).toEqual(lost)
  })
})
