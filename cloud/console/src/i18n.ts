import { createI18n } from 'vue-i18n'
import { FORM_NAMES } from './form-names.ts'
import en from './locales/en.json'
import zh from './locales/zh-CN.json'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
const STORAGE_KEY = 'zaojun-language'

function kept(): Language {
  const stored = localStorage.getItem(STORAGE_KEY)
  return LANGUAGES.find((one) => one === stored) ?? 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: kept(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': { ...zh, form: FORM_NAMES.zh }, en: { ...en, form: FORM_NAMES.en } },
})

export function speak(language: Language): void {
  i18n.global.locale.value = language
  localStorage.setItem(STORAGE_KEY, language)
  document.documentElement.lang = language
  document.title = i18n.global.t('app.title')
}

export const language = (): Language => i18n.global.locale.value as Language
