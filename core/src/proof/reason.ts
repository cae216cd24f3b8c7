/** Why a log was restarted, as its first entry holds it: `<ISO 8601, UTC>: <Chinese> / <English>`. */
export const datedReason = (at: number, reason: string): string => `${new Date(at).toISOString()}: ${reason}`

/** Time (UTC ms; null where none is said) and words of a reason. */
export function readReason(text: string): { at: number | null; reason: string } {
  const [, time = '', reason] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z): (.*)$/s.exec(text) ?? []
  const at = Date.parse(time)
  return reason === undefined || Number.isNaN(at) ? { at: null, reason: text } : { at, reason }
}

/** A reason in one language; whole where it has but one. */
export function inBoth(reason: string): { zh: string; en: string } {
  const [zh = '', en, ...more] = reason.split(' / ')
  return en === undefined || more.length > 0 ? { zh: reason, en: reason } : { zh, en }
}
