import type { RecordEntry } from '@zaojun/core'
import type { Ledger } from '../ledger/ledger.ts'

export const CORRECTION_FORM = 'corrective-action'
/** A record stands just before the step it made; what was measured meanwhile stands between. */
const BEFORE_STEP = 2_000
const FOOD = ['none', 'used', 'reworked', 'discarded', 'held'] as const

/** What was done about an alarm, as somebody put it on record. */
export type CorrectionRecord = {
  seq: number
  wall: number | null
  by: string
  cause: string
  done: string
  food: (typeof FOOD)[number]
  attachments: string[]
}

/** The corrective actions of one alarm, oldest first. */
export async function correctionsOf(ledger: Ledger, alarm: string): Promise<CorrectionRecord[]> {
  const steps = (await ledger.read('alarmSteps', alarm)).filter(({ step }) => step === 'corrected')
  const found = new Map<number, CorrectionRecord>()
  for (const { seq } of steps) {
    const { entries } = await ledger.read('entries', {
      after: Math.max(0, seq - BEFORE_STEP),
      limit: BEFORE_STEP,
      types: ['record'],
    })
    for (const entry of entries)
      if (entry.type === 'record' && entry.seq < seq && isAbout(entry, alarm)) found.set(entry.seq, rowOf(entry))
  }
  return [...found.values()].sort((a, b) => a.seq - b.seq)
}

const isAbout = ({ form, data }: RecordEntry, alarm: string): boolean =>
  form === CORRECTION_FORM && data.alarm === alarm

function rowOf({ seq, wall, by, data, attachments }: RecordEntry & { seq: number; wall: number | null }) {
  const food = FOOD.find((each) => each === data.food) ?? 'none'
  return { seq, wall, by, cause: String(data.cause), done: String(data.done), food, attachments }
}
