import { computed, shallowReactive } from 'vue'
import type { InterlockRow } from '../box/shapes.ts'

/** An interlock as last told, and this page's ms when it was: what a countdown counts from. */
export type Told = InterlockRow & { heard: number }

const SECOND_MS = 1_000

/** Whole seconds until the countdown or the hold ends, never shown as more than is left. */
export const secondsLeft = ({ remaining = 0, heard }: Told, now: number): number =>
  Math.max(0, Math.floor(remaining - Math.max(0, now - heard) / SECOND_MS))

/** The interlocks of the kitchen: from the picture, kept current step by step. */
export class Interlocks {
  readonly #rows = shallowReactive(new Map<string, Told>())
  readonly all = computed(() => [...this.#rows.values()])
  /** Those about to act, the first to do so first. */
  readonly counting = computed(() =>
    this.all.value
      .filter(({ state }) => state === 'counting')
      .sort((a, b) => a.heard + (a.remaining ?? 0) * SECOND_MS - (b.heard + (b.remaining ?? 0) * SECOND_MS)),
  )
  readonly restless = computed(() => this.all.value.filter(({ state }) => state !== 'ready'))
  /** Moved since the rows were asked for: newer than the answer. */
  #moved = new Set<string>()

  asked(): void {
    this.#moved = new Set()
  }

  adopt(rows: InterlockRow[], heard: number): void {
    const told = new Set(rows.map(({ key }) => key))
    for (const key of this.#rows.keys()) if (!told.has(key)) this.#rows.delete(key)
    for (const row of rows) if (!this.#moved.has(row.key)) this.#rows.set(row.key, { ...row, heard })
  }

  step(row: InterlockRow, heard: number): void {
    this.#moved.add(row.key)
    this.#rows.set(row.key, { ...row, heard })
  }
}
