import { loadCatalogue } from '@zaojun/device-profiles'
import { describe, expect, it } from 'vitest'
import { SimulatedUnit } from '../simulator/simulated-unit.ts'

const { profiles } = loadCatalogue()
const unitOf = (kind: string): SimulatedUnit => {
  const profile = profiles.get(`zaojun-contract-${kind}`)
  if (profile === undefined) throw new Error(kind)
  return new SimulatedUnit({ id: 'u', bus: 'b', profile: profile.id, address: 1 }, profile, {
    now: () => 0,
    random: () => 0,
  })
}
const answer = (unit: SimulatedUnit, hex: string): string =>
  Buffer.from(unit.answer(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')))).toString('hex')

describe('a simulated unit of the reference contract', () => {
  it('[D23] puts a flame out and never lights one', () => {
    const burner = unitOf('smart-burner')
    expect(burner.value('flame-on')).toBe(true)
    expect(answer(burner, '05 0000 0000')).toBe('0500000000')
    expect(burner.value('flame-on')).toBe(false)
    expect(answer(burner, '05 0000 ff00')).toBe('8503')
    expect(burner.value('flame-on')).toBe(false)
  })

  it('[D16] keeps its lamp out while somebody is there, and puts it out when somebody comes', () => {
    const lamp = unitOf('uv-lamp')
    lamp.hold('occupied', true)
    expect(answer(lamp, '05 0000 ff00')).toBe('8503')
    lamp.hold('occupied', false)
    expect(answer(lamp, '05 0000 ff00')).toBe('050000ff00')
    expect([lamp.value('lamp-on'), lamp.value('irradiance')]).toEqual([true, 105])
    lamp.hold('occupied', true)
    expect([lamp.value('lamp-on'), lamp.value('irradiance')]).toEqual([false, 0])
  })

  it('takes a set point within its limits and refuses one beyond them', () => {
    const fryer = unitOf('oil-temp-online')
    expect(answer(fryer, '06 0100 0721')).toBe('0601000721')
    expect(fryer.value('target-temperature')).toBe(182.5)
    expect(answer(fryer, '06 0100 07d0')).toBe('8603')
    expect(fryer.value('target-temperature')).toBe(182.5)
  })

  it('refuses what it does not know: other functions, places that are not there, several at once', () => {
    const cabinet = unitOf('workwear-cabinet')
    expect(answer(cabinet, '0f 0000 0002 01 03')).toBe('8f01')
    expect(answer(cabinet, '10 0100 0001 02 0000')).toBe('9001')
    expect(answer(cabinet, '05 0009 ff00')).toBe('8502')
    expect(answer(cabinet, '04 0080 0001')).toBe('8402')
  })

  it('reads FFFF where it has nothing', () => {
    expect(answer(unitOf('uv-lamp'), '04 0001 0002')).toBe('0404ffff0000')
  })
})
