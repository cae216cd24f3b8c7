import type { Language, Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { Duty } from '../duties/occurrences.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { fail } from './errors.ts'
import { type DrawnLabel, drawLabel, type LabelRecord, readCode } from './label.ts'

export type LabelParts = {
  /** Of this box. */
  box: string
  catalogue: Pick<Catalogue, 'forms'>
  ledger: Ledger
  registry(): Registry
  duties(): Duty[]
}
/** What a code that was read leads to: the record, and what is to be done about it now. */
export type ScannedLabel = { seq: number; form: string; record: LabelRecord; duty?: Duty }

/** Labels of records, and the way back from their codes. */
export class Labels {
  private readonly parts: LabelParts
  private readonly listeners = new Set<(scanned: ScannedLabel & { reader: string }) => void>()

  constructor(parts: LabelParts) {
    this.parts = parts
  }

  /** Rejects `LABEL_UNKNOWN`. */
  async of(seq: number, language: Language): Promise<DrawnLabel> {
    const record = await this.record(seq)
    const form = record && this.parts.catalogue.forms.get(record.form)
    const { name, timeZone } = this.parts.registry().site
    const drawn = record && form && drawLabel(form, record, { box: this.parts.box, site: { name, timeZone }, language })
    if (drawn === undefined) throw fail('LABEL_UNKNOWN', { name: String(seq) })
    return drawn
  }

  /** Rejects `LABEL_CODE`, `LABEL_OTHER_BOX`, `LABEL_UNKNOWN`. */
  async scanned(code: string): Promise<ScannedLabel> {
    const read = readCode(code)
    if (read === undefined) throw fail('LABEL_CODE', { name: code.slice(0, 80) })
    if (read.box !== this.parts.box) throw fail('LABEL_OTHER_BOX', { name: read.box })
    const record = await this.record(read.seq)
    if (record === undefined) throw fail('LABEL_UNKNOWN', { name: String(read.seq) })
    const duty = this.parts.duties().find(({ after, seq }) => after === read.seq && seq === undefined)
    return { seq: read.seq, form: record.form, record, ...(duty === undefined ? {} : { duty }) }
  }

  /** A reader read something: where it is a label of this box, screens are told. Resolves whether it was one. */
  async hear(reader: string, code: unknown): Promise<boolean> {
    if (typeof code !== 'string' || readCode(code)?.box !== this.parts.box) return false
    const scanned = await this.scanned(code)
    for (const listener of this.listeners) listener({ ...scanned, reader })
    return true
  }

  onScanned(listener: (scanned: ScannedLabel & { reader: string }) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private async record(seq: number): Promise<LabelRecord | undefined> {
    const { entries } = await this.parts.ledger.read('entries', { after: seq - 1, limit: 1, types: ['record'] })
    const [entry] = entries
    return entry?.type === 'record' && entry.seq === seq ? entry : undefined
  }
}
