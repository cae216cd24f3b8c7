import { wallAt } from '@zaojun/core'
import { type Form, loadCatalogue } from '@zaojun/device-profiles'
import { describe, expect, it } from 'vitest'
import { type Done, judgeDuties, occurrences } from '../../src/duties/occurrences.ts'

const SHANGHAI = 'Asia/Shanghai'
const HOUR_MS = 3_600_000
const at = (time: string, day = '2026-11-23') => wallAt(SHANGHAI, day, time)
const { forms } = loadCatalogue()
const formOf = (id: string): Form => forms.get(id) as Form
const record = (form: string, when: number, more: Partial<Done> = {}): Done => ({
  form,
  seq: 1,
  at: when,
  by: 'cook-1',
  ...more,
})

/** States of a form's duties of that day, by their local time. */
function states(id: string, records: Done[], now: number, day = '2026-11-23') {
  const all = judgeDuties(occurrences([formOf(id)], records, SHANGHAI, now), records, now)
  return Object.fromEntries(all.flatMap((duty) => (duty.id.includes(day) ? [[duty.id.slice(-5), duty.state]] : [])))
}

describe('a local time', () => {
  it('is found in a zone that keeps summer time, also where its clocks skip it', () => {
    expect(new Date(wallAt('Europe/Berlin', '2026-07-01', '08:00')).toISOString()).toBe('2026-07-01T06:00:00.000Z')
    expect(new Date(wallAt('Europe/Berlin', '2026-12-01', '08:00')).toISOString()).toBe('2026-12-01T07:00:00.000Z')
    expect(new Date(wallAt('Europe/Berlin', '2026-03-29', '02:30')).toISOString()).toBe('2026-03-29T01:30:00.000Z')
  })
})

describe('a duty', () => {
  it('comes, is due, overdue, and missed once the next of its kind is due', () => {
    expect(states('fridge-round', [], at('07:59'))).toEqual({ '08:00': 'coming', '14:00': 'coming', '20:00': 'coming' })
    expect(states('fridge-round', [], at('08:00'))).toMatchObject({ '08:00': 'due' })
    expect(states('fridge-round', [], at('10:00'))).toMatchObject({ '08:00': 'overdue' })
    expect(states('fridge-round', [], at('14:00'))).toMatchObject({ '08:00': 'missed', '14:00': 'due' })
  })

  it('is done by a record from an hour before, and late when it was overdue', () => {
    expect(states('fridge-round', [record('fridge-round', at('07:05'))], at('09:00'))).toMatchObject({
      '08:00': 'done',
    })
    expect(states('fridge-round', [record('fridge-round', at('10:30'))], at('11:00'))).toMatchObject({
      '08:00': 'late',
    })
    expect(states('fridge-round', [record('pest-check', at('08:30'))], at('09:00'))).toMatchObject({ '08:00': 'due' })
  })

  it('is weekly on its days only', () => {
    expect(states('pest-check', [], at('10:00'))).toEqual({ '09:00': 'due' })
    expect(states('pest-check', [], at('10:00', '2026-11-24'), '2026-11-24')).toEqual({})
  })

  it('[S12.7] follows each retained sample after 48 hours, and is not given up', () => {
    const kept = at('11:30', '2026-11-21')
    const samples = [record('sample-retention', kept, { seq: 7 }), record('sample-retention', kept + 1, { seq: 8 })]
    const due = kept + 48 * HOUR_MS
    const disposals = (records: Done[], now: number) =>
      judgeDuties(occurrences([formOf('sample-disposal')], records, SHANGHAI, now), records, now).map(
        ({ state }) => state,
      )
    expect(disposals(samples, due - 1)).toEqual(['coming', 'coming'])
    const one = record('sample-disposal', due + HOUR_MS, { seq: 9, duty: 'sample-disposal@8' })
    expect(disposals([...samples, one], due + 30 * HOUR_MS)).toEqual(['overdue', 'done'])
  })
})
