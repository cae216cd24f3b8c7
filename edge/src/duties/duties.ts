import type { Entry, Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { Alarming } from '../alarms/index.ts'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'
import { type Done, type Duty, judgeDuties, occurrences } from './occurrences.ts'

const TICK_MS = 5_000
const DAY_MS = 86_400_000
/** Records older than this are done with: the longest wait after one is 48 h, and half a day to do it. */
const KEPT_DAYS = 4
const OVERDUE_RULE = 'duty-overdue'
/** Wall ms since when this box keeps duties: what was over before that is nobody's. */
const SINCE_KEY = 'duties-since'

export type DutyParts = {
  catalogue: Pick<Catalogue, 'forms'>
  clock: BoxClock
  ledger: Ledger
  report: Report
  stand: Alarming['stand']
  registry(): Registry
  meta: Record<string, string>
}

/** What people are to record and when, judged by the records in the ledger; nothing of it is kept anywhere else. */
export class Duties {
  private readonly parts: DutyParts
  private records: Done[] = []
  private readonly listeners = new Set<(duties: Duty[]) => void>()
  private readonly undo: (() => void)[] = []
  private told = ''
  private since: number | undefined

  constructor(parts: DutyParts) {
    this.parts = parts
    const since = Number(parts.meta[SINCE_KEY])
    if (since > 0) this.since = since
  }

  async start(): Promise<void> {
    const { ledger, report, clock } = this.parts
    this.undo.push(
      ledger.onCommitted((entries) => {
        if (this.take(entries)) this.review()
      }),
    )
    const { wall } = clock.now()
    if (wall !== null) this.take(await ledger.read('recordsSince', wall - KEPT_DAYS * DAY_MS))
    const timer = setInterval(
      report.guard('duties.tick', () => this.review()),
      TICK_MS,
    )
    this.undo.push(() => clearInterval(timer))
    this.review()
  }

  stop(): void {
    for (const undo of this.undo.splice(0)) undo()
  }

  onChange(listener: (duties: Duty[]) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Of yesterday, today and tomorrow, oldest first. While no clock is known nothing is due. */
  all(): Duty[] {
    const { wall } = this.parts.clock.now()
    if (wall === null) return []
    const { timeZone } = this.parts.registry().site
    const forms = this.parts.catalogue.forms.values()
    const since = this.since ?? wall
    const due = occurrences(forms, this.records, timeZone, wall).filter(({ overdue }) => overdue > since)
    return judgeDuties(due, this.records, wall)
  }

  private take(entries: Entry[]): boolean {
    const fresh = entries.flatMap((entry): Done[] => {
      if (entry.type !== 'record' || entry.wall === null) return []
      const { form, seq, wall: at, by, data } = entry
      return [{ form, seq, at, by, ...(typeof data.duty === 'string' ? { duty: data.duty } : {}) }]
    })
    if (fresh.length === 0) return false
    const known = new Set(this.records.map(({ seq }) => seq))
    this.records.push(...fresh.filter(({ seq }) => !known.has(seq)))
    return true
  }

  /** Tells of what changed, and calls people for what is overdue. */
  private review(): void {
    const { wall } = this.parts.clock.now()
    if (wall !== null && this.since === undefined) this.begin(wall)
    if (wall !== null) this.records = this.records.filter(({ at }) => at > wall - KEPT_DAYS * DAY_MS)
    const duties = this.all()
    const now = duties.map(({ id, state }) => `${id} ${state}`).join()
    if (now !== this.told)
      for (const listener of this.listeners) this.parts.report.guard('duties.listener', listener)(duties)
    this.told = now
    this.call(duties)
  }

  private begin(wall: number): void {
    this.since = wall
    const { ledger, report } = this.parts
    report.watch('duties.since', ledger.write('remember', { key: SINCE_KEY, value: String(wall) }))
  }

  /** One alarm for each form with something overdue; it ends when that is done or given up. */
  private call(duties: Duty[]): void {
    for (const form of this.parts.catalogue.forms.keys())
      this.parts.stand(
        OVERDUE_RULE,
        { form },
        duties.some((duty) => duty.form === form && duty.state === 'overdue'),
      )
  }
}
