import { csvOf } from './csv.ts'
import type { Series } from './series-shape.ts'
import { isoInZone } from './time-zone.ts'

type Heads = Record<'utc' | 'time' | 'value' | 'unit' | 'quality' | 'min' | 'max' | 'resolution', string>

/** Every sample shown, as the API gave it: nothing rounded, nothing filled in. */
export function seriesCsv(series: Series, heads: Heads, subject: { timeZone: string; unit: string }): string {
  const banded = series.min !== undefined && series.max !== undefined
  const head = [heads.utc, `${heads.time} ${subject.timeZone}`, heads.value, heads.unit, heads.quality]
  const rows = series.t.map((at, index) => [
    at === null ? '' : new Date(at).toISOString(),
    at === null ? '' : isoInZone(at, subject.timeZone),
    series.v[index],
    subject.unit,
    series.q[index],
    ...(banded ? [series.min?.[index], series.max?.[index]] : []),
    series.resolution,
  ])
  return csvOf([[...head, ...(banded ? [heads.min, heads.max] : []), heads.resolution], ...rows])
}
