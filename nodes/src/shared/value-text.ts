import type { Kind } from '@zaojun/device-profiles/kind'

export type KindPoint = Kind['points'][string]

/** A value as people read it: `5.20 kg`, `关闭`, `−`. `language` picks the words of a point's states. */
export function valueText(value: unknown, point: KindPoint | undefined, language: string): string {
  if (value === null || value === undefined) return '−'
  const state = point?.states?.[String(value)]
  if (state !== undefined) return language.startsWith('zh') ? state.zh : state.en
  if (typeof value !== 'number') return String(value)
  const number = point?.decimals === undefined ? String(value) : value.toFixed(point.decimals)
  const unit = point?.unitText ?? point?.unit
  return unit === undefined || unit === '' ? number : `${number} ${unit}`
}
