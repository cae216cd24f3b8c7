import { dayAfter, dayOf, wallAt, weekdayOf } from '@zaojun/core'
import type { Form } from '@zaojun/device-profiles'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** One time a form is to be filled in. Times are wall ms. */
export type Occurrence = { id: string; form: string; due: number; overdue: number; after?: number }
/** A record of a form: its seq and when. */
export type Done = { form: string; seq: number; at: number; by: string; duty?: string }
export type DutyState = 'due' | 'overdue' | 'done' | 'late' | 'missed' | 'coming'
export type Duty = Occurrence & { state: DutyState; seq?: number; by?: string; at?: number }

/** What is to be done on the days around `now`, by the plans of the forms and the records they follow. */
export function occurrences(forms: Iterable<Form>, records: Done[], timeZone: string, now: number): Occurrence[] {
  const today = dayOf(timeZone, now)
  const days = [-1, 0, 1].map((n) => dayAfter(today, n))
  return [...forms].flatMap(({ id: form, duty }): Occurrence[] => {
    if (duty === undefined) return []
    const lasts = duty.withinMinutes * MINUTE_MS
    const at = (day: string, time: string): Occurrence => {
      const due = wallAt(timeZone, day, time)
      return { id: `${form}@${day}T${time}`, form, due, overdue: due + lasts }
    }
    if ('daily' in duty) return days.flatMap((day) => duty.daily.map((time) => at(day, time)))
    if ('weekly' in duty)
      return days.filter((day) => duty.weekly.includes(weekdayOf(day))).map((day) => at(day, duty.at))
    return records
      .filter((record) => record.form === duty.after)
      .map(({ seq, at: recorded }) => {
        const due = recorded + duty.hours * HOUR_MS
        return { id: `${form}@${seq}`, form, due, overdue: due + lasts, after: seq }
      })
  })
}

/**
 * Each occurrence with what became of it. A record says which duty it does; else it does the oldest open one of its form
 * that is due, or comes within an hour before.
 */
export function judgeDuties(all: Occurrence[], records: Done[], now: number): Duty[] {
  const sorted = [...all].sort((a, b) => a.due - b.due)
  const taken = new Map<string, Done>()
  for (const record of [...records].sort((a, b) => a.at - b.at)) {
    const open = sorted.filter(({ id, form }) => form === record.form && !taken.has(id))
    const meant = open.find(({ id }) => id === record.duty) ?? open.find((each) => fits(each, record, sorted))
    if (meant !== undefined) taken.set(meant.id, record)
  }
  return sorted.map((each) => {
    const record = taken.get(each.id)
    if (record === undefined) return { ...each, state: openState(each, sorted, now) }
    const state = record.at <= each.overdue ? 'done' : 'late'
    return { ...each, state, seq: record.seq, by: record.by, at: record.at }
  })
}

/** The next of the same form is due: what was not done until then is missed. What follows a record is never given up. */
function openState(each: Occurrence, all: Occurrence[], now: number): DutyState {
  if (now < each.due) return 'coming'
  if (now < each.overdue) return 'due'
  const next = each.after === undefined ? nextOf(each, all) : undefined
  return next !== undefined && now >= next.due ? 'missed' : 'overdue'
}

const nextOf = ({ form, due }: Occurrence, all: Occurrence[]): Occurrence | undefined =>
  all.find((other) => other.form === form && other.due > due)

function fits(each: Occurrence, { at }: Done, all: Occurrence[]): boolean {
  if (at < each.due - HOUR_MS || each.after !== undefined) return false
  const next = nextOf(each, all)
  return next === undefined || at < next.due - HOUR_MS
}
