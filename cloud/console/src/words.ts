import { useI18n } from 'vue-i18n'
import { OPERATOR } from './parties.ts'
import { ageOf } from './time.ts'
import { formatTime, type TimeStyle } from './time-zone.ts'

type Bilingual = { zh: string; en: string }

/** The sentences every page shares: names in the reader's language, ages, times, codes with a fallback. */
export function useWords() {
  const { t, te, locale } = useI18n()
  const nameOf = (text: Bilingual | undefined, otherwise: string): string =>
    text === undefined ? otherwise : locale.value === 'en' ? text.en : text.zh
  const age = (ms: number): string => {
    const { unit, n } = ageOf(ms)
    return t(`age.${unit}`, { n })
  }
  const ago = (ms: number): string => t('age.ago', { age: age(ms) })
  const time = (at: number, timeZone: string, style: TimeStyle): string => formatTime(at, locale.value, timeZone, style)
  /** A stable code in words where the console knows it, else the code itself: never hidden. */
  const codeWord = (area: string, code: string): string => (te(`${area}.${code}`) ? t(`${area}.${code}`) : code)
  /** A party by its name, its id where none is known. */
  const partyWord = (id: string, name?: string | null): string =>
    id === OPERATOR ? t('rights.operator') : (name ?? id)
  const number = (value: number, decimals = 0): string =>
    value.toLocaleString(locale.value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  return { t, locale, nameOf, age, ago, time, codeWord, partyWord, number }
}
