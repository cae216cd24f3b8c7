/** One measured figure; `ratio` is value ÷ baseline (or as `note` says), both taken in the same run. */
export type Figure = { name: string; value: number; unit: string; baseline?: number; ratio?: number; note?: string }

const round = (value: number): number => Number(value.toPrecision(4))

/** Prints the figure as one JSON line. */
export function printFigure(figure: Figure): void {
  const { name, value, unit, baseline, ratio, note } = figure
  console.log(
    JSON.stringify({
      name,
      value: round(value),
      unit,
      ...(baseline === undefined ? {} : { baseline: round(baseline) }),
      ...(ratio === undefined ? {} : { ratio: round(ratio) }),
      ...(note === undefined ? {} : { note }),
    }),
  )
}

/** The p-th percentile (0–100) of unsorted samples. */
export function percentile(samples: number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN
}

export const median = (samples: number[]): number => percentile(samples, 50)
