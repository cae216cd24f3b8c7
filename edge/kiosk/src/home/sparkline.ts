import { type Dot, HISTORY_MS } from '../kitchen/history.ts'

/** The SVG path of the last minutes in a `width`×`height` box, lifted at every break. Empty when there is nothing to join. */
export function sparklinePath(dots: readonly Dot[], now: number, width: number, height: number): string {
  const shown = dots.filter(({ at }) => at >= now - HISTORY_MS)
  const values = shown.flatMap(({ v }) => (v === null ? [] : [v]))
  if (values.length < 2) return ''
  const low = Math.min(...values)
  const high = Math.max(...values)
  const room = high - low || 1
  let path = ''
  let down = false
  let last = 0
  for (const { at, v } of shown) {
    if (v === null) {
      down = false
      continue
    }
    const x = ((at - now) / HISTORY_MS + 1) * width
    const y = high === low ? height / 2 : 2 + (1 - (v - low) / room) * (height - 4)
    // A clock that was set back shows as a step to the left: lift there too.
    path += `${down && x >= last ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    down = true
    last = x
  }
  return path
}
