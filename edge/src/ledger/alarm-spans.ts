import type { AlarmEntry, Entry, Severity } from '@zaojun/core'

export type AlarmSpansQuery = { device: string; point: string; from: number; to: number }
/** How long the condition of an alarm held (wall ms); `to` is null while it holds still. */
export type AlarmSpan = {
  alarm: string
  rule: string
  severity: Severity
  advisory: boolean
  from: number
  to: number | null
}

/** From the steps of alarms in seq order, the times their conditions held. A step whose time is unknown bounds nothing. */
export function alarmSpans(
  steps: (Entry & AlarmEntry)[],
  { from, to }: Pick<AlarmSpansQuery, 'from' | 'to'>,
): AlarmSpan[] {
  const spans: AlarmSpan[] = []
  const open = new Map<string, AlarmSpan>()
  for (const { id, rule, severity, advisory = false, active, wall } of steps) {
    const running = open.get(id)
    if (wall === null || active === (running !== undefined)) continue
    if (running === undefined) {
      const span = { alarm: id, rule, severity, advisory, from: wall, to: null }
      open.set(id, span)
      spans.push(span)
    } else {
      running.to = Math.max(running.from, wall)
      open.delete(id)
    }
  }
  return spans.filter((span) => span.from <= to && (span.to ?? to) >= from)
}
