import { loadCatalogue, type Profile } from '@zaojun/device-profiles'
import { planBlocks } from '@zaojun/device-profiles/modbus/blocks'
import { expect, it } from 'vitest'
import { suggestionOf } from '../../src/setup/scan/recognise.ts'

const known = loadCatalogue().profiles.get('igd-toc-635') as Profile
/** One register that counts from −40, as some thermometers do; such a unit usually reads −38. */
const offset: Profile = {
  ...known,
  channels: {
    temperature: {
      name: { zh: '温度', en: 'Temperature' },
      value: 'number',
      from: { table: 'input', address: 0, type: 'uint16', scale: 0.1, offset: -40 },
      min: -40,
      max: 125,
      simulate: { nominal: -38 },
    },
  },
}
const score = (...data: number[]) =>
  suggestionOf(offset, planBlocks(offset), [{ data: Uint8Array.from(data) }])?.score ?? Number.NaN

it('a register nobody wrote is no evidence for a map, whatever its offset makes of the zero', () => {
  const unanswered = suggestionOf(offset, planBlocks(offset), [{ error: 'no-answer' }])
  expect(unanswered).toBeUndefined()
  expect(score(0, 0)).toBeLessThan(1)
  expect(score(0, 20)).toBeGreaterThan(score(0, 0) + 2)
})
