import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import type { AlarmRow } from '../box/shapes.ts'
import { useWords } from '../words/i18n.ts'
import { useKitchen } from './kitchen.ts'
import { useUnitText, useValueText } from './reading.ts'

/** One shape for each severity: colour never stands alone. */
export const SHAPES: Record<AlarmRow['severity'], string> = { critical: '▲', major: '◆', warn: '■', info: '●' }

/** An alarm in words: what it is, where, what was measured against which limit, and since when. */
export function useAlarmWords(alarm: MaybeRefOrGetter<AlarmRow>) {
  const kitchen = useKitchen()
  const { said, span } = useWords()
  const unitText = useUnitText()
  const valueText = useValueText()
  const device = computed(() => kitchen.frame.value?.devices.find(({ id }) => id === toValue(alarm).device))
  const zone = computed(() => kitchen.frame.value?.zones.find(({ id }) => id === device.value?.zone))
  const rule = computed(() => kitchen.alarms.rules.value[toValue(alarm).rule])
  const point = computed(() => kitchen.frame.value?.kinds[device.value?.kind ?? '']?.points[toValue(alarm).point ?? ''])
  const amount = (value: AlarmRow['value']): string => {
    if (value === undefined) return ''
    const text = valueText(value, point.value)
    if (typeof value !== 'number') return text
    const { unit = point.value?.unit } = rule.value ?? {}
    const written =
      unit === point.value?.unit ? unitText(point.value) : unitText(unit === undefined ? undefined : { unit })
    return `${text} ${written}`.trim()
  }
  /** Where it is about no device, it may be about something to record. */
  const formOf = ({ form }: AlarmRow) =>
    form === undefined ? '' : said(kitchen.duties.forms.value.get(form)?.title, form)
  return {
    rule,
    title: computed(() => said(rule.value?.title, toValue(alarm).rule)),
    place: computed(() =>
      [said(zone.value?.name), device.value?.name ?? toValue(alarm).device ?? formOf(toValue(alarm))]
        .filter((one) => one !== '')
        .join(' · '),
    ),
    value: computed(() => amount(toValue(alarm).value)),
    /** Of a state, the value says all. */
    limit: computed(() => (typeof toValue(alarm).limit === 'number' ? amount(toValue(alarm).limit) : '')),
    shape: computed(() => SHAPES[toValue(alarm).severity]),
    age: computed(() => {
      const wall = kitchen.wall()
      const { raisedAt } = toValue(alarm)
      return wall === null || raisedAt === null ? '' : span(wall - raisedAt)
    }),
  }
}
