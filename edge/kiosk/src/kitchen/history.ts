import type { PointState } from './points.ts'

/** How far back a sparkline looks. */
export const HISTORY_MS = 10 * 60_000
/** At most one dot a second: a faster point replaces its last one. */
const STEP_MS = 1_000

/** Page ms against value; null breaks the line. */
export type Dot = { at: number; v: number | null }

/** The last minutes of every number on the screen, for sparklines: bounded, not reactive. */
export class History {
  readonly #dots = new Map<string, Dot[]>()

  of(key: string): readonly Dot[] {
    return this.#dots.get(key) ?? []
  }

  append(key: string, { value, quality, basis }: Pick<PointState, 'value' | 'quality' | 'basis'>): void {
    const sound = quality === 'good' || quality === 'uncertain'
    const dot = { at: basis, v: sound && typeof value === 'number' ? value : null }
    const dots = this.#dots.get(key) ?? []
    if (dots.length === 0) this.#dots.set(key, dots)
    const last = dots.at(-1)
    const before = dots.at(-2)
    if (last !== undefined && before !== undefined && last.v !== null && dot.v !== null && dot.at - before.at < STEP_MS)
      dots.pop()
    dots.push(dot)
    while (dots.length > 0 && (dots[0]?.at ?? 0) < basis - HISTORY_MS) dots.shift()
  }

  /** Puts older dots before those already heard live. */
  fill(key: string, older: Dot[]): void {
    const live = this.#dots.get(key) ?? []
    const first = live[0]?.at ?? Number.POSITIVE_INFINITY
    this.#dots.set(key, [...older.filter(({ at }) => at < first), ...live])
  }

  clear(): void {
    this.#dots.clear()
  }
}
