type Point = { read: number; reference: number }

/** What the points would do, before the box is asked: it judges again. */
export function correctionOf([first, second]: Point[]): { gain: number; offset: number } | undefined {
  if (first === undefined) return undefined
  if (second === undefined) return { gain: 1, offset: first.reference - first.read }
  const gain = (second.reference - first.reference) / (second.read - first.read)
  return Number.isFinite(gain) && gain > 0 ? { gain, offset: first.reference - first.read * gain } : undefined
}

/** The day so many months on, as `2027-03-31`; the last of the month where there is no such day. */
export function inMonths(wall: number, months: number): string {
  const from = new Date(wall)
  const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0))
  const day = Math.min(from.getUTCDate(), last.getUTCDate())
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), day)).toISOString().slice(0, 10)
}
