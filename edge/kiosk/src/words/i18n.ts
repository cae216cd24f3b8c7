import { createI18n, useI18n } from 'vue-i18n'
import { BoxFault } from '../box/client.ts'
import { spanOf } from './durations.ts'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
const KEPT_AS = 'zaojun-language'

function keptLanguage(): Language {
  try {
    return localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'zh-CN'
  } catch {
    return 'zh-CN'
  }
}

export const i18n = createI18n({
  legacy: false,
  locale: keptLanguage(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN, en },
})
document.documentElement.lang = i18n.global.locale.value

export function chooseLanguage(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language
  try {
    localStorage.setItem(KEPT_AS, language)
  } catch {
    // A browser without storage keeps the choice until it is reloaded.
  }
}

/** Words for this screen: messages, bilingual catalogue texts, spans of time, faults. */
export function useWords() {
  const { t, te, locale } = useI18n()
  return {
    t,
    language: locale,
    said: (text: { zh: string; en: string } | undefined, otherwise = ''): string =>
      text === undefined ? otherwise : locale.value === 'en' ? text.en : text.zh,
    span: (ms: number): string => {
      const { key, n } = spanOf(ms)
      return t(`span.${key}`, { n })
    },
    /** The words for a code of that sort, or the code itself. */
    spell: (sort: string, code: string): string => (te(`${sort}.${code}`) ? t(`${sort}.${code}`) : code),
    /** The words for a reason code, or the code itself. */
    because: (reason: string | undefined): string =>
      reason === undefined ? '' : te(`reason.${reason}`) ? t(`reason.${reason}`) : reason,
    faultText: (thrown: unknown): string => {
      if (!(thrown instanceof BoxFault)) return thrown instanceof Error ? thrown.message : String(thrown)
      if (te(`error.${thrown.code}`)) return t(`error.${thrown.code}`)
      return `${(locale.value === 'en' ? undefined : thrown.zh) ?? thrown.message} (${thrown.code})`
    },
  }
}
