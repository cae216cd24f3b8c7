import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import type { Device, Kind, Value } from '../box/shapes.ts'
import { useWords } from '../words/i18n.ts'
import { type Judgement, judge } from './judgement.ts'
import { type Kitchen, useKitchen } from './kitchen.ts'
import { keyOf } from './points.ts'

export type KindPoint = Kind['points'][string]
const UCUM_TEXT: Record<string, string> = { Cel: '℃', '%': '%', '1': '' }
export const unitText = (point: Pick<KindPoint, 'unit' | 'unitText'> | undefined): string =>
  point?.unitText ?? UCUM_TEXT[point?.unit ?? ''] ?? point?.unit ?? ''

/** The unit as this screen's language writes it: times have words. */
export function useUnitText(): (point: Pick<KindPoint, 'unit' | 'unitText'> | undefined) => string {
  const { spell } = useWords()
  return (point) => {
    const text = unitText(point)
    return text === '' ? '' : spell('unit', text)
  }
}

export function judgePoint(kitchen: Kitchen, device: Device, point: string): Judgement {
  const kind = kitchen.frame.value?.kinds[device.kind]
  return judge(kitchen.points.get(keyOf(device.id, point)), {
    link: kitchen.link.value,
    health: kitchen.health.get(device.id),
    now: kitchen.beat.value,
    longestSilenceSeconds: kind?.points[point]?.longestSilenceSeconds,
  })
}

/** Writes values as the catalogue says: decimals for numbers, words for states. */
export function useValueText(): (
  value: Value | undefined,
  point: Pick<KindPoint, 'decimals' | 'states'> | undefined,
) => string {
  const { t, said } = useWords()
  return (value, point) => {
    if (value === null || value === undefined) return '—'
    if (typeof value === 'number') return point?.decimals === undefined ? String(value) : value.toFixed(point.decimals)
    const words = point?.states?.[String(value)]
    if (words !== undefined) return said(words)
    return typeof value === 'boolean' ? t(`value.${value}`) : value
  }
}

/** One point as a screen shows it: value (struck through when it must not be read as current), unit, age, judgement. */
export function useReading(device: MaybeRefOrGetter<Device>, point: MaybeRefOrGetter<string>) {
  const kitchen = useKitchen()
  const { t, span, because } = useWords()
  const unitText = useUnitText()
  const valueText = useValueText()
  const kindPoint = computed(() => kitchen.frame.value?.kinds[toValue(device).kind]?.points[toValue(point)])
  const state = computed(() => kitchen.points.get(keyOf(toValue(device).id, toValue(point))))
  const judgement = computed(() => judgePoint(kitchen, toValue(device), toValue(point)))
  const held = computed(() => (state.value?.value === null ? state.value.lastHeld : state.value))
  const age = computed(() =>
    state.value === undefined ? undefined : Math.max(0, kitchen.beat.value - state.value.basis),
  )
  const oldest = computed(() => (held.value === undefined ? (age.value ?? 0) : kitchen.beat.value - held.value.basis))
  return {
    kindPoint,
    state,
    judgement,
    age,
    struck: computed(() => judgement.value.look === 'stale' || judgement.value.look === 'bad'),
    text: computed(() => valueText(held.value?.value, kindPoint.value)),
    unit: computed(() => unitText(kindPoint.value)),
    simulated: computed(() => state.value?.origin === 'simulated'),
    ageText: computed(() => (age.value === undefined ? '' : span(age.value))),
    /** Why it is not good, in words. */
    why: computed(() => {
      const { why } = judgement.value
      return why === undefined ? '' : t(`why.${why}`, { span: span(oldest.value) })
    }),
    /** The driver's reason, in words where there are any. */
    reason: computed(() => because(judgement.value.reason)),
  }
}
