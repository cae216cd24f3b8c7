import { parseBatch, parseSign1 } from '@zaojun/core'
import { fromBase64, type ProofBundle, parseNote, parseTlogProof } from '@zaojun/core/proof/index'

/** What a verified batch holds, in figures; times are UTC ms, null where none is known. */
export type Contents = {
  readings: number
  entries: number
  from: number | null
  to: number | null
  witnesses: string[]
}

/** Only for a bundle that has been checked. */
export function contentsOf({ envelope, proof }: ProofBundle): Contents {
  const { series, entries, eras } = parseBatch(parseSign1(fromBase64(envelope) ?? new Uint8Array()).payload)
  const offset = new Map(eras.map((era) => [era.era, era.offset]))
  const times = series.flatMap(({ e, t0, dt }) =>
    offset.get(e) === null ? [] : [t0, t0 + dt.reduce((sum, step) => sum + step, 0)],
  )
  for (const { e, m } of entries) {
    const shift = offset.get(e)
    if (shift !== null && shift !== undefined) times.push(m + shift)
  }
  const { signatures, text } = parseNote(new TextEncoder().encode(parseTlogProof(proof).checkpoint))
  const [origin] = text.split('\n')
  return {
    readings: series.reduce((sum, { v }) => sum + v.length, 0),
    entries: entries.length,
    from: times.length === 0 ? null : Math.min(...times),
    to: times.length === 0 ? null : Math.max(...times),
    witnesses: signatures.map(({ name }) => name).filter((name) => name !== origin),
  }
}
