type Words = (key: string, named: Record<string, string | number>) => string

/** `3 d 4 h`, `2 min 15 s`: the two largest units that say something. */
export function durationOf(seconds: number, t: Words): string {
  const whole = Math.round(seconds)
  const units: [string, number][] = [
    ['days', Math.floor(whole / 86_400)],
    ['hours', Math.floor(whole / 3600) % 24],
    ['minutes', Math.floor(whole / 60) % 60],
    ['seconds', whole % 60],
  ]
  const first = units.findIndex(([, n]) => n > 0)
  if (first < 0) return t('age.seconds', { n: 0 })
  return units
    .slice(first, first + 2)
    .filter(([, n]) => n > 0)
    .map(([unit, n]) => t(`age.${unit}`, { n }))
    .join(' ')
}

/** Nines matter: three decimals, and never rounded up to a whole hundred. */
export function percentOf(share: number, number: (value: number, decimals?: number) => string): string {
  const percent = share === 1 ? 100 : Math.min(99.999, Math.floor(share * 100_000) / 1000)
  return `${number(percent, percent === 100 ? 0 : 3)}%`
}

/** Where a stretch of time lies in another, in percent of its width; null where it does not. */
export function placeIn(
  { from, to }: { from: number; to: number },
  whole: { from: number; to: number },
): { left: string; width: string } | null {
  const [start, end] = [Math.max(from, whole.from), Math.min(to, whole.to)]
  if (end <= start) return null
  const percent = (ms: number) => `${((100 * ms) / (whole.to - whole.from)).toFixed(4)}%`
  return { left: percent(start - whole.from), width: percent(end - start) }
}
