import forms from './generated/form-names.json'
import { form as en } from './locales/en.json'
import { form as zh } from './locales/zh-CN.json'

/** Names of the forms of records by code: those of the catalogue, and those of records that no form asks for. */
export const FORM_NAMES: Record<'zh' | 'en', Record<string, string>> = {
  zh: { ...forms.zh, ...zh },
  en: { ...forms.en, ...en },
}
