/** Lines of text, and what a tile has round them (px). */
const LINE = 1.2
const VALUE_LINE = 1.08
const HEAD_LINE = 1.25
const ROUND = 26
const GAP = 3

const size = (name: string) => Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name))

/**
 * How many points fit on a room's tile of that height (px), and how many where it says what is wrong on a line of its
 * own; `tagged` is 0 where there is no room for that line. `narrow`: a value stands below its name.
 */
export function placesIn(height: number, { narrow, most }: { narrow: boolean; most: number }) {
  const label = size('--label') * LINE
  const value = size('--value') * VALUE_LINE
  const point = (narrow ? label + value : Math.max(label * 2, value)) + GAP
  const room = height - ROUND - size('--title') * HEAD_LINE
  const within = (px: number) => Math.min(most, Math.floor(px / point))
  return { places: Math.max(1, within(room)), tagged: Math.max(0, within(room - label - GAP)) }
}
