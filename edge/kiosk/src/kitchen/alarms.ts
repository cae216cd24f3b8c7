import { isClosed, severityRank, wantsAttention } from '@zaojun/core/alarm-life'
import { computed, shallowReactive, shallowRef } from 'vue'
import type { AlarmOverview, AlarmRow, RuleFace } from '../box/shapes.ts'

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
  /** Grouped by cause, once the box told. */
  readonly overview = shallowRef<AlarmOverview>()
  /** Of what should sound, as much as people can take: the box says which groups do. */
  readonly sounding = computed(() => {
    const silent = new Set(
      this.overview.value?.groups.filter(({ sounding }) => !sounding).flatMap(({ alarms }) => alarms),
    )
    return this.loud.value.filter(({ id }) => !silent.has(id))
  })
  readonly advice = computed(() => this.standing.value.filter((one) => wantsAttention(one) && !isLoud(one)))
  groupOf(id: string): AlarmOverview['groups'][number] | undefined {
    return this.overview.value?.groups.find(({ alarms }) => alarms.includes(id))
  }
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
