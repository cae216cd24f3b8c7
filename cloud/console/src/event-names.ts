import { event as en } from './locales/en.json'
import { event as zh } from './locales/zh-CN.json'

/** What happens at a box or a cloud, by its code. */
export const EVENT_NAMES: Record<'zh' | 'en', Record<string, string>> = { zh, en }
