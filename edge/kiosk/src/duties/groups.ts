import type { Duty } from '../box/shapes.ts'
import { dayOf } from '../words/durations.ts'

/** Groups of the page in their order: what waits longest first, what is done last. */
export const GROUPS = {
  overdue: ['overdue'],
  due: ['due'],
  coming: ['coming'],
  done: ['done', 'late'],
  missed: ['missed'],
} as const satisfies Record<string, readonly Duty['state'][]>
export type Group = keyof typeof GROUPS

export const SHAPES: Record<Duty['state'], string> = {
  overdue: '▲',
  due: '◆',
  coming: '○',
  done: '✓',
  late: '✓',
  missed: '✕',
}

/** Of today in the kitchen's time zone; what is still open from before stays until it is done. */
export function groupsOf(duties: Duty[], wall: number, timeZone: string): Record<Group, Duty[]> {
  const today = dayOf(wall, timeZone)
  const isToday = (at: number | undefined) => at !== undefined && dayOf(at, timeZone) === today
  const shown = duties.filter(
    ({ state, due, at }) => state === 'due' || state === 'overdue' || isToday(due) || isToday(at),
  )
  const of = (states: readonly Duty['state'][]) => shown.filter(({ state }) => states.includes(state))
  const groups = Object.entries(GROUPS).map(([group, states]) => [group, of(states)])
  return Object.fromEntries(groups) as Record<Group, Duty[]>
}
