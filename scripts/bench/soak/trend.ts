/** t of Student for 95 % on two sides with many samples. */
const T_95 = 1.96

/** How a figure goes over time: units an hour by least squares, and the half width of its 95 % interval. */
export type Trend = { perHour: number; within: number; mean: number }

const HOUR_S = 3600

/** `seconds` and `values` of equal length. Neighbours in time are alike, so the interval is narrower than the truth. */
export function trendOf(seconds: number[], values: number[]): Trend {
  const n = values.length
  const meanOf = (list: number[]) => list.reduce((sum, each) => sum + each, 0) / list.length
  const [x0, y0] = [meanOf(seconds), meanOf(values)]
  let xx = 0
  let xy = 0
  seconds.forEach((x, i) => {
    xx += (x - x0) ** 2
    xy += (x - x0) * ((values[i] ?? 0) - y0)
  })
  const slope = xy / xx
  const left = seconds.reduce((sum, x, i) => sum + ((values[i] ?? 0) - y0 - slope * (x - x0)) ** 2, 0)
  const error = Math.sqrt(left / Math.max(1, n - 2) / xx)
  return { perHour: slope * HOUR_S, within: T_95 * error * HOUR_S, mean: y0 }
}
