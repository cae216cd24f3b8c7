/** A time on the clock of whoever reads, which is named: the file may be of a kitchen in another zone. */
export const momentIn = (language: 'zh' | 'en', at: number | null): string =>
  at === null
    ? '?'
    : new Date(at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en', { dateStyle: 'medium', timeStyle: 'long' })
