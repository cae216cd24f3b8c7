import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inPlace } from '../src/late.ts'

type Told = { t: number | null; n: number }
const timeOf = ({ t }: Told) => t

it('what was told late stands between its neighbours in time, and what was told at once keeps its order', () => {
  const told = [10, null, 20, 15, 40].map((t, n) => ({ t, n }))
  const late = [30, 5, 12, 50].map((t, n) => ({ t, n: n + 10 }))
  expect(inPlace(told, late, timeOf).map(timeOf)).toEqual([5, 10, null, 12, 20, 15, 30, 40, 50])
})

it('nothing is lost and nothing told at once changes places', () => {
  const rows = fc.array(fc.option(fc.nat(1000), { nil: null })).map((all) => all.map((t, n) => ({ t, n })))
  const known = fc.array(fc.nat(1000)).map((all) => all.map((t, n) => ({ t, n: n + 1_000_000 })))
  fc.assert(
    fc.property(rows, known, (told, late) => {
      const placed = inPlace<Told>(told, late, timeOf)
      expect(placed).toHaveLength(told.length + late.length)
      expect(placed.filter(({ n }) => n < 1_000_000)).toEqual(told)
    }),
  )
})
