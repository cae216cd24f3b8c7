import { numberOf } from '../alarms/person.ts'
import type { FormField } from '../box/shapes.ts'
import { useUnitText } from '../kitchen/reading.ts'
import { useWords } from '../words/i18n.ts'
import type { Answer } from './filling.ts'

/** Writes an answer as the form says: options by their words, numbers with their unit. */
export function useAnswerText(): (answer: Answer | undefined, field: FormField) => string {
  const { t, said } = useWords()
  const unitText = useUnitText()
  return (answer, field) => {
    if (answer === undefined) return '—'
    if (answer instanceof Blob) return t(field.value === 'signature' ? 'duty.signed' : 'duty.photographed')
    if (typeof answer === 'boolean') return t(`value.${answer}`)
    if (Array.isArray(answer)) return answer.map((one) => said(field.options?.[one], one)).join(t('duty.and'))
    if (typeof answer === 'number') return `${answer} ${unitText(field)}`.trim()
    if (field.value === 'person') return numberOf(answer)
    return said(field.options?.[answer], answer)
  }
}
