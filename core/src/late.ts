/**
 * Puts what was told late between what was told at once, by the time each was so. What was told at once keeps its
 * order, also where a clock was set back.
 */
export function inPlace<T>(told: T[], late: T[], timeOf: (each: T) => number | null): T[] {
  if (late.length === 0) return told
  const waiting = late.toSorted((a, b) => (timeOf(a) ?? 0) - (timeOf(b) ?? 0))
  const placed: T[] = []
  let next = 0
  for (const each of told) {
    const time = timeOf(each)
    for (let first = waiting[next]; first !== undefined && time !== null; first = waiting[next]) {
      if ((timeOf(first) ?? 0) >= time) break
      placed.push(first)
      next++
    }
    placed.push(each)
  }
  return [...placed, ...waiting.slice(next)]
}
