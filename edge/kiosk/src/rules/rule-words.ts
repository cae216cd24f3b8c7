import type { RuleRow, Value } from '../box/shapes.ts'
import { useKitchen } from '../kitchen/kitchen.ts'
import { useUnitText, useValueText } from '../kitchen/reading.ts'
import { useWords } from '../words/i18n.ts'
import { effective } from './effective.ts'

type Watch = RuleRow['watch']
type Surrounding = NonNullable<RuleRow['when']>[number]
const STEPS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const

/** A rule in words: what it looks at, when it is broken, what must hold beside it. */
export function useRuleWords() {
  const kitchen = useKitchen()
  const { t, said } = useWords()
  const unitText = useUnitText()
  const valueText = useValueText()
  const kindOf = (watch: Watch) => kitchen.frame.value?.kinds[('kinds' in watch ? watch.kinds?.[0] : undefined) ?? '']
  const pointOf = (watch: Watch) => ('point' in watch ? kindOf(watch)?.points[watch.point] : undefined)

  /** Seconds in the largest unit that says them exactly. */
  function exactly(seconds: number): string {
    const [unit, size] = STEPS.find(([, each]) => seconds >= each && seconds % each === 0) ?? ['s', 1]
    return t(`rule.span.${unit}`, { n: seconds / size })
  }
  function amount({ watch, broken: { unit } }: RuleRow, value: Value): string {
    if (unit === 's' && typeof value === 'number') return exactly(value)
    const point = pointOf(watch) ?? fieldOf(watch)
    const written = typeof value === 'number' ? unitText(point?.unit === unit ? point : { unit }) : ''
    return `${valueText(value, point)} ${written}`.trim()
  }
  function fieldOf(watch: Watch) {
    if ('event' in watch) return kindOf(watch)?.events?.[watch.event]?.fields[watch.field]
    return 'form' in watch ? kitchen.duties.forms.value.get(watch.form)?.fields[watch.field] : undefined
  }
  function overWords(over: Exclude<NonNullable<RuleRow['over']>, { within: unknown }>): string {
    if ('mean' in over) return t('rule.mean', { span: exactly(over.mean) })
    if ('lag' in over) return t('rule.lag', { span: exactly(over.lag) })
    return t('rule.per-hour', { span: exactly(over.perHour) })
  }
  /** When it is broken: the comparison, the time it must last, the mean it takes. */
  function limit(rule: RuleRow, value: Value = effective(rule).value): string {
    const compared = t(`rule.is.${rule.broken.is}`, { limit: amount(rule, value) })
    const { forSeconds } = effective(rule)
    const parts = [compared]
    if (rule.over !== undefined && 'within' in rule.over) {
      const { above, below } = rule.over.within
      const bound = (one: number | undefined) =>
        one === undefined ? '…' : `${valueText(one, pointOf(rule.watch))} ${unitText(pointOf(rule.watch))}`
      parts[0] = `${t('rule.within', { bounds: t('rule.bounds', { low: bound(above), high: bound(below) }) })} ${compared}`
    } else if (rule.over !== undefined) parts.unshift(overWords(rule.over))
    if ('silence' in rule.watch || 'unreachable' in rule.watch) parts[0] = `${watched(rule)} ${compared}`
    if (forSeconds > 0) parts.push(t('rule.for', { span: exactly(forSeconds) }))
    return parts.join(' · ')
  }
  function watched({ watch, title }: RuleRow): string {
    if ('point' in watch) return `${said(kindOf(watch)?.name)} · ${said(pointOf(watch)?.name, watch.point)}`
    if ('event' in watch)
      return `${said(kindOf(watch)?.name)} · ${said(kindOf(watch)?.events?.[watch.event]?.name, watch.event)}`
    if ('form' in watch) {
      const form = kitchen.duties.forms.value.get(watch.form)
      return `${said(form?.title, watch.form)} · ${said(form?.fields[watch.field]?.name, watch.field)}`
    }
    if ('silence' in watch) return t('rule.silence')
    return 'unreachable' in watch ? t('rule.unreachable') : said(title)
  }
  function surrounding(one: Surrounding, watch: Watch): string {
    if ('zone' in one) return t(`rule.around.${one.zone}`)
    const point = kindOf(watch)?.points[one.point]
    return `${said(point?.name, one.point)} ${valueText(one.is, point)}`
  }
  /** What must hold beside it, what excuses it, where it clears. */
  function conditions(rule: RuleRow): string[] {
    const { when = [], unless = [], clear, watch, broken, setting } = rule
    const moved = typeof broken.value === 'number' && setting?.value !== undefined ? setting.value - broken.value : 0
    return [
      ...when.map((one) => t('rule.when', { what: surrounding(one, watch) })),
      ...unless.map(({ so, atMostSeconds }) =>
        t('rule.unless', { what: surrounding(so, watch), span: exactly(atMostSeconds) }),
      ),
      ...(clear === undefined ? [] : [t('rule.clears', { limit: amount(rule, clear + moved) })]),
    ]
  }
  /** What it cites; a contact of a device says what its kind is called. */
  function source({ citation: { document, clause } }: RuleRow): string {
    const kind = kitchen.frame.value?.kinds[document]
    return [said(kind?.name, document), clause].filter((each) => each !== undefined).join(' · ')
  }
  /** The unit of its limit, as this screen writes it. */
  function unit({ watch, broken }: RuleRow): string {
    const point = pointOf(watch) ?? fieldOf(watch)
    return unitText(point?.unit === broken.unit ? point : { unit: broken.unit })
  }
  return { limit, amount, watched, conditions, source, unit }
}
