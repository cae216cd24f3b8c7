import { type Batch, batchSpan, type Clock, type EntryBody, originOfChunk, parseBatch, parseSign1 } from '@zaojun/core'
import {
  fromBase64,
  type ProofBundle,
  parseNote,
  parseTlogProof,
  type ReadsBundle,
  type RightsBundle,
  type RightsStatement,
  readsOf,
  rightsOf,
} from '@zaojun/core/proof/index'

/** Why the times in a batch are not to be relied on; null where they are. `unknown`: some have none. */
export type Doubted = Extract<Clock, 'unsynced' | 'unknown'> | null
/** What a verified batch holds, in figures; times are UTC ms, null where none is known. */
export type Contents = {
  readings: number
  entries: number
  /** Of both, those of a simulated kitchen. */
  simulated: number
  clock: Doubted
  from: number | null
  to: number | null
  /** Who signed, and under which number. */
  box: string
  n: number
}
/** The reading or entry somebody came for. */
export type Wanted = {
  seq: number
  at: number | null
  type: EntryBody['type']
  name: string
  value: string
  /** Code of the form it is about, if of any. */
  form: string | null
  simulated: boolean
  clock: Doubted
}
/** Who looked, of a page of reads. */
export type Looked = { site: string; page: number; reads: ReturnType<typeof readsOf>['reads'] }

/** A change of rights. */
export type Said = Pick<RightsStatement, 'site' | 'no' | 'at' | 'party' | 'by' | 'change'>

const batchOf = ({ envelope }: ProofBundle): Batch =>
  parseBatch(parseSign1(fromBase64(envelope) ?? new Uint8Array()).payload)

const isSimulated = (body: object): boolean => 'origin' in body && body.origin === 'simulated'

/** The worst clock among these eras of a batch. */
function doubted({ eras }: Batch, used: Iterable<number>): Doubted {
  const among = new Set(used)
  const clocks = eras.filter(({ era }) => among.has(era)).map(({ clock }) => clock)
  return clocks.includes('unknown') ? 'unknown' : clocks.includes('unsynced') ? 'unsynced' : null
}

/** Names on the checkpoint beside the log's; their signatures are not checked by this. */
export function witnessesOf({ proof }: Pick<ProofBundle, 'proof'>): string[] {
  const { signatures, text } = parseNote(new TextEncoder().encode(parseTlogProof(proof).checkpoint))
  const [origin] = text.split('\n')
  return signatures.map(({ name }) => name).filter((name) => name !== origin)
}

/** Only for a bundle that has been checked. */
export function contentsOf(bundle: ProofBundle): Contents {
  const batch = batchOf(bundle)
  const { from, to } = batchSpan(batch)
  const { series, entries } = batch
  const count = (chunks: typeof series) => chunks.reduce((sum, { v }) => sum + v.length, 0)
  const simulated = series.filter((chunk) => originOfChunk(chunk) === 'simulated')
  return {
    readings: count(series),
    entries: entries.length,
    simulated: count(simulated) + entries.filter(({ b }) => isSimulated(b)).length,
    clock: doubted(
      batch,
      [...series, ...entries].map(({ e }) => e),
    ),
    from,
    to,
    box: bundle.box,
    n: bundle.n,
  }
}

/** Only for a bundle that has been checked. */
export function saidOf(bundle: RightsBundle): Said {
  const { site, no, at, party, by, change } = rightsOf(bundle)
  return { site, no, at, party, by, change }
}

/** Only for a bundle that has been checked. */
export function lookedOf(bundle: ReadsBundle): Looked {
  const { site, page, reads } = readsOf(bundle)
  return { site, page, reads }
}

/** What stands under that seq in a checked batch; undefined where nothing does. */
export function wantedIn(bundle: ProofBundle, seq: number): Wanted | undefined {
  const batch = batchOf(bundle)
  const { series, entries, eras } = batch
  const offsetOf = (e: number) => eras.find(({ era }) => era === e)?.offset ?? null
  for (const chunk of series) {
    const { d, p, e, s0, ds, t0, dt, v } = chunk
    let at = t0
    let own = s0
    for (let index = 0; index < v.length; index++) {
      if (index > 0) {
        own += ds[index - 1] ?? 0
        at += dt[index - 1] ?? 0
      }
      if (own !== seq) continue
      return {
        seq,
        at: offsetOf(e) === null ? null : at,
        type: 'reading',
        name: `${d} / ${p}`,
        value: String(v[index] ?? '–'),
        form: null,
        simulated: originOfChunk(chunk) === 'simulated',
        clock: doubted(batch, [e]),
      }
    }
  }
  const entry = entries.find(({ s }) => s === seq)
  if (entry === undefined) return undefined
  const shift = offsetOf(entry.e)
  const { type, ...body } = entry.b
  const form = 'form' in body ? (body.form ?? null) : null
  const name = 'event' in body ? body.event : (form ?? '')
  return {
    seq,
    at: shift === null ? null : entry.m + shift,
    type,
    name,
    value: '',
    form,
    simulated: isSimulated(body),
    clock: doubted(batch, [entry.e]),
  }
}

/** Whether the entry under that seq commits to the photo. */
export function entryHolds(bundle: ProofBundle, seq: number, photo: string): boolean {
  const entry = batchOf(bundle).entries.find(({ s }) => s === seq)
  return entry !== undefined && 'attachments' in entry.b && (entry.b.attachments ?? []).includes(photo)
}
