import { fail } from '../errors.ts'
import type { Grant } from '../store/rights.ts'

/** A span of time, UTC ms, `to` not included; open ends are infinite. */
export type Span = { from: number; to: number }
/** Of which times somebody may see data; null: of all. */
export type Spans = Span[] | null

export const spanOf = ({ dataFrom, dataTo }: Pick<Grant, 'dataFrom' | 'dataTo'>): Span => ({
  from: dataFrom ?? Number.NEGATIVE_INFINITY,
  to: dataTo ?? Number.POSITIVE_INFINITY,
})

/** What several grants allow together. */
export function spansOf(grants: Pick<Grant, 'dataFrom' | 'dataTo'>[]): Spans {
  const spans = grants.map(spanOf)
  return spans.some(({ from, to }) => from === Number.NEGATIVE_INFINITY && to === Number.POSITIVE_INFINITY)
    ? null
    : spans
}

/** Whether all of `asked` lies within one of them. */
export const covers = (spans: Spans, asked: Span): boolean =>
  spans === null || spans.some(({ from, to }) => asked.from >= from && asked.to <= to)

/** What has no known time lies in no span. */
export const holds = (spans: Spans, at: number | null): boolean =>
  spans === null || (at !== null && spans.some(({ from, to }) => at >= from && at < to))

/** Throws `NOT_GRANTED` naming the time that no grant covers. */
export function demandTime(spans: Spans, at: number | null, name: string): void {
  if (!holds(spans, at))
    throw fail('NOT_GRANTED', { name: `${name}, ${at === null ? '?' : new Date(at).toISOString()}` })
}
