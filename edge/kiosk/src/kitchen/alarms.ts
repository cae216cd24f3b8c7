import { isClosed, severityRank, wantsAttention } from '@zaojun/core/alarm-life'
import { computed, shallowReactive, shallowRef } from 'vue'
import type { AlarmRow, RuleFace } from '../box/shapes.ts'

/** Takes the banner and sounds; what is only advice stays a quiet line. */
export const isLoud = (alarm: AlarmRow): boolean =>
  wantsAttention(alarm) && alarm.advisory !== true && alarm.severity !== 'info'

/** Critical before major before warn; the newest first among equals. */
export const gravestFirst = (a: AlarmRow, b: AlarmRow): number =>
  severityRank(b.severity) - severityRank(a.severity) || (b.raisedAt ?? 0) - (a.raisedAt ?? 0)

/** The alarms that stand: from the picture, kept current step by step. */
export class Alarms {
  readonly rules = shallowRef<Record<string, RuleFace>>({})
  readonly #standing = shallowReactive(new Map<string, AlarmRow>())
  readonly standing = computed(() => [...this.#standing.values()].sort(gravestFirst))
  readonly loud = computed(() => this.standing.value.filter(isLoud))
  readonly advice = computed(() => this.standing.value.filter((one) => wantsAttention(one) && !isLoud(one)))
  /** Moved since the picture was asked for: newer than the answer. */
  #moved = new Set<string>()

  asked(): void {
    this.#moved = new Set()
  }

  adopt(rows: AlarmRow[], rules: Record<string, RuleFace>): void {
    this.rules.value = rules
    const told = new Set(rows.map(({ id }) => id))
    for (const id of this.#standing.keys()) if (!told.has(id) && !this.#moved.has(id)) this.#standing.delete(id)
    for (const row of rows) if (!this.#moved.has(row.id)) this.#standing.set(row.id, row)
  }

  step(alarm: AlarmRow): void {
    this.#moved.add(alarm.id)
    if (isClosed(alarm)) this.#standing.delete(alarm.id)
    else this.#standing.set(alarm.id, alarm)
  }
}
